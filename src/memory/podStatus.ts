import { createHash } from 'node:crypto';
import { controllerOf, field, items, type Resource } from '../core/resource.ts';
import { podSpecOf, type Container } from '../core/workload.ts';
import { waitingReason } from './needs.ts';

/** The digest that "runs": the image's own, or one made from its name. */
const digestOf = (image: string): string => {
  if (image.includes('@sha256:')) return image;
  return `${image.replace(/:[^/:]*$/, '')}@sha256:${createHash('sha256').update(image).digest('hex')}`;
};

/** A pod with readiness gates waits for somebody to meet them. */
const conditions = (isReady: boolean, isGated: boolean): readonly unknown[] =>
  Object.entries({ Initialized: true, PodScheduled: true, ContainersReady: isReady, Ready: isReady && !isGated }).map(([type, holds]) => ({
    type,
    status: holds ? 'True' : 'False',
  }));

const CRASHED = { restartCount: 3, lastState: { terminated: { exitCode: 1, reason: 'Error' } } };

const containerStatus = (container: Container, state: unknown, isReady: boolean): unknown => ({
  name: container['name'],
  image: container['image'],
  imageID: digestOf(String(container['image'])),
  ready: isReady,
  started: isReady,
  ...(field(state, 'waiting', 'reason') === 'CrashLoopBackOff' ? CRASHED : { restartCount: 0 }),
  state,
});

const statusOf = (pod: Resource, phase: string, state: unknown, isReady: boolean): unknown => ({
  phase,
  conditions: conditions(isReady, items(podSpecOf(pod)?.['readinessGates']).length > 0),
  containerStatuses: items(podSpecOf(pod)?.['containers']).map((container) => containerStatus(container, state, isReady)),
});

export const startingStatus = (pod: Resource): unknown => statusOf(pod, 'Pending', { waiting: { reason: 'ContainerCreating' } }, false);

/** The status once the kubelet has tried: running, done for a Job's pod, or waiting for what was taken away. */
export const startedStatus = (pod: Resource): unknown => {
  const reason = waitingReason(pod);
  const message = reason === 'CreateContainerConfigError' ? { message: 'container has runAsNonRoot and image will run as root' } : {};
  if (reason !== undefined)
    return statusOf(pod, reason === 'CrashLoopBackOff' ? 'Running' : 'Pending', { waiting: { reason, ...message } }, false);
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
