import { printable } from '../core/printable.ts';
import { field, isRecord, items, text, type Resource } from '../core/resource.ts';
import type { Api } from './api.ts';
import { ok } from './status.ts';

type Fields = Readonly<Record<string, unknown>>;

/** The label that tells pods of one revision from those of another. */
export interface Revision {
  readonly label: 'pod-template-hash' | 'controller-revision-hash';
  readonly value: string;
}

/** Why a container waits that will not get better by waiting. */
const BROKEN = [
  'CrashLoopBackOff',
  'CreateContainerConfigError',
  'CreateContainerError',
  'RunContainerError',
  'ImagePullBackOff',
  'ErrImagePull',
  'InvalidImageName',
];

/** What may not be read is not known: then the workload's own status has to do. */
const listed = async (api: Api, path: string, query: Readonly<Record<string, string>>): Promise<readonly Fields[]> => {
  const answer = await api.transport.send({ method: 'GET', path: `${path}?${new URLSearchParams({ ...query, limit: '500' }).toString()}` });
  return ok(answer) ? items(field(answer.body, 'items')) : [];
};

const namespaced = (workload: Resource, group: string, resource: string): string =>
  `${group}/namespaces/${encodeURIComponent(workload.metadata.namespace ?? '')}/${resource}`;

const selectorOf = (workload: Resource): string => {
  const selector = field(workload, 'spec', 'selector');
  const labels = field(selector, 'matchLabels');
  const equals = isRecord(labels) ? Object.entries(labels).map(([name, value]) => `${name}=${String(value)}`) : [];
  const expressions = items(field(selector, 'matchExpressions')).map((expression) => {
    const [key, operator, values] = [text(expression['key']) ?? '', text(expression['operator']), expression['values']];
    if (operator === 'Exists') return key;
    if (operator === 'DoesNotExist') return `!${key}`;
    return `${key} ${operator === 'NotIn' ? 'notin' : 'in'} (${Array.isArray(values) ? values.join(',') : ''})`;
  });
  return [...equals, ...expressions].join(',');
};

const isOwnedBy = (workload: Resource, object: Fields): boolean =>
  items(field(object, 'metadata', 'ownerReferences')).some((owner) => owner['uid'] === workload.metadata.uid);

const labelled = (object: Fields | undefined, label: Revision['label']): Revision | undefined => {
  const value = text(field(object, 'metadata', 'labels', label));
  return value === undefined ? undefined : { label, value };
};

const REVISION = 'deployment.kubernetes.io/revision';

/** The revision that the workload is going to; undefined where it cannot be told. */
export const newestRevision = async (api: Api, workload: Resource): Promise<Revision | undefined> => {
  const query = { labelSelector: selectorOf(workload) };
  if (workload.kind === 'StatefulSet') {
    const value = text(field(workload, 'status', 'updateRevision'));
    return value === undefined ? undefined : { label: 'controller-revision-hash', value };
  }
  const resource = workload.kind === 'Deployment' ? 'replicasets' : 'controllerrevisions';
  const owned = (await listed(api, namespaced(workload, '/apis/apps/v1', resource), query)).filter((object) => isOwnedBy(workload, object));
  const rank = (object: Fields): number => Number(object['revision'] ?? field(object, 'metadata', 'annotations', REVISION) ?? 0);
  const newest = owned.toSorted((a, b) => rank(b) - rank(a))[0];
  return labelled(newest, workload.kind === 'Deployment' ? 'pod-template-hash' : 'controller-revision-hash');
};

const reasonOf = (pod: Fields): string | undefined => {
  const statuses = ['initContainerStatuses', 'containerStatuses'].flatMap((list) => items(field(pod, 'status', list)));
  return statuses
    .map((status) => text(field(status, 'state', 'waiting', 'reason')))
    .find((reason) => reason !== undefined && BROKEN.includes(reason));
};

export interface BrokenPod {
  readonly name: string;
  readonly reason: string;
}

/** A pod of this revision, or of any other, that does not come up. */
export const brokenPod = async (
  api: Api,
  workload: Resource,
  revision: Revision | undefined,
  of: '=' | '!=' = '=',
): Promise<BrokenPod | undefined> => {
  if (!revision) return undefined;
  const labelSelector = [selectorOf(workload), `${revision.label}${of}${revision.value}`].filter((part) => part !== '').join(',');
  for (const pod of await listed(api, namespaced(workload, '/api/v1', 'pods'), { labelSelector })) {
    const reason = field(pod, 'metadata', 'deletionTimestamp') === undefined ? reasonOf(pod) : undefined;
    const isIts = of === '=' || isOwnedBy(workload, pod);
    if (reason !== undefined && isIts) return { name: text(field(pod, 'metadata', 'name')) ?? '', reason };
  }
  return undefined;
};

/** When the workload itself (not its status) was written last. */
const writtenAt = (workload: Resource): number =>
  Math.max(
    0,
    ...items(workload.metadata['managedFields'])
      .filter((entry) => entry['subresource'] === undefined)
      .map((entry) => Date.parse(text(entry['time']) ?? '') || 0),
  );

const timeOf = (value: unknown): number => Date.parse(text(value) ?? '') || 0;

/** When the youngest of its pods was made: what was refused before that is over. */
const lastMade = async (api: Api, workload: Resource): Promise<number> => {
  const pods = await listed(api, namespaced(workload, '/api/v1', 'pods'), { labelSelector: selectorOf(workload) });
  return Math.max(0, ...pods.filter((pod) => isOwnedBy(workload, pod)).map((pod) => timeOf(field(pod, 'metadata', 'creationTimestamp'))));
};

/** StatefulSets and DaemonSets say only in an event that their pods are refused. Fields that were given back say an older time of writing. */
export const failedCreation = async (api: Api, workload: Resource): Promise<string | undefined> => {
  const fieldSelector = `involvedObject.uid=${workload.metadata.uid ?? ''},reason=FailedCreate`;
  const events = await listed(api, namespaced(workload, '/api/v1', 'events'), { fieldSelector });
  const at = (event: Fields): number => timeOf(event['lastTimestamp']) || timeOf(event['eventTime']);
  const since = writtenAt(workload);
  const latest = events.filter((event) => at(event) >= since).toSorted((a, b) => at(b) - at(a))[0];
  if (!latest || at(latest) <= (await lastMade(api, workload))) return undefined;
  return printable(`FailedCreate: ${text(latest['message']) ?? ''}`).slice(0, 300);
};
