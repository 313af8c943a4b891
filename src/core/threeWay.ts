import { equal } from './change.ts';
import { formatPath, listKey, type Difference, type Path, type Segment } from './diff.ts';
import { placed, valueAt } from './merge.ts';
import { isRecord, own } from './resource.ts';

/** One place of an object in three states: as it was, as it was made, as it lives. An undefined side is absent there. */
export interface Place {
  readonly path: Path;
  readonly before?: unknown;
  readonly applied?: unknown;
  readonly now?: unknown;
  /** For an item of a list as it was before: the keys of the items that stood before it, the nearest last. */
  readonly preceding?: readonly string[];
  /** What it stood in is not there any more: nothing can be put back here. */
  readonly gone?: true;
  /** Who keeps what stands at this path, or at one within, since it was made: it is theirs now, though it is as it was made. */
  readonly keeper?: Keeper;
}

export type Keeper = (path: Path) => string | undefined;

/** `undone`: nothing that was made stands there. `changed`: neither as it was nor as it was made, or somebody else's by now. */
export type Standing = 'undone' | 'applied' | 'changed';

export const standingOf = ({ path, before, applied, now, gone, keeper }: Place): Standing => {
  if (equal(now, before) || equal(before, applied)) return 'undone';
  return equal(now, applied) && !gone && keeper?.(path) === undefined ? 'applied' : 'changed';
};

type Item = Exclude<Segment, string>;

const keysIn = (list: unknown, by: string): readonly string[] =>
  Array.isArray(list) ? list.flatMap((item) => (isRecord(item) && typeof item[by] === 'string' ? [item[by]] : [])) : [];

const precedingIn = (list: unknown, { by, is }: Item): readonly string[] => {
  const keys = keysIn(list, by);
  return keys.slice(0, Math.max(0, keys.indexOf(is)));
};

const precedingOf = ({ path, follows }: Difference, before: unknown): readonly string[] | undefined => {
  const last = path.at(-1);
  if (last === undefined || typeof last === 'string') return undefined;
  const list = valueAt(before, path.slice(0, -1));
  if (Array.isArray(list)) return precedingIn(list, last);
  return follows === undefined ? undefined : follows === null ? [] : [follows];
};

/**
 * What has to be there for a path to be set, outermost first: an empty map or list is the same as none, and a server
 * leaves it out. Undefined where the way is gone: an item of a list, or there is something else.
 */
const wayTo = (live: unknown, path: Path): readonly Difference[] | undefined => {
  const missing: Difference[] = [];
  for (const [i, next] of path.entries()) {
    const at = path.slice(0, i);
    const there = valueAt(live, at);
    const empty: unknown = typeof next === 'string' ? {} : [];
    if (there !== undefined && (typeof next === 'string' ? !isRecord(there) : !Array.isArray(there))) return undefined;
    if (there !== undefined) continue;
    if (typeof at.at(-1) !== 'string') return undefined;
    missing.push({ path: at, after: empty });
  }
  return missing;
};

/** After which of the items that are there an item comes back; null: it is the first. */
export const followsIn = ({ preceding }: Place, isThere: (key: string) => boolean): string | null | undefined =>
  preceding && (preceding.findLast(isThere) ?? null);

/** Where an object stands to each difference that was once made of it; `before`: the whole object before, if it is known. */
export const placesOf = (differences: readonly Difference[], live: unknown, before?: unknown, keeper?: Keeper): readonly Place[] =>
  differences.map((difference) => {
    const preceding = precedingOf(difference, before);
    return {
      path: difference.path,
      before: difference.before,
      applied: difference.after,
      now: valueAt(live, difference.path),
      ...(preceding ? { preceding } : {}),
      ...(wayTo(live, difference.path) ? {} : { gone: true }),
      ...(keeper ? { keeper } : {}),
    };
  });

const sidesOf = ({ before, applied, now }: Place): readonly unknown[] => [before, applied, now].filter((side) => side !== undefined);

const keptIn = ({ keeper }: Place): Pick<Place, 'keeper'> => (keeper ? { keeper } : {});

const fieldsOf = (place: Place, sides: readonly Readonly<Record<string, unknown>>[]): readonly Place[] => {
  const at = (side: unknown, name: string): unknown => (isRecord(side) ? own(side, name) : undefined);
  return [...new Set(sides.flatMap((side) => Object.keys(side)))].map((name) => ({
    path: [...place.path, name],
    before: at(place.before, name),
    applied: at(place.applied, name),
    now: at(place.now, name),
    ...keptIn(place),
  }));
};

