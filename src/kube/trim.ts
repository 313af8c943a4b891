import { VULNERABILITY_REPORT } from '../analysis/images/scans.ts';
import { isRecord, type Kind, type Resource } from '../core/resource.ts';
import type { Served } from './discovery.ts';
import { picked } from './picked.ts';
import { templatedPods, trimPodStatus } from './trimPod.ts';
import { trimReport } from './trimReport.ts';

type Fields = Readonly<Record<string, unknown>>;

/** What of `status` is read, by kind; of any other kind nothing is. */
const STATUS: Readonly<Record<Kind, readonly string[]>> = {
  'apps/Deployment': ['replicas', 'readyReplicas', 'updatedReplicas', 'availableReplicas', 'observedGeneration'],
  'apps/ReplicaSet': ['replicas', 'readyReplicas', 'availableReplicas', 'observedGeneration'],
  'apps/StatefulSet': ['replicas', 'readyReplicas', 'updatedReplicas', 'availableReplicas', 'observedGeneration'],
  'apps/DaemonSet': ['desiredNumberScheduled', 'numberReady', 'updatedNumberScheduled', 'numberAvailable', 'observedGeneration'],
  ReplicationController: ['replicas', 'readyReplicas', 'availableReplicas', 'observedGeneration'],
  'batch/Job': ['active', 'succeeded', 'failed', 'completionTime', 'conditions'],
  'batch/CronJob': ['lastScheduleTime', 'lastSuccessfulTime'],
  'policy/PodDisruptionBudget': ['currentHealthy', 'desiredHealthy', 'disruptionsAllowed', 'expectedPods'],
  Node: ['nodeInfo', 'addresses'],
  Namespace: ['phase'],
};

const trimMetadata = (metadata: Fields): Fields => {
  const { managedFields: _fields, selfLink: _link, ...rest } = metadata;
  return rest;
};

const trimStatus = (status: unknown, names: readonly string[]): Fields | undefined =>
  isRecord(status) && names.length > 0 ? picked(status, names) : undefined;

/** One reader's memory of what objects share, so that equal parts are held once. */
export type Trim = (item: Fields) => Resource | undefined;

const trimming = (served: Served, templated: (item: Fields, metadata: Fields) => Resource | undefined): Trim => {
  const names = STATUS[served.kind] ?? [];
  return (item) => {
    const metadata = item['metadata'];
    if (!isRecord(metadata) || typeof metadata['name'] !== 'string') return undefined;
    const pod = templated(item, metadata);
    if (pod) return pod;
    const { apiVersion: _apiVersion, kind: _kind, metadata: _metadata, status: whole, ...rest } = item;
    const status = served.kind === 'Pod' ? trimPodStatus(whole) : trimStatus(whole, names);
    const kept = served.kind === VULNERABILITY_REPORT ? trimReport(rest) : rest;
    return {
      apiVersion: served.apiVersion,
      kind: served.name,
      metadata: trimMetadata(metadata),
      ...kept,
      ...(status ? { status } : {}),
    } as Resource;
  };
};

/** All that is ever read of an item of a list; undefined for what is no object. Items of a list lack apiVersion and kind. */
export const trimAlone = (served: Served): Trim => trimming(served, () => undefined);

/**
 * As `trimAlone`, but of pods that a template makes only what is read where that template is in the snapshot, too.
 * One Trim is for one list, because the pods of it share what is equal.
 */
export const trimFor = (served: Served): Trim => (served.kind === 'Pod' ? trimming(served, templatedPods()) : trimAlone(served));
