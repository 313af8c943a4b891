import type { PlannedChange } from '../app/plan.ts';
import type { Sighting, Watched } from '../app/target.ts';
import type { Finding } from '../core/finding.ts';
import { refKey, type Ref } from '../core/resource.ts';
import type { Snapshot } from '../core/snapshot.ts';

/** What is known of the target after it was read. What was read is never changed by it: it is only marked. */
export interface Since {
  /** Whole minutes since it was read. */
  readonly minutes: number;
  /** What became of objects, by `refKey`; at most `MOST`. */
  readonly seen: ReadonlyMap<string, Sighting>;
  /** Absent where nothing is watched. */
  readonly watched?: Watched;
}

export const JUST_READ: Since = { minutes: 0, seen: new Map() };

/** More objects than this are not told apart: by then all is to be read again. */
export const MOST = 10_000;

const isKnown = (snapshot: Snapshot, ref: Ref): boolean => {
  const resource = snapshot.get(ref);
  return resource !== undefined && !snapshot.isSynthetic(resource);
};

/** Costs as much as has been seen, never as much as there is. What came and went again leaves nothing. */
export const sighted = (since: Since, snapshot: Snapshot, sightings: readonly Sighting[]): Since => {
  const seen = new Map(since.seen);
  for (const sighting of sightings) {
    const key = refKey(sighting.ref);
    if (sighting.how === 'gone' && !isKnown(snapshot, sighting.ref)) seen.delete(key);
    else if (seen.size < MOST || seen.has(key)) seen.set(key, sighting);
  }
  return { ...since, seen };
};

export type Counts = Readonly<Record<Sighting['how'], number>>;

const counted = new WeakMap<Since['seen'], Counts>();

/** Of objects; made once for each change. */
export const countsOf = ({ seen }: Since): Counts => {
  const known = counted.get(seen);
  if (known) return known;
  const counts = { changed: 0, gone: 0, new: 0 };
  for (const { how } of seen.values()) counts[how]++;
  counted.set(seen, counts);
  return counts;
};

export const becameOf = ({ seen }: Since, ref: Ref): Sighting['how'] | undefined =>
  seen.size === 0 ? undefined : seen.get(refKey(ref))?.how;

const byObject = new WeakMap<readonly Finding[], ReadonlyMap<string, number>>();

/** How many findings there are on each object; made once for each scan, and only once something has changed. */
const findingsByObject = (findings: readonly Finding[]): ReadonlyMap<string, number> => {
  const known = byObject.get(findings);
  if (known) return known;
  const counts = new Map<string, number>();
  for (const { ref } of findings) counts.set(refKey(ref), (counts.get(refKey(ref)) ?? 0) + 1);
  byObject.set(findings, counts);
  return counts;
};

const goneCounts = new WeakMap<Since['seen'], { readonly of: readonly Finding[]; readonly count: number }>();

/** How many of the findings are on objects that are not there any more. */
export const goneFindings = ({ seen }: Since, findings: readonly Finding[]): number => {
  if (seen.size === 0) return 0;
  const known = goneCounts.get(seen);
  if (known?.of === findings) return known.count;
  const on = findingsByObject(findings);
  let count = 0;
  for (const [key, { how }] of seen) if (how === 'gone') count += on.get(key) ?? 0;
  goneCounts.set(seen, { of: findings, count });
  return count;
};

/** Whether `version` is of that time or later; servers of Kubernetes count them up. */
const hasSeen = (version: string | undefined, of: string): boolean =>
  version !== undefined && /^\d+$/.test(version) && /^\d+$/.test(of) ? BigInt(version) >= BigInt(of) : version === of;

/** What became of the object of a planned change after the server was asked about it. */
export const overtaken = ({ seen }: Since, { change, preview }: Pick<PlannedChange, 'change' | 'preview'>): Sighting['how'] | undefined => {
  const sighting = seen.size === 0 ? undefined : seen.get(refKey(change.ref));
  if (!sighting || (sighting.how === 'gone' && !preview?.before)) return undefined;
  return hasSeen(preview?.before?.metadata.resourceVersion, sighting.version) ? undefined : sighting.how;
};

/** How many of the changes are not as the server was asked any more. */
export const overtakenIn = (since: Since, changes: readonly PlannedChange[]): number =>
  since.seen.size === 0 ? 0 : changes.filter((change) => overtaken(since, change) !== undefined).length;

export const ageText = (minutes: number): string => {
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${minutes} min ago`;
  const hours = Math.floor(minutes / 60);
  return hours < 24 ? `${hours} h ago` : `${Math.floor(hours / 24)} d ago`;
};

/** Older by so many minutes; the same where nobody could tell the difference. */
export const aged = (since: Since, minutes: number): Since => (ageText(since.minutes) === ageText(minutes) ? since : { ...since, minutes });
