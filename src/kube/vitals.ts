import type { Vitals } from '../app/target.ts';
import { field, isRecord, items, kindOf, text, type Ref, type Resource } from '../core/resource.ts';
import { podMetadataOf, ROLLOUT_KINDS } from '../core/workload.ts';
import { getObject, type Api } from './api.ts';
import { beside, listedSurely, selectorOf, type Fields } from './listed.ts';

const nameOf = (object: Fields): string => text(field(object, 'metadata', 'name')) ?? '';

/** A Service without a selector has its endpoints from somebody else. */
const selects = (service: Fields, labels: Fields): boolean => {
  const wanted = field(service, 'spec', 'selector');
  return isRecord(wanted) && Object.keys(wanted).length > 0 && Object.entries(wanted).every(([name, value]) => labels[name] === value);
};

/** An endpoint of no port gets no traffic: its Service names a port that the pods have not. */
const isServed = (service: Fields, slices: readonly Fields[]): boolean => {
  const needsPort = items(field(service, 'spec', 'ports')).length > 0;
  return slices.some(
    (slice) =>
      field(slice, 'metadata', 'labels', 'kubernetes.io/service-name') === nameOf(service) &&
      (!needsPort || items(slice['ports']).length > 0) &&
      items(slice['endpoints']).some((endpoint) => field(endpoint, 'conditions', 'ready') !== false),
  );
};

/** Undefined where Services or their endpoints may not be read. */
const servicesOf = async (api: Api, workload: Resource): Promise<readonly string[] | undefined> => {
  const labels = podMetadataOf(workload)['labels'];
  if (!isRecord(labels)) return [];
  const all = await listedSurely(api, beside(workload, '/api/v1', 'services'));
  const services = all?.filter((service) => selects(service, labels));
  if (!services || services.length === 0) return services && [];
  const labelSelector = `kubernetes.io/service-name in (${services.map(nameOf).join(',')})`;
  const slices = await listedSurely(api, beside(workload, '/apis/discovery.k8s.io/v1', 'endpointslices'), { labelSelector });
  return slices && services.filter((service) => isServed(service, slices)).map(nameOf);
};

const restartsIn = (pod: Fields): number =>
  ['initContainerStatuses', 'containerStatuses']
    .flatMap((list) => items(field(pod, 'status', list)))
    .reduce((sum, { restartCount }) => sum + (typeof restartCount === 'number' ? restartCount : 0), 0);

const podsOf = async (api: Api, workload: Resource): Promise<readonly Fields[]> => {
  if (kindOf(workload) === 'Pod') return [workload];
  const pods = await listedSurely(api, beside(workload, '/api/v1', 'pods'), { labelSelector: selectorOf(workload) });
  return (pods ?? []).filter((pod) => field(pod, 'metadata', 'deletionTimestamp') === undefined);
};

/** How often containers of a workload's pods were started anew, and the Services that its pods feed. */
export const vitalsOf = async (api: Api, ref: Ref): Promise<Vitals | undefined> => {
  if (!ROLLOUT_KINDS.includes(kindOf(ref)) && kindOf(ref) !== 'Pod') return undefined;
  const workload = await getObject(api, ref);
  if (!workload) return undefined;
  const [pods, serves] = await Promise.all([podsOf(api, workload), servicesOf(api, workload)]);
  return { restarts: pods.reduce((sum, pod) => sum + restartsIn(pod), 0), ...(serves ? { serves } : {}) };
};
