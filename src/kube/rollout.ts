import { hiddenIn } from '../analysis/hiddenIn.ts';
import { oneRollout, tellsItself } from '../app/oneRollout.ts';
import type { Rollout } from '../app/target.ts';
import type { Ref, Resource } from '../core/resource.ts';
import { field, isRecord, items, kindOf, text } from '../core/resource.ts';
import { printable } from '../core/printable.ts';
import { ROLLOUT_KINDS } from '../core/workload.ts';
import { shellWord } from '../core/shellWord.ts';
import { getObject, type Api } from './api.ts';
import { failedCreation, failingPod, newestRevision, type Revision } from './newRevision.ts';

/** How many pods there should be, are of the new revision, and are available. */
interface Counts {
  readonly wanted: number;
  readonly updated: number;
  readonly available: number;
  /** Of any revision. */
  readonly all: number;
}

const number = (value: unknown, otherwise = 0): number => (typeof value === 'number' ? value : otherwise);

const countsOf = (workload: Resource): Counts => {
  const { spec, status } = workload as { readonly spec?: unknown; readonly status?: unknown };
  if (workload.kind === 'DaemonSet') {
    const wanted = number(field(status, 'desiredNumberScheduled'));
    const updated = number(field(status, 'updatedNumberScheduled'));
    return { wanted, updated, available: number(field(status, 'numberAvailable')), all: wanted };
  }
  const wanted = number(field(spec, 'replicas'), 1);
  const partition = Math.min(number(field(spec, 'updateStrategy', 'rollingUpdate', 'partition')), wanted);
  const updated = number(field(status, 'updatedReplicas')) + (workload.kind === 'StatefulSet' ? partition : 0);
  return { wanted, updated, available: number(field(status, 'availableReplicas')), all: number(field(status, 'replicas')) };
};

/** A change that nothing carries to the pods until a person does. */
const heldBack = (workload: Resource): string | undefined => {
  if (workload.kind === 'Deployment')
    return field(workload, 'spec', 'paused') === true ? 'paused: resume the rollout to see its effect' : undefined;
  return field(workload, 'spec', 'updateStrategy', 'type') === 'OnDelete'
    ? 'OnDelete: pods take the change when they are deleted'
    : undefined;
};

const condition = (workload: Resource, type: string, status: string): Readonly<Record<string, unknown>> | undefined =>
  items(field(workload, 'status', 'conditions')).find((entry) => entry['type'] === type && entry['status'] === status);

const words = (...parts: readonly unknown[]): string =>
  printable(hiddenIn(parts.flatMap((part) => text(part) ?? []).join(': '))).slice(0, 300);

/** What the workload's own conditions say is wrong. */
const saysItself = (workload: Resource): string | undefined => {
  const late = condition(workload, 'Progressing', 'False');
  if (late?.['reason'] === 'ProgressDeadlineExceeded') return words(late['reason'], late['message']);
  const failure = condition(workload, 'ReplicaFailure', 'True');
  return failure && words(failure['reason'], failure['message']);
};

/**
 * A StatefulSet that keeps order waits for a broken pod even when its template has been mended, until a person deletes
 * the pod (kubernetes.io: StatefulSets, "Forced rollback").
 */
const blocked = async (api: Api, workload: Resource, revision: Revision | undefined): Promise<Rollout | undefined> => {
  if (workload.kind !== 'StatefulSet' || field(workload, 'spec', 'podManagementPolicy') === 'Parallel') return undefined;
  const failing = await failingPod(api, workload, revision, '!=');
  if (!failing) return undefined;
  const { pod, rollout } = failing;
  const { name } = pod.metadata;
  const namespace = workload.metadata.namespace ?? '';
  const detail = `waits for ${rollout.detail}, of another template: \`kubectl -n ${shellWord(namespace)} delete pod ${shellWord(name)}\` lets it go on`;
  return { state: 'pending', detail: printable(detail), blockedBy: { apiVersion: 'v1', kind: 'Pod', namespace, name } };
};

/** Judged by the pods of the newest revision. */
const replacing = async (api: Api, workload: Resource): Promise<Rollout> => {
  const { wanted, updated, available, all } = countsOf(workload);
  const ready = `${Math.min(available, updated)} of ${wanted} ready`;
  const isSeen = number(field(workload, 'status', 'observedGeneration')) >= number(field(workload, 'metadata', 'generation'));
  const isComplete = isSeen && updated >= wanted && all <= Math.max(updated, wanted) && available >= wanted;
  const held = heldBack(workload);
  if (held !== undefined && !isComplete) return { state: 'pending', detail: held };
  if (!isSeen) return { state: 'progressing', detail: 'waiting for its controller' };
  if (isComplete) return { state: 'healthy', detail: ready };
  const wrong = saysItself(workload);
  if (wrong !== undefined) return { state: 'degraded', detail: wrong };
  const revision = await newestRevision(api, workload);
  const failing = await failingPod(api, workload, revision);
  if (failing) return failing.rollout;
  if (updated >= wanted) return { state: 'progressing', detail: ready };
  const refused = await failedCreation(api, workload);
  if (refused !== undefined) return { state: 'degraded', detail: refused };
  return (await blocked(api, workload, revision)) ?? { state: 'progressing', detail: ready };
};

/** How a workload stands at this moment; undefined for anything else. */
export const rolloutOf = async (api: Api, ref: Ref): Promise<Rollout | undefined> => {
  if (!ROLLOUT_KINDS.includes(kindOf(ref)) && !tellsItself(ref)) return undefined;
  const workload = await getObject(api, ref);
  if (!workload || !isRecord(workload['spec'])) return undefined;
  return oneRollout(workload) ?? replacing(api, workload);
};
