import type { Resource } from '../core/resource.ts';
import { derived, type Snapshot } from '../core/snapshot.ts';
import { isOver, madeBy, podSpecOf, WORKLOAD_KINDS } from '../core/workload.ts';
import { groupByNamespace } from './namespaces.ts';

/** What runs pods by its own decision and is not over. */
export const runningByNamespace = derived((snapshot) =>
  groupByNamespace(
    WORKLOAD_KINDS.filter((kind) => kind !== 'PodTemplate')
      .flatMap((kind) => snapshot.list(kind))
      .filter((workload) => podSpecOf(workload) && !madeBy(workload, snapshot) && !isOver(workload)),
  ),
);

export const runningIn = (namespace: string, snapshot: Snapshot): readonly Resource[] => runningByNamespace(snapshot).get(namespace) ?? [];
