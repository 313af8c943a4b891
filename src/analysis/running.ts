import { field, items, type Resource } from '../core/resource.ts';
import { derived, type Snapshot } from '../core/snapshot.ts';
import { madeBy, podSpecOf, WORKLOAD_KINDS } from '../core/workload.ts';
import { groupByNamespace } from './namespaces.ts';

/** Whether a Pod or Job has ended. */
export const isOver = (workload: Resource): boolean => {
  const status = workload['status'];
  const phase = field(status, 'phase');
  if (workload.kind === 'Pod') return phase === 'Succeeded' || phase === 'Failed';
  const hasFailed = items(field(status, 'conditions')).some(({ type, status: holds }) => type === 'Failed' && holds === 'True');
  return field(status, 'completionTime') !== undefined || (workload.kind === 'Job' && hasFailed);
};

/** What runs pods by its own decision and is not over. */
export const runningByNamespace = derived((snapshot) =>
  groupByNamespace(
    WORKLOAD_KINDS.filter((kind) => kind !== 'PodTemplate')
      .flatMap((kind) => snapshot.list(kind))
      .filter((workload) => podSpecOf(workload) && !madeBy(workload, snapshot) && !isOver(workload)),
  ),
);

export const runningIn = (namespace: string, snapshot: Snapshot): readonly Resource[] => runningByNamespace(snapshot).get(namespace) ?? [];
