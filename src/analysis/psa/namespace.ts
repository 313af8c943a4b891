import { field, kindOf, type Resource } from '../../core/resource.ts';
import { derived, type Snapshot } from '../../core/snapshot.ts';
import { madeBy, WORKLOAD_KINDS } from '../../core/workload.ts';
import { groupByNamespace } from '../namespaces.ts';
import { policyOf } from './labels.ts';
import type { Level } from './level.ts';
import { isJudged, strictestLevel } from './resources.ts';
import { versionOn } from './version.ts';

/** What Pod Security has to let through in a namespace, and what is over. */
export interface Inhabitants {
  /** Pods, and templates from which pods can still be made. */
  readonly live: readonly Resource[];
  /** Pods that have ended, and templates of the past: old revisions of a Deployment, a CronJob's Jobs that are done. */
  readonly past: readonly Resource[];
}

const isDone = (job: Resource): boolean =>
  Number(field(job, 'status', 'active') ?? 0) === 0 &&
  Number(field(job, 'status', 'succeeded') ?? 0) >= Number(field(job, 'spec', 'completions') ?? 1);

/** Whether no pod is made of it any more, or it is one that has ended. */
export const isPast = (resource: Resource, snapshot: Snapshot): boolean => {
  const phase = field(resource, 'status', 'phase');
  if (kindOf(resource) === 'Pod') return phase === 'Succeeded' || phase === 'Failed';
  if (!madeBy(resource, snapshot)) return false;
  return kindOf(resource) === 'batch/Job'
    ? isDone(resource)
    : kindOf(resource) === 'apps/ReplicaSet' && field(resource, 'spec', 'replicas') === 0;
};

const everywhere = derived((snapshot): ReadonlyMap<string, Inhabitants> => {
  const judged = WORKLOAD_KINDS.flatMap((kind) => snapshot.list(kind)).filter(isJudged);
  return new Map(
    [...groupByNamespace(judged)].map(([namespace, there]) => {
      const { live = [], past = [] } = Object.groupBy(there, (resource) => (isPast(resource, snapshot) ? 'past' : 'live'));
      return [namespace, { live, past }];
    }),
  );
});

export const inhabitantsOf = (namespace: Resource, snapshot: Snapshot): Inhabitants =>
  everywhere(snapshot).get(namespace.metadata.name) ?? { live: [], past: [] };

/** The version by which this server would judge what the namespace enforces. */
export const enforcedVersion = (namespace: Resource, snapshot: Snapshot): string =>
  versionOn(snapshot.facts.serverVersion, policyOf(namespace, 'enforce').version);

/** The strictest level that everything live in the namespace meets by the rules of a version, as this server knows them. */
export const enforceableAt = (namespace: Resource, snapshot: Snapshot, version: string): Level =>
  strictestLevel(inhabitantsOf(namespace, snapshot).live, versionOn(snapshot.facts.serverVersion, version));

/** Evidence, fix and doubts ask this of the same namespace. */
const levels = derived(() => new Map<Resource, Level>());

/** The strictest level that everything live in the namespace meets today; an empty one meets `restricted`. */
export const enforceableLevel = (namespace: Resource, snapshot: Snapshot): Level => {
  const known = levels(snapshot);
  const level = known.get(namespace) ?? enforceableAt(namespace, snapshot, policyOf(namespace, 'enforce').version);
  known.set(namespace, level);
  return level;
};
