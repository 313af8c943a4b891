import { policiesFor } from '../src/analysis/network/allows.ts';
import { CUT_DOUBTS, cutsOf } from '../src/analysis/network/cuts.ts';
import { ENTRANCES } from '../src/analysis/network/entrances.ts';
import { groupsIn, uncoveredIn } from '../src/analysis/network/isolation.ts';
import { NETWORK_POLICY } from '../src/analysis/network/policies.ts';
import { policyObjects } from '../src/analysis/network/policyObjects.ts';
import { selectorOf, servicesIn } from '../src/analysis/network/services.ts';
import { nameOf } from '../src/analysis/sentences.ts';
import { creationOf } from '../src/core/change.ts';
import type { Doubt, Edit, Remediation } from '../src/core/remediation.ts';
import type { Resource } from '../src/core/resource.ts';
import type { Snapshot } from '../src/core/snapshot.ts';
import { WORKLOAD_KINDS } from '../src/core/workload.ts';
import { cis, kubeaudit, kubeLinter, kubernetes, kubescape, kyverno, nsa, polaris } from './references.ts';

const fix = (namespace: Resource, snapshot: Snapshot): readonly Edit[] => {
  const name = namespace.metadata.name;
  const { groups } = groupsIn(name, snapshot);
  const first = groups[0]?.members[0];
  // A made-up Namespace stands in no file, so the policies go beside what they are for.
  const source = snapshot.ref(namespace).source ?? (first && snapshot.ref(first).source);
  return policyObjects(
    groups.flatMap((group) => policiesFor(group, name, snapshot)),
    name,
    snapshot,
  ).map((policy) => ({ ...creationOf(policy), ...(source ? { beside: source } : {}) }));
};

const doubts = (namespace: Resource, snapshot: Snapshot): readonly Doubt[] =>
  [
    'Whether the network plugin enforces NetworkPolicy, or has policies of its own kinds, is not visible in the API.',
    'Kept: DNS, connections within the namespace to the ports of its Services, and what Services, Ingresses, env, command and args declare. All else is cut: other namespaces, the outside, the API server, ports that no Service names.',
    ...cutsOf(uncoveredIn(namespace.metadata.name, snapshot), snapshot),
    ...servicesIn(namespace.metadata.name, snapshot)
      .filter((service) => !selectorOf(service))
      .map((service) => `Where ${nameOf(service)} leads is not declared, and could not be reached any more.`),
  ].map((text) => ({ text }));

const remediation: Remediation = {
  id: 'default-deny',
  title: 'Pods that no NetworkPolicy selects',
  severity: 'medium',
  category: 'network',
  why: 'Whoever gets into one pod of the cluster can reach every port of these pods, and from them everything else.',
  risk: 'Connections that no Service, Ingress, env, command or args declares are cut, in both directions.',
  references: [
    ...['5.3.1', '5.3.2'].map(cis),
    kubescape('C-0260'),
    polaris('missingNetworkPolicy'),
    kubeaudit('netpols'),
    kubeLinter('non-isolated-pod'),
    kyverno('best-practices/require-network-policy'),
    nsa('Network separation and hardening'),
    kubernetes('concepts/services-networking/network-policies'),
  ],
  kinds: ['Namespace'],
  reads: [NETWORK_POLICY, 'Service', 'networking.k8s.io/Ingress', ...WORKLOAD_KINDS],
  doubtsFrom: [...CUT_DOUBTS, ...ENTRANCES],
  find: (namespace, snapshot) =>
    uncoveredIn(namespace.metadata.name, snapshot).map((workload) => ({
      path: 'metadata.name',
      detail: `no NetworkPolicy selects the pods of ${nameOf(workload)}`,
    })),
  fix,
  doubts,
  guide: (namespace, snapshot) => {
    const { inseparable } = groupsIn(namespace.metadata.name, snapshot);
    if (inseparable.length === 0) return undefined;
    const steps = inseparable.map(
      (workload) => `Give the pods of ${nameOf(workload)} a label that no pod has which a NetworkPolicy selects already.`,
    );
    return { steps: [...steps, 'Scan again: policies can then be written that open nothing for the other pods.'] };
  },
  byDesign: (namespace) =>
    namespace.metadata.name === 'kube-system'
      ? 'the components of the cluster talk to nodes, pods and the API server as they need'
      : undefined,
};
export default remediation;
