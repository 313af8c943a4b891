import { hiddenIn } from '../analysis/hiddenIn.ts';
import { BROKEN, CRASHES } from '../analysis/neverStarts.ts';
import { printable } from '../core/printable.ts';
import { field, items, kindOf, refOf, text, type Resource } from '../core/resource.ts';
import type { Rollout } from './target.ts';

type Fields = Readonly<Record<string, unknown>>;

/** How it ended before: `exit 1`, `OOMKilled`. */
const endOf = (status: Fields): string | undefined => {
  const ended = field(status, 'lastState', 'terminated');
  const [reason, code] = [text(field(ended, 'reason')), field(ended, 'exitCode')];
  return reason !== undefined && reason !== 'Error' ? reason : typeof code === 'number' ? `exit ${code}` : undefined;
};

/** What a container that does not come up is waiting for, in the kubelet's words; of a crash they say nothing. */
const wordsOf = (status: Fields, reason: string): string => {
  if (reason === CRASHES) {
    const end = endOf(status);
    return end === undefined ? reason : `${reason} (${end})`;
  }
  const message = text(field(status, 'state', 'waiting', 'message'));
  return message === undefined || message === '' ? reason : `${reason}: ${message}`;
};

/** A pod, as degraded, of which a container does not come up; undefined for any other. */
export const brokenPod = (pod: Resource): Rollout | undefined => {
  for (const list of ['initContainerStatuses', 'containerStatuses']) {
    for (const status of items(field(pod, 'status', list))) {
      const reason = text(field(status, 'state', 'waiting', 'reason'));
      if (reason === undefined || !BROKEN.includes(reason)) continue;
      const detail = printable(hiddenIn(`pod ${pod.metadata.name}: ${wordsOf(status, reason)}`)).slice(0, 300);
      const crashed = { pod: refOf(pod), container: text(status['name']) ?? '' };
      return { state: 'degraded', detail, ...(reason === CRASHES ? { crashed } : {}) };
    }
  }
  return undefined;
};

const holds = (object: Resource, type: string): Fields | undefined =>
  items(field(object, 'status', 'conditions')).find((condition) => condition['type'] === type && condition['status'] === 'True');

const ofPod = (pod: Resource): Rollout => {
  const phase = field(pod, 'status', 'phase');
  if (phase === 'Succeeded') return { state: 'healthy', detail: 'completed' };
  if (phase === 'Failed')
    return { state: 'degraded', detail: printable(`Failed: ${text(field(pod, 'status', 'reason')) ?? 'its containers ended'}`) };
  const broken = brokenPod(pod);
  if (broken) return broken;
  return holds(pod, 'Ready') ? { state: 'healthy', detail: 'ready' } : { state: 'progressing', detail: 'not ready' };
};

const ofJob = (job: Resource): Rollout => {
  if (field(job, 'spec', 'suspend') === true) return { state: 'pending', detail: 'suspended: its pods start once it is resumed' };
  const failed = holds(job, 'Failed');
  if (failed)
    return {
      state: 'degraded',
      detail: printable(hiddenIn(`Failed: ${text(failed['message']) ?? text(failed['reason']) ?? ''}`)).slice(0, 300),
    };
  if (holds(job, 'Complete')) return { state: 'healthy', detail: 'completed' };
  const active = field(job, 'status', 'active');
  return { state: 'healthy', detail: `${typeof active === 'number' ? active : 0} running` };
};

const ofCronJob = (cronJob: Resource): Rollout => {
  const schedule = printable(text(field(cronJob, 'spec', 'schedule')) ?? '');
  const isSuspended = field(cronJob, 'spec', 'suspend') === true;
  return { state: 'pending', detail: isSuspended ? 'suspended: no run shows its effect' : `its next run shows the effect (${schedule})` };
};

const atNextStart = (): Rollout => ({ state: 'pending', detail: 'its pods take the change when they are made anew' });

const BY_KIND: Readonly<Record<string, (object: Resource) => Rollout>> = {
  Pod: ofPod,
  'batch/Job': ofJob,
  'batch/CronJob': ofCronJob,
  'apps/ReplicaSet': atNextStart,
  ReplicationController: atNextStart,
};

/** Whether the object alone tells how its rollout stands. */
export const tellsItself = (of: { readonly apiVersion: string; readonly kind: string }): boolean => BY_KIND[kindOf(of)] !== undefined;

/** The rollout of what replaces no pods of its own, told from the object alone; undefined for any other kind. */
export const oneRollout = (object: Resource): Rollout | undefined => BY_KIND[kindOf(object)]?.(object);
