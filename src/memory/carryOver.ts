import { Stale } from '../app/errors.ts';
import type { Change } from '../core/change.ts';
import { differences, formatPath, withoutServerFields } from '../core/diff.ts';
import { merge } from '../core/merge.ts';
import { describeRef, type Resource } from '../core/resource.ts';

/**
 * What a change wants of the object as it stands: its differences, carried over three-way; undefined for a deletion.
 * Throws `Stale` when the object is gone, already there, another one of that name, or changed where the change touches it.
 */
export const carriedOver = ({ ref, before, after }: Change, live: Resource | undefined): Resource | undefined => {
  const name = describeRef(ref);
  if (before === undefined) {
    if (live) throw new Stale(`${name} is already there.`);
    return after && withoutServerFields(after);
  }
  if (!live) throw new Stale(`${name} is gone.`);
  if (before.metadata.uid !== undefined && before.metadata.uid !== live.metadata.uid)
    throw new Stale(`${name} was deleted and created again since.`);
  if (after === undefined) {
    const since = differences(withoutServerFields(before), withoutServerFields(live));
    if (since[0]) throw new Stale(`${name} has changed since at ${formatPath(since[0].path)}.`);
    return undefined;
  }
  const { merged, drift } = merge(live, differences(withoutServerFields(before), withoutServerFields(after)));
  if (drift[0]) throw new Stale(`${name} has changed since at ${formatPath(drift[0].difference.path)}.`);
  return merged;
};
