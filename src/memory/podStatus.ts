import { createHash } from 'node:crypto';
import { controllerOf, field, items, type Resource } from '../core/resource.ts';
import { podSpecOf, type Container } from '../core/workload.ts';
import { waitingReason } from './needs.ts';

/** The digest that "runs": the image's own, or one made from its name. */
const digestOf = (image: string): string => {
  if (image.includes('@sha256:')) return image;
  return `${image.replace(/:[^/:]*$/, '')}@sha256:${createHash('sha256').update(image).digest('hex')}`;
};

const conditions = (isReady: boolean): readonly unknown[] =>
  ['Initialized', 'PodScheduled', 'ContainersReady', 'Ready'].map((type, i) => ({ type, status: isReady || i < 2 ? 'True' : 'False' }));

const containerStatus = (container: Container, state: unknown, isReady: boolean): unknown => ({
  name: container['name'],
  image: container['image'],
  imageID: digestOf(String(container['image'])),
  ready: isReady,
  started: isReady,
  restartCount: 0,
  state,
});

const statusOf = (pod: Resource, phase: string, state: unknown, isReady: boolean): unknown => ({
  phase,
  conditions: conditions(isReady),
  containerStatuses: items(podSpecOf(pod)?.['containers']).map((container) => containerStatus(container, state, isReady)),
});

export const startingStatus = (pod: Resource): unknown => statusOf(pod, 'Pending', { waiting: { reason: 'ContainerCreating' } }, false);

/** The status once the kubelet has tried: running, done for a Job's pod, or waiting for what was taken away. */
export const startedStatus = (pod: Resource): unknown => {
  const reason = waitingReason(pod);
  if (reason !== undefined) return statusOf(pod, reason === 'CrashLoopBackOff' ? 'Running' : 'Pending', { waiting: { reason } }, false);
  if (controllerOf(pod)?.kind === 'Job') return statusOf(pod, 'Succeeded', { terminated: { reason: 'Completed', exitCode: 0 } }, false);
  return statusOf(pod, 'Running', { running: {} }, true);
};

/** Why a pod's containers wait, `ContainerCreating` included; undefined when none does. */
export const waitingIn = (pod: Resource): string | undefined =>
  items(field(pod, 'status', 'containerStatuses'))
    .map((status) => field(status, 'state', 'waiting', 'reason'))
    .find((reason): reason is string => typeof reason === 'string');

export const isReady = (pod: Resource): boolean =>
  items(field(pod, 'status', 'conditions')).some((condition) => condition['type'] === 'Ready' && condition['status'] === 'True');
