import { hiddenIn } from '../analysis/hiddenIn.ts';
import { brokenPod } from '../app/oneRollout.ts';
import type { Rollout } from '../app/target.ts';
import { printable } from '../core/printable.ts';
import { field, items, text, type Resource } from '../core/resource.ts';
import type { Api } from './api.ts';
import { beside, listed, selectorOf, type Fields } from './listed.ts';

/** The label that tells pods of one revision from those of another. */
export interface Revision {
  readonly label: 'pod-template-hash' | 'controller-revision-hash';
  readonly value: string;
}

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
  const owned = (await listed(api, beside(workload, '/apis/apps/v1', resource), query)).filter((object) => isOwnedBy(workload, object));
  const rank = (object: Fields): number => Number(object['revision'] ?? field(object, 'metadata', 'annotations', REVISION) ?? 0);
  const newest = owned.toSorted((a, b) => rank(b) - rank(a))[0];
  return labelled(newest, workload.kind === 'Deployment' ? 'pod-template-hash' : 'controller-revision-hash');
};

/** A pod of this revision, or of any other, that does not come up. */
export const failingPod = async (
  api: Api,
  workload: Resource,
  revision: Revision | undefined,
  of: '=' | '!=' = '=',
): Promise<{ readonly pod: Resource; readonly rollout: Rollout } | undefined> => {
  if (!revision) return undefined;
  const labelSelector = [selectorOf(workload), `${revision.label}${of}${revision.value}`].filter((part) => part !== '').join(',');
  for (const found of await listed(api, beside(workload, '/api/v1', 'pods'), { labelSelector })) {
    const pod = { ...found, apiVersion: 'v1', kind: 'Pod' } as unknown as Resource;
    const rollout = field(pod, 'metadata', 'deletionTimestamp') === undefined ? brokenPod(pod) : undefined;
    const isIts = of === '=' || isOwnedBy(workload, pod);
    if (rollout && isIts) return { pod, rollout };
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
  const pods = await listed(api, beside(workload, '/api/v1', 'pods'), { labelSelector: selectorOf(workload) });
  return Math.max(0, ...pods.filter((pod) => isOwnedBy(workload, pod)).map((pod) => timeOf(field(pod, 'metadata', 'creationTimestamp'))));
};

/** StatefulSets and DaemonSets say only in an event that their pods are refused. Fields that were given back say an older time of writing. */
export const failedCreation = async (api: Api, workload: Resource): Promise<string | undefined> => {
  const fieldSelector = `involvedObject.uid=${workload.metadata.uid ?? ''},reason=FailedCreate`;
  const events = await listed(api, beside(workload, '/api/v1', 'events'), { fieldSelector });
  const at = (event: Fields): number => timeOf(event['lastTimestamp']) || timeOf(event['eventTime']);
  const since = writtenAt(workload);
  const latest = events.filter((event) => at(event) >= since).toSorted((a, b) => at(b) - at(a))[0];
  if (!latest || at(latest) <= (await lastMade(api, workload))) return undefined;
  return printable(hiddenIn(`FailedCreate: ${text(latest['message']) ?? ''}`)).slice(0, 300);
};
