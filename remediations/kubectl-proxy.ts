import { accountOf } from '../src/analysis/accounts.ts';
import { kubectlProxyIn } from '../src/analysis/kubectlProxy.ts';
import { isOnHostNetwork } from '../src/analysis/network/policies.ts';
import { backendsOf, servicesIn } from '../src/analysis/network/services.ts';
import { namespaceOf } from '../src/analysis/namespaces.ts';
import { listed, nameOf } from '../src/analysis/sentences.ts';
import type { Evidence, Guide, Remediation } from '../src/core/remediation.ts';
import type { Resource } from '../src/core/resource.ts';
import type { Snapshot } from '../src/core/snapshot.ts';
import { containersOf, DECLARED, madeBy, podSpecOf, WORKLOAD_KINDS } from '../src/core/workload.ts';
import { shellWord } from '../src/core/shellWord.ts';
import { kubernetes, nsa } from './references.ts';

/** Loopback is the pod's own, unless the pod is in the network of its node. */
const proxies = (workload: Resource): readonly Evidence[] =>
  containersOf(workload, DECLARED).flatMap(({ container, path }) => {
    const proxy = kubectlProxyIn(container);
    if (!proxy || (proxy.isLoopback && !isOnHostNetwork(workload))) return [];
    const who = proxy.isLoopback ? 'all programs on its node' : 'all who reach the pod';
    const where = Array.isArray(container['command']) && container['command'].length > 0 ? 'command' : 'args';
    return [
      { path: `${path}.${where}`, detail: `kubectl proxy listens on ${proxy.address}:${proxy.port}, for ${who}, without TLS and sign-in` },
    ];
  });

const guide = (workload: Resource, snapshot: Snapshot): Guide => {
  const account = accountOf(workload, podSpecOf(workload) ?? {});
  const services = servicesIn(namespaceOf(workload), snapshot).filter((service) => backendsOf(service, snapshot).includes(workload));
  return {
    steps: [
      `Whoever talks to this port acts as ServiceAccount ${account.namespace}/${account.name}: \`kubectl auth can-i --list ${shellWord(`--as=system:serviceaccount:${account.namespace}:${account.name}`)}\` tells what that is. Take away what nobody needs.`,
      ...(services.length > 0 ? [`${listed(services.map(nameOf))} leads to it: delete what leads to the port of the proxy first.`] : []),
      'Programs in other pods: give each its own ServiceAccount, and let it call https://kubernetes.default.svc with its token, as every client library does by itself.',
      'A program in the same pod: leave out --address (or set --address=127.0.0.1), so that only this pod reaches the proxy, and hostNetwork.',
      'People: let them run `kubectl proxy` on their own machine, with their own credentials.',
      'Apply the manifest, and scan again.',
    ],
    files: [{ file: `manifest of ${nameOf(workload)}`, diff: '-            - --address=0.0.0.0\n+            - --address=127.0.0.1\n' }],
  };
};

const remediation: Remediation = {
  id: 'kubectl-proxy',
  title: 'The API server is offered to the network without TLS and sign-in, by kubectl proxy',
  severity: 'high',
  category: 'network',
  why: 'Whoever reaches the port has all rights of the ServiceAccount behind it, and the audit log names only that.',
  risk: 'Programs that use the port have to sign in to the API server themselves.',
  references: [
    nsa('Authentication and authorization'),
    kubernetes('tasks/access-application-cluster/access-cluster'),
    kubernetes('concepts/security/controlling-access'),
  ],
  kinds: WORKLOAD_KINDS,
  hints: ['Service'],
  find: (workload, snapshot) => (madeBy(workload, snapshot) ? [] : proxies(workload)),
  guide,
};
export default remediation;
