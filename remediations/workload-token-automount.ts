import { accountOf, accountResource, mountsToken, readsToken } from '../src/analysis/accounts.ts';
import { describeGrant, grantsTo, RBAC_KINDS } from '../src/analysis/rbac/grants.ts';
import { podRemediation } from '../src/core/builders.ts';
import type { Doubt } from '../src/core/remediation.ts';
import type { Resource } from '../src/core/resource.ts';
import type { Snapshot } from '../src/core/snapshot.ts';
import { podSpecOf } from '../src/core/workload.ts';
import { checkov, cis, kubeaudit, kubernetes, kubescape, kyverno, nsa, polaris, trivy } from './references.ts';

const doubts = (resource: Resource, snapshot: Snapshot): readonly Doubt[] => {
  const account = accountOf(resource, podSpecOf(resource) ?? {});
  const found = grantsTo(account, snapshot).map((grant) => ({ text: `with this token it may ${describeGrant(grant)}` }));
  const reader = readsToken(resource);
  if (reader !== undefined) found.push({ text: `it reads the token: ${reader}` });
  // Every namespace has a `default`, whether or not the files show it; any other account is there for a reason.
  if (account.name !== 'default' && !accountResource(account, snapshot))
    found.push({ text: `ServiceAccount ${account.namespace}/${account.name} was not found, so what its token is used for is not known` });
  return found;
};

export default podRemediation({
  id: 'workload-token-automount',
  title: 'A workload mounts a token that it does not need',
  severity: 'medium',
  category: 'identity',
  why: 'Whoever gets into a container of it finds a token for the API server there.',
  risk: 'Programs in these pods that talk to the API server, or prove with the token who they are, stop working.',
  references: [
    cis('5.1.6'),
    kubescape('C-0034'),
    trivy('KSV-0036'),
    polaris('automountServiceAccountToken'),
    kubeaudit('asat'),
    checkov('CKV_K8S_38'),
    kyverno('other/restrict-automount-sa-token'),
    nsa('Kubernetes Pod security: protecting Pod service account tokens'),
    kubernetes('tasks/configure-pod-container/configure-service-account'),
  ],
  reads: ['ServiceAccount', ...RBAC_KINDS],
  weaknesses: (spec, resource, snapshot) => {
    const account = accountOf(resource, spec);
    if (!mountsToken(spec, accountResource(account, snapshot))) return [];
    const why =
      spec['automountServiceAccountToken'] === true
        ? 'is true, which wins over the ServiceAccount'
        : 'is not false, nor is it on the ServiceAccount';
    return [{ path: 'automountServiceAccountToken', detail: `${why}: the pods mount the token of ${account.name}` }];
  },
  harden: (spec) => ({ ...spec, automountServiceAccountToken: false }),
  doubts,
  byDesign: (resource, snapshot) => {
    if (resource.metadata.namespace !== 'kube-system') return undefined;
    const [grant] = grantsTo(accountOf(resource, podSpecOf(resource) ?? {}), snapshot);
    return grant && `a component of the cluster that may ${describeGrant(grant)}`;
  },
});
