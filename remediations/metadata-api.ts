import { EVERYBODY_ELSE, METADATA_API, reachingMetadata, unrestrictedIn, withoutMetadata } from '../src/analysis/network/metadataApi.ts';
import { metadataDoubts } from '../src/analysis/network/metadataUsers.ts';
import { isOnHostNetwork, NETWORK_POLICY } from '../src/analysis/network/policies.ts';
import { policyObjects } from '../src/analysis/network/policyObjects.ts';
import { runningByNamespace } from '../src/analysis/running.ts';
import { nameOf } from '../src/analysis/sentences.ts';
import { systemReason } from '../src/analysis/systemPart.ts';
import { creationOf, editOf } from '../src/core/change.ts';
import type { Edit, Evidence, Guide, Remediation } from '../src/core/remediation.ts';
import { kindOf, type Resource } from '../src/core/resource.ts';
import type { Snapshot } from '../src/core/snapshot.ts';
import { isOver, madeBy, podSpecOf, podSpecPath, WORKLOAD_KINDS } from '../src/core/workload.ts';
import { kubernetes, kubescape, nsa } from './references.ts';

const isNamespace = (resource: Resource): boolean => kindOf(resource) === 'Namespace';

const isOnNode = (workload: Resource, snapshot: Snapshot): boolean =>
  podSpecOf(workload) !== undefined && isOnHostNetwork(workload) && !madeBy(workload, snapshot) && !isOver(workload);

const find = (resource: Resource, snapshot: Snapshot): readonly Evidence[] => {
  if (!isNamespace(resource))
    return isOnNode(resource, snapshot)
      ? [
          {
            path: `${podSpecPath(resource)?.join('.') ?? ''}.hostNetwork`,
            detail: `its pods reach ${METADATA_API} as their node, where no NetworkPolicy holds`,
          },
        ]
      : [];
  return reachingMetadata(resource.metadata.name, snapshot).map(({ workload, by }) => ({
    path: 'metadata.name',
    detail:
      by.length === 0
        ? `no NetworkPolicy keeps the pods of ${nameOf(workload)} from ${METADATA_API}`
        : `NetworkPolicy ${by.map(({ metadata }) => metadata.name).join(', ')} lets the pods of ${nameOf(workload)} reach ${METADATA_API}`,
  }));
};

const fix = (namespace: Resource, snapshot: Snapshot): readonly Edit[] => {
  if (!isNamespace(namespace)) return [];
  const name = namespace.metadata.name;
  const letting = new Set(reachingMetadata(name, snapshot).flatMap(({ by }) => by));
  const { groups } = unrestrictedIn(name, snapshot);
  const first = groups[0]?.members[0];
  // A made-up Namespace stands in no file, so the policy goes beside what it is for.
  const source = snapshot.ref(namespace).source ?? (first && snapshot.ref(first).source);
  const drafts = groups.map(({ suffix, selector }) => ({
    name: `deny-metadata-api${suffix}`,
    podSelector: selector,
    policyTypes: ['Egress'] as const,
    egress: [{ to: EVERYBODY_ELSE }],
  }));
  return [
    ...[...letting].map((policy) => editOf(snapshot, policy, withoutMetadata(policy))),
    ...policyObjects(drafts, name, snapshot).map((policy) => ({ ...creationOf(policy), ...(source ? { beside: source } : {}) })),
  ];
};

const onNode = (workload: Resource): Guide => ({
  steps: [
    `No NetworkPolicy holds for pods in the network of their node: take ${nameOf(workload)} off it (see host-namespaces), and scan again.`,
    'Where it has to stay, give the instances no more rights in the cloud than the kubelet needs: what it gets there is what they have.',
    `Or close the address on the nodes to all but root: \`iptables -I OUTPUT -d ${METADATA_API} -m owner ! --uid-owner 0 -j REJECT\`.`,
    'On AWS ask for IMDSv2 with a hop limit of 1 as well: it keeps out the pods of the pod network, though not these.',
  ],
});

const guide = (resource: Resource, snapshot: Snapshot): Guide | undefined => {
  if (!isNamespace(resource)) return onNode(resource);
  const { inseparable } = unrestrictedIn(resource.metadata.name, snapshot);
  if (inseparable.length === 0) return undefined;
  const steps = inseparable.map(
    (workload) =>
      `Give the pods of ${nameOf(workload)} a label that no pod has whose outgoing connections a NetworkPolicy restricts already.`,
  );
  return { steps: [...steps, 'Scan again: a policy can then be written that opens nothing for the other pods.'] };
};

const remediation: Remediation = {
  id: 'metadata-api',
  title: 'Pods can reach the metadata API of the cloud',
  severity: 'high',
  category: 'network',
  why: 'It hands out the credentials of the node: whoever gets into a pod can act in the cloud with them, and often join the cluster as a node.',
  risk: 'Programs that get credentials, their region or their zone from the node fail, and so do cloud identity agents that answer at this address.',
  references: [
    kubescape('C-0052'),
    nsa('Network separation and hardening'),
    kubernetes('tasks/administer-cluster/securing-a-cluster'),
    kubernetes('concepts/services-networking/network-policies'),
  ],
  kinds: ['Namespace', ...WORKLOAD_KINDS],
  reads: [NETWORK_POLICY],
  doubtsFrom: ['Node', 'ServiceAccount'],
  among: (snapshot) => [...snapshot.list('Namespace'), ...[...runningByNamespace(snapshot).values()].flat().filter(isOnHostNetwork)],
  find,
  fix,
  doubts: (resource, snapshot) => (isNamespace(resource) ? metadataDoubts(resource.metadata.name, snapshot) : []),
  guide,
  byDesign: (resource) => {
    const namespace = isNamespace(resource) ? resource.metadata.name : resource.metadata.namespace;
    return namespace === 'kube-system'
      ? 'the components of the cluster talk to nodes, the cloud and the API server as they need'
      : systemReason(resource);
  },
};
export default remediation;