const itemsOf = (place: Place, lists: readonly (readonly unknown[])[]): readonly Place[] | undefined => {
  const last = place.path.at(-1);
  const by = listKey(typeof last === 'string' ? last : '', ...lists);
  if (by === undefined) return undefined;
  const [was, now] = [keysIn(place.before, by), keysIn(place.now, by)];
  const inOrder = equal(
    was.filter((key) => now.includes(key)),
    now.filter((key) => was.includes(key)),
  );
  if (!inOrder) return undefined;
  const at = (side: unknown, is: string): unknown => valueAt(side, [{ by, is }]);
  return [...new Set(lists.flatMap((list) => keysIn(list, by)))].map((is) => ({
    path: [...place.path, { by, is }],
    before: at(place.before, is),
    applied: at(place.applied, is),
    now: at(place.now, is),
    ...(was.includes(is) ? { preceding: precedingIn(place.before, { by, is }) } : {}),
    ...keptIn(place),
  }));
};

/** The places within a place, where all that stands there can be told apart. Half an item of a list is none. */
const partsOf = (place: Place): readonly Place[] => {
  const sides = sidesOf(place);
  const isItem = place.path.length > 0 && typeof place.path.at(-1) !== 'string';
  if (place.gone || (isItem && sides.length < 3)) return [];
  if (sides.every(isRecord)) return fieldsOf(place, sides);
  return sides.every((side) => Array.isArray(side)) ? (itemsOf(place, sides) ?? []) : [];
};

/** Which places are meant; `around`: only some of the places within. */
export type Meant = (path: Path) => 'wholly' | 'around' | 'not';

export const everywhere: Meant = () => 'wholly';

const isWithin = (inner: string, outer: string): boolean =>
  inner === outer || (inner.startsWith(outer) && ['.', '['].includes(inner.charAt(outer.length)));

/** The places with these names, as `formatPath` writes them, and all that stands in them. */
export const named =
  (names: readonly string[]): Meant =>
  (path) => {
    const name = formatPath(path);
    if (names.some((of) => isWithin(name, of))) return 'wholly';
    return names.some((of) => isWithin(of, name)) ? 'around' : 'not';
  };

/** What is meant of a place, as large as each can be told to be as it was, as it was made, or changed since; nothing that it leaves as it was. */
export const toldApart = (place: Place, meant: Meant): readonly Place[] => {
  const how = meant(place.path);
  if (how === 'not' || equal(place.before, place.applied)) return [];
  const parts = how === 'around' || standingOf(place) === 'changed' ? partsOf(place) : [];
  if (parts.length > 0) return parts.flatMap((part) => toldApart(part, meant));
  return how === 'wholly' ? [place] : [];
};

const isEmpty = (value: unknown): boolean =>
  Array.isArray(value) ? value.length === 0 : isRecord(value) && Object.keys(value).length === 0;

/** The value of a place once what is meant of it is undone. Where somebody changed it, `restores` decides whether it is overwritten. */
export const undoneValue = (place: Place, meant: Meant, restores: (place: Place) => boolean): unknown => {
  const how = meant(place.path);
  const standing = standingOf(place);
  if (how === 'not' || standing === 'undone' || place.gone) return place.now;
  if (how === 'wholly' && standing === 'applied') return place.before;
  const parts = partsOf(place);
  if (parts.length === 0) return how === 'wholly' && restores(place) ? place.before : place.now;
  const empty: unknown = typeof parts[0]?.path.at(-1) === 'string' ? {} : [];
  const value = parts.reduce<unknown>((so, part) => {
    const segment = part.path.at(-1) as Segment;
    const isThere = (key: string): boolean => typeof segment !== 'string' && keysIn(so, segment.by).includes(key);
    return placed(so, [segment], undoneValue(part, meant, restores), followsIn(part, isThere));
  }, place.now ?? empty);
  return isEmpty(value) && (place.before === undefined || place.now === undefined) ? undefined : value;
};

/**
 * The differences that undo what is meant of these places, on the object as it lives. An item that comes back stands
 * where it stood, among those that are there or come back with it.
 */
export const undoing = (
  places: readonly Place[],
  live: unknown,
  meant: Meant,
  restores: (place: Place) => boolean,
): readonly Difference[] => {
  const back = places
    .map((place) => ({ place, path: place.path, before: place.now, after: undoneValue(place, meant, restores) }))
    .filter(({ before, after }) => !equal(before, after));
  const isBack = (at: Path): boolean =>
    valueAt(live, at) !== undefined || back.some(({ path, after }) => after !== undefined && equal(path, at));
  const placedBack = back.map(({ place, ...difference }) => {
    const last = place.path.at(-1);
    const list = place.path.slice(0, -1);
    const follows = followsIn(place, (is) => typeof last === 'object' && isBack([...list, { by: last.by, is }]));
    return { ...difference, ...(follows === undefined ? {} : { follows }) };
  });
  const ways = back.flatMap(({ path }) => wayTo(live, path) ?? []).filter(({ path }) => !back.some((one) => equal(one.path, path)));
  const once = ways.filter(({ path }, i) => ways.findIndex((way) => equal(way.path, path)) === i);
  return [...once, ...placedBack];
};
