import { kindOf, labelsOf, text, type Resource } from '../../core/resource.ts';
import type { Snapshot } from '../../core/snapshot.ts';
import { topController } from '../../core/workload.ts';
import { listed, nameOf } from '../sentences.ts';
import { labelOf, policyOf } from './labels.ts';
import { LEVELS, type Level } from './level.ts';
import { enforceableLevel, enforcedVersion, inhabitantsOf } from './namespace.ts';
import { ownMasters, refusedBy } from './refused.ts';

const DAY = 86_400_000;
/** A week sees every weekday's CronJobs; monthly ones are still missed. */
const SOAK_DAYS = 7;

const count = (many: readonly unknown[], word: string): string => `${many.length} ${word}${many.length === 1 ? '' : 's'}`;

const isPod = (resource: Resource): boolean => kindOf(resource) === 'Pod';

/** What the level stands on: only what is there now. */
const ground = (live: readonly Resource[], level: Level, snapshot: Snapshot): string => {
  const later = `whatever comes later and does not meet ${level} is refused.`;
  if (snapshot.facts.origin === 'files') return `Only what these files hold was judged; ${later}`;
  if (live.length === 0) return `Nothing is here now, so nothing shows what this namespace is for; ${later}`;
  const pods = live.filter(isPod);
  const templates = live.filter((resource) => !isPod(resource));
  return `${count(pods, 'pod')} and ${count(templates, 'template')} are here now and were judged; ${later}`;
};

/** Templates without a pod show only what is written, not what a webhook makes of it. */
const idle = (live: readonly Resource[], snapshot: Snapshot): readonly string[] => {
  if (snapshot.facts.origin === 'files') return [];
  const running = new Set(live.filter(isPod).map((pod) => topController(pod, snapshot)));
  const names = ownMasters(live, snapshot)
    .filter((resource) => !isPod(resource) && !running.has(resource))
    .map(nameOf);
  return names.length === 0 ? [] : [`No pods now, so judged as written, without what webhooks may add: ${listed(names)}.`];
};

/** Since when it warns, as the journal remembers; nothing where the namespace is younger than that, and so another one. */
const warnsSince = (namespace: Resource, { facts }: Snapshot): string | undefined => {
  const since = facts.warnsSince?.[namespace.metadata.name];
  const created = Date.parse(text(namespace.metadata['creationTimestamp']) ?? '');
  return since === undefined || created > Date.parse(since) ? undefined : since;
};

const soak = (namespace: Resource, snapshot: Snapshot): string => {
  const { facts } = snapshot;
  const since = warnsSince(namespace, snapshot);
  if (policyOf(namespace, 'warn').level === 'privileged')
    return 'This namespace has not warned of anything yet: set its warn and audit labels first (psa-labels), and watch for a while.';
  if (since === undefined) return 'Since when this namespace warns is not known; look into the audit log for what it told.';
  const days = Math.max(0, Math.floor((Date.parse(facts.now) - Date.parse(since)) / DAY));
  const short = days < SOAK_DAYS ? ', too short to have seen all that runs weekly' : '';
  return `It has warned for ${days} day${days === 1 ? '' : 's'}${short}; look into the audit log for what it told.`;
};

/**
 * Why a namespace should not enforce, unseen, the strictest level that is met today. Never empty: pods that are made later,
 * and who makes them, cannot be seen.
 */
export const enforcingDoubts = (namespace: Resource, snapshot: Snapshot): readonly string[] => {
  const { live, past } = inhabitantsOf(namespace, snapshot);
  const [level, version] = [enforceableLevel(namespace, snapshot), enforcedVersion(namespace, snapshot)];
  const next = LEVELS[LEVELS.indexOf(level) + 1];
  const over = refusedBy(level, version, past);
  const left = next === undefined ? [] : refusedBy(next, version, ownMasters(live, snapshot));
  return [
    ground(live, level, snapshot),
    ...(snapshot.facts.origin === 'files' ? [] : [soak(namespace, snapshot)]),
    ...(labelsOf(namespace)[labelOf('enforce')] === 'privileged' ? ['Somebody set enforce to privileged, perhaps for a reason.'] : []),
    ...idle(live, snapshot),
    ...(over.length === 0 ? [] : [`Over now, and refused if it came again (a rollback, a new run): ${listed(over)}.`]),
    ...(left.length === 0 ? [] : [`${next} would still refuse ${listed(left)}.`]),
  ];
};
