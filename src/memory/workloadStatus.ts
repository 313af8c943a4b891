import { kindOf, type Resource } from '../core/resource.ts';
import { isReady } from './podStatus.ts';

interface Pods {
  readonly desired: number;
  readonly pods: readonly Resource[];
  /** Of today's revision. */
  readonly current: readonly Resource[];
}

/** The status that the workload's controller would write. */
export const workloadStatus = (workload: Resource, { desired, pods, current }: Pods): unknown => {
  const ready = pods.filter(isReady).length;
  const observed = workload.metadata['generation'] === undefined ? {} : { observedGeneration: workload.metadata['generation'] };
  if (kindOf(workload) === 'batch/Job') return { succeeded: pods.length, conditions: [{ type: 'Complete', status: 'True' }] };
  if (kindOf(workload) === 'apps/DaemonSet')
    return {
      ...observed,
      desiredNumberScheduled: desired,
      currentNumberScheduled: pods.length,
      updatedNumberScheduled: current.length,
      numberReady: ready,
      numberAvailable: ready,
    };
  return { ...observed, replicas: pods.length, updatedReplicas: current.length, readyReplicas: ready, availableReplicas: ready };
};
