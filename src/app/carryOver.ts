import { Stale } from './errors.ts';
import type { Change } from '../core/change.ts';
import { differences, formatPath, withoutServerFields, type Difference } from '../core/diff.ts';
import { mergeObject } from '../core/merge.ts';
import { printable } from '../core/printable.ts';
import { describeRef, type Ref, type Resource } from '../core/resource.ts';

const named = (ref: Ref): string => printable(describeRef(ref));

export const gone = (ref: Ref): Stale => new Stale(`${named(ref)} is not there any more.`);

export const alreadyThere = (ref: Ref): Stale => new Stale(`${named(ref)} is there already.`);

const MENTIONED = 5;

/** Names the places at which somebody else has been. */
const drifted = (ref: Ref, places: readonly Difference[]): Stale => {
  const paths = places.slice(0, MENTIONED).map(({ path }) => printable(formatPath(path)));
  const more = places.length > MENTIONED ? ` and ${places.length - MENTIONED} more` : '';
  return new Stale(`${named(ref)} has changed since, at ${paths.join(', ')}${more}.`);
};

const checkIdentity = (ref: Ref, before: Resource, live: Resource): void => {
  const uid = before.metadata.uid;
  if (uid !== undefined && uid !== live.metadata.uid) throw new Stale(`${named(ref)} has been deleted and created again since.`);
};

/** The object with the change's own paths set, everything else as it lives; `live` itself where all of it stands already. Throws Stale. */
export const carriedOver = (change: Change & { readonly before: Resource; readonly after: Resource }, live: Resource): Resource => {
  checkIdentity(change.ref, change.before, live);
  const wanted = differences(withoutServerFields(change.before), withoutServerFields(change.after));
  const { merged, done, drift } = mergeObject(live, wanted);
  if (drift.length > 0)
    throw drifted(
      change.ref,
      drift.map((place) => place.difference),
    );
  return done.length === 0 ? live : merged;
};

/** Whether an object is still what a deletion was decided on. Throws Stale. */
export const checkUnchanged = (ref: Ref, before: Resource, live: Resource): void => {
  checkIdentity(ref, before, live);
  const since = differences(withoutServerFields(before), withoutServerFields(live));
  if (since.length > 0) throw drifted(ref, since);
};
