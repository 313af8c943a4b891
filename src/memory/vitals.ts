import type { Vitals } from '../app/target.ts';
import { field, isRecord, items, labelsOf, type Resource } from '../core/resource.ts';
import { podMetadataOf } from '../core/workload.ts';
import { isReady } from './podStatus.ts';
import type { Store } from './store.ts';

const selects = (service: Resource, labels: unknown): boolean => {
  const wanted = field(service, 'spec', 'selector');
  return (
    isRecord(wanted) && Object.keys(wanted).length > 0 && Object.entries(wanted).every(([name, value]) => field(labels, name) === value)
  );
};

const restartsIn = (pod: Resource): number =>
  items(field(pod, 'status', 'containerStatuses')).reduce((sum, { restartCount }) => sum + Number(restartCount ?? 0), 0);

/** As endpoints would tell it. `pods`: those of the workload. */
export const vitalsIn = (store: Store, workload: Resource, pods: readonly Resource[]): Vitals => {
  const { namespace } = workload.metadata;
  const ready = store.list('Pod', namespace).filter(isReady);
  const services = store.list('Service', namespace).filter((service) => selects(service, podMetadataOf(workload)['labels']));
  return {
    restarts: pods.reduce((sum, pod) => sum + restartsIn(pod), 0),
    serves: services.filter((service) => ready.some((pod) => selects(service, labelsOf(pod)))).map(({ metadata }) => metadata.name),
  };
};
