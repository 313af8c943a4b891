import { field, isRecord, text, type Resource } from '../../core/resource.ts';
import type { Snapshot } from '../../core/snapshot.ts';
import { selects } from '../selector.ts';
import { podLabelsOf, policiesIn, policiesOn, workloadsIn } from './policies.ts';

export interface LabelSelector {
  readonly matchLabels?: Readonly<Record<string, unknown>>;
}

/** Workloads that one policy can select without selecting a pod that another policy restricts. */
export interface Group {
  /** Ends the names of its policies: empty where the group is the whole namespace. */
  readonly suffix: string;
  readonly selector: LabelSelector;
  readonly members: readonly Resource[];
}

export interface Uncovered {
  readonly groups: readonly Group[];
  /** Selected by no policy either, but their labels do not tell them from pods that are. */
  readonly inseparable: readonly Resource[];
}

/** Labels that differ from pod to pod of one workload, or from one version of it to the next. */
const CHANGING = [
  'pod-template-hash',
  'controller-revision-hash',
  'controller-uid',
  'batch.kubernetes.io/controller-uid',
  'statefulset.kubernetes.io/pod-name',
  'apps.kubernetes.io/pod-index',
  'pod-template-generation',
];

/** The labels by which a policy can select the pods of this workload; empty where they have none. */
export const identityOf = (workload: Resource): Readonly<Record<string, unknown>> => {
  const labels = podLabelsOf(workload);
  const matched = field(workload, 'spec', 'selector', 'matchLabels');
  const usable = isRecord(matched) && Object.keys(matched).length > 0 && selects({ matchLabels: matched }, labels) ? matched : labels;
  return Object.fromEntries(Object.entries(usable).filter(([name, value]) => !CHANGING.includes(name) && text(value) !== undefined));
};

export const uncoveredIn = (namespace: string, snapshot: Snapshot): readonly Resource[] =>
  workloadsIn(namespace, snapshot).filter((workload) => policiesOn(workload, snapshot).length === 0);

/**
 * Workloads in groups of which each can be selected without a pod of the others. Policies only add: an allow that also
 * selected a restricted pod would open what its own policy closes.
 */
export const separated = (workloads: readonly Resource[], others: readonly Resource[]): Uncovered => {
  const inseparable: Resource[] = [];
  const groups = new Map<string, { suffix: string; selector: LabelSelector; members: Resource[] }>();
  for (const workload of workloads) {
    const selector = { matchLabels: identityOf(workload) };
    const isOwn = Object.keys(selector.matchLabels).length > 0 && !others.some((other) => selects(selector, podLabelsOf(other)));
    const key = JSON.stringify(Object.entries(selector.matchLabels).sort());
    const group = groups.get(key);
    if (!isOwn) inseparable.push(workload);
    else if (group) group.members.push(workload);
    else groups.set(key, { suffix: `-${workload.metadata.name}`, selector, members: [workload] });
  }
  return { groups: [...groups.values()], inseparable };
};

/** All pods of a namespace as one group, those that come later too. */
export const wholeNamespace = (members: readonly Resource[]): Group => ({ suffix: '', selector: {}, members });

/** The pods of a namespace that no policy selects, in groups for which policies can be written. */
export const groupsIn = (namespace: string, snapshot: Snapshot): Uncovered => {
  const uncovered = uncoveredIn(namespace, snapshot);
  if (uncovered.length === 0) return { groups: [], inseparable: [] };
  if (policiesIn(namespace, snapshot).length === 0) return { groups: [wholeNamespace(uncovered)], inseparable: [] };
  return separated(
    uncovered,
    workloadsIn(namespace, snapshot).filter((workload) => !uncovered.includes(workload)),
  );
};
