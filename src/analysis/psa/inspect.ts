import type { Ref, Resource } from '../../core/resource.ts';
import type { Snapshot } from '../../core/snapshot.ts';
import { WORKLOAD_KINDS } from '../../core/workload.ts';
import type { Violation } from './check.ts';
import { policyOf } from './labels.ts';
import type { Level } from './level.ts';
import { enforceableLevel, isPast } from './namespace.ts';
import { evaluateResource, isJudged } from './resources.ts';
import { versionOn } from './version.ts';

/** What one Pod or template does that the level does not allow. */
export interface PodSecurityResult {
  readonly ref: Ref;
  readonly violations: readonly Violation[];
}

export interface NamespaceLevels {
  readonly namespace: string;
  readonly enforces: Level;
  /** The strictest level that it can enforce today. */
  readonly meets: Level;
}

export interface PodSecurityReport {
  readonly level: Level;
  /** What the version that was asked for means to the server. */
  readonly version: string;
  readonly results: readonly PodSecurityResult[];
  /** How many are left out, as nothing runs or will run by them: old revisions, Jobs that are done, pods that have ended. */
  readonly past: number;
  readonly namespaces: readonly NamespaceLevels[];
}

export interface PodSecurityQuestion {
  readonly level: Level;
  /** `v1.29`, or `latest`. */
  readonly version: string;
  /** Only this namespace is meant, or was read. */
  readonly namespace?: string | undefined;
  /** Which pods and templates to report on. */
  readonly selects?: (resource: Resource) => boolean;
}

const levelsOf = (namespace: Resource, snapshot: Snapshot): NamespaceLevels => ({
  namespace: namespace.metadata.name,
  enforces: policyOf(namespace, 'enforce').level,
  meets: enforceableLevel(namespace, snapshot),
});

/** Whether all that counts for what a namespace meets was read. */
const isKnown = ({ metadata: { name } }: Resource, snapshot: Snapshot, only: string | undefined): boolean =>
  (only === undefined || only === name) &&
  !snapshot.unread.some(({ kind, namespace = name }) => namespace === name && WORKLOAD_KINDS.includes(kind));

/** What Pod Security would refuse, for every Pod and every pod template that is not over, and what each namespace could enforce. Of files nothing is over. */
export const inspectPodSecurity = (
  snapshot: Snapshot,
  { level, version: asked, namespace: only, selects = () => true }: PodSecurityQuestion,
): PodSecurityReport => {
  const version = versionOn(snapshot.facts.serverVersion, asked);
  const judged = WORKLOAD_KINDS.flatMap((kind) => snapshot.list(kind, only)).filter((resource) => isJudged(resource) && selects(resource));
  const isOver = (resource: Resource): boolean => snapshot.facts.origin === 'cluster' && isPast(resource, snapshot);
  const live = judged.filter((resource) => !isOver(resource));
  return {
    level,
    version,
    past: judged.length - live.length,
    results: live.map((resource) => ({ ref: snapshot.ref(resource), violations: evaluateResource(level, version, resource) })),
    namespaces: snapshot
      .list('Namespace')
      .filter((namespace) => isKnown(namespace, snapshot, only))
      .map((namespace) => levelsOf(namespace, snapshot)),
  };
};
