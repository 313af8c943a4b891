import { field, isRecord, items, labelsOf, type Resource } from '../../core/resource.ts';
import { derived, type Snapshot } from '../../core/snapshot.ts';
import { podMetadataOf, podSpecOf } from '../../core/workload.ts';
import { groupByNamespace, namespaceOf } from '../namespaces.ts';
import { runningByNamespace } from '../running.ts';
import { selects } from '../selector.ts';

export const NETWORK_POLICY = 'networking.k8s.io/NetworkPolicy';

export type Direction = 'Ingress' | 'Egress';

/** The directions in which a policy isolates the pods that it selects: without policyTypes, egress only if it has egress rules. */
export const directionsOf = (policy: Resource): readonly Direction[] => {
  const types = field(policy, 'spec', 'policyTypes');
  if (Array.isArray(types) && types.length > 0) return (['Ingress', 'Egress'] as const).filter((direction) => types.includes(direction));
  return items(field(policy, 'spec', 'egress')).length > 0 ? ['Ingress', 'Egress'] : ['Ingress'];
};

/** The labels that the pods of a workload have. */
export const podLabelsOf = (workload: Resource): Readonly<Record<string, unknown>> => labelsOf({ metadata: podMetadataOf(workload) });

export const policiesIn = (namespace: string, snapshot: Snapshot): readonly Resource[] => snapshot.list(NETWORK_POLICY, namespace);

/** Whether a policy selects pods of its namespace that have these labels; without a selector, or a spec, it selects all of them. */
export const selectsPods = (policy: Resource, labels: Readonly<Record<string, unknown>>): boolean => {
  const spec = policy['spec'] ?? {};
  return isRecord(spec) && selects(spec['podSelector'] ?? {}, labels);
};

/** Policies that select the pods of this workload. */
export const policiesOn = (workload: Resource, snapshot: Snapshot): readonly Resource[] =>
  policiesIn(namespaceOf(workload), snapshot).filter((policy) => selectsPods(policy, podLabelsOf(workload)));

/** Network policies do not reach pods in the network of their node. */
export const isOnHostNetwork = (workload: Resource): boolean => podSpecOf(workload)?.['hostNetwork'] === true;

/** What runs pods by its own decision, in the pod network, and is not over; by namespace. */
const byNamespace = derived((snapshot) =>
  groupByNamespace([...runningByNamespace(snapshot).values()].flat().filter((workload) => !isOnHostNetwork(workload))),
);

export const workloadsIn = (namespace: string, snapshot: Snapshot): readonly Resource[] => byNamespace(snapshot).get(namespace) ?? [];
