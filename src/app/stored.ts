import { equal } from '../core/change.ts';
import { differences, formatPath, withoutServerFields, type Difference, type Path } from '../core/diff.ts';
import { managersOf, writersSince } from '../core/managers.ts';
import { valueAt } from '../core/merge.ts';
import type { Resource } from '../core/resource.ts';
import { isTelling, recordable } from './secrets.ts';
import type { Preview } from './target.ts';

/** The same place with what stands there now; undefined where that is what stood there before. */
const found = (difference: Difference, stored: Resource): Difference | undefined => {
  const { after: _after, ...rest } = difference;
  const after = valueAt(stored, difference.path);
  if (equal(after, difference.before)) return undefined;
  const is: Difference = after === undefined ? rest : { ...rest, after };
  return isTelling(is) ? difference : is;
};

const isWithin = (inner: Path, outer: Path): boolean => outer.every((segment, i) => equal(segment, inner[i]));

/** An edit as the dry-run showed it, and as whom it was written. */
export interface Shown extends Pick<Preview, 'before' | 'after'> {
  readonly manager: string | undefined;
}

/** Where something else was stored than the dry-run had shown, at places that were not to change: as they were before, and as they were stored. */
const unshown = (list: readonly Difference[], { before, after }: Shown, stored: Resource): readonly Difference[] => {
  if (!before || !after) return [];
  const was = withoutServerFields(before);
  return differences(withoutServerFields(after), withoutServerFields(stored))
    .filter(({ path }) => !list.some((known) => isWithin(path, known.path)))
    .map(({ before: _shown, ...difference }) => {
      const value = valueAt(was, difference.path);
      return value === undefined ? difference : { ...difference, before: value };
    });
};

/**
 * What a webhook adds to a request is nobody's (measured on 1.36): it came with ours where nobody else has written. Nor does anybody own what
 * was taken away, which may be somebody else's work.
 */
const isOurs = ({ path, after }: Difference, { before, manager }: Shown, stored: Resource): boolean => {
  if (!before || after === undefined) return false;
  const owners = managersOf(stored, path);
  const writers = owners.length > 0 ? owners : writersSince(before, stored);
  return writers.length > 0 && writers.every(({ name }) => name === manager);
};

const placesIn = (list: readonly Difference[]): string => list.map(({ path }) => formatPath(path)).join(', ');

const toldOf = (ours: readonly Difference[], open: readonly Difference[]): string =>
  [
    ...(ours.length > 0 ? [`${placesIn(ours)} was stored with it, as no dry-run had shown; an undo takes that back too`] : []),
    ...(open.length > 0 ? [`${placesIn(open)} is not as the dry-run had shown, and no undo puts it back`] : []),
  ].join('; ');

/** What a record keeps of a write that was carried out. */
export interface Kept {
  readonly differences: readonly Difference[];
  readonly after?: Resource;
  readonly identityAfter?: Resource;
  /** What was stored besides what was approved. */
  readonly besides?: string;
}

/**
 * What the record keeps of a write that was carried out: of the places that it was to change, what was stored there, and what a webhook
 * that came after the dry-run stored with it. What somebody else wrote in between is theirs, and no undo of ours touches it.
 */
export const storedOf = (list: readonly Difference[], stored: Resource | undefined, shown: Shown): Kept => {
  if (!stored) return { differences: list };
  const bare = withoutServerFields(stored);
  const { after, identityAfter } = recordable({ after: stored, warnings: [], checked: 'server' });
  const besides = unshown(list, shown, stored);
  const ours = besides.filter((difference) => isOurs(difference, shown, stored) && !isTelling(difference));
  const open = besides.filter(
    (difference) => difference.after === undefined || (isOurs(difference, shown, stored) && isTelling(difference)),
  );
  const kept = list.filter(({ path }) => !ours.some((whole) => isWithin(path, whole.path)));
  return {
    differences: [...kept.flatMap((difference) => found(difference, bare) ?? []), ...ours],
    ...(after ? { after } : {}),
    ...(identityAfter ? { identityAfter } : {}),
    ...(ours.length + open.length > 0 ? { besides: toldOf(ours, open) } : {}),
  };
};
