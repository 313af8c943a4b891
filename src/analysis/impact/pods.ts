import { field, refKey, type Resource } from '../../core/resource.ts';
import { derived, type Snapshot } from '../../core/snapshot.ts';
import { topController } from '../../core/workload.ts';

const runningByTop = derived((snapshot) =>
  Map.groupBy(
    snapshot.list('Pod').filter((pod) => field(pod, 'status', 'phase') !== 'Succeeded' && field(pod, 'status', 'phase') !== 'Failed'),
    (pod) => refKey(snapshot.ref(topController(pod, snapshot))),
  ),
);

const declared = (workload: Resource): number => {
  const count =
    workload.kind === 'DaemonSet' ? (field(workload, 'status', 'desiredNumberScheduled') ?? 0) : (field(workload, 'spec', 'replicas') ?? 1);
  return typeof count === 'number' ? count : 1;
};

/** How many pods of a workload run; as declared where none is seen (files, or pods that may not be read). */
export const podCount = (workload: Resource, snapshot: Snapshot): number =>
  runningByTop(snapshot).get(refKey(snapshot.ref(workload)))?.length ?? declared(workload);

/** `1 pod`, `3 pods`. */
export const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;
