import { equal } from './change.ts';
import { COUNTERS, type Difference, type Path, type Segment } from './diff.ts';
import { annotationsOf, isRecord, own, type Resource } from './resource.ts';

/** A place that is neither as it was before nor as it should be after: somebody else has been there. */
export interface Drift {
  readonly difference: Difference;
  readonly live: unknown;
}

export interface Merged<T> {
  readonly merged: T;
  /** What was carried over. */
  readonly done: readonly Difference[];
  /** What stood already as it should. */
  readonly already: readonly Difference[];
  readonly drift: readonly Drift[];
}

const indexIn = (list: readonly unknown[], segment: Exclude<Segment, string>): number =>
  list.findIndex((item) => isRecord(item) && item[segment.by] === segment.is);

/** The value at a path, or undefined. */
export const valueAt = (root: unknown, path: Path): unknown => {
  let at = root;
  for (const segment of path) {
    if (typeof segment === 'string') at = isRecord(at) ? own(at, segment) : undefined;
    else at = Array.isArray(at) ? at[indexIn(at, segment)] : undefined;
    if (at === undefined) return undefined;
  }
  return at;
};

const placeInList = (
  list: readonly unknown[],
  segment: Exclude<Segment, string>,
  value: unknown,
  follows: string | null | undefined,
): unknown[] => {
  const at = indexIn(list, segment);
  if (value === undefined) return at < 0 ? [...list] : list.toSpliced(at, 1);
  if (at >= 0) return list.with(at, value);
  const before = follows === null ? -1 : follows === undefined ? list.length - 1 : indexIn(list, { by: segment.by, is: follows });
  return list.toSpliced(before < 0 && follows !== null ? list.length : before + 1, 0, value);
};

/** A copy with the value set at the path (undefined takes it away); undefined where the way to it does not exist. */
export const placed = (root: unknown, path: Path, value: unknown, follows: string | null | undefined): unknown => {
  const [segment, ...rest] = path;
  if (segment === undefined) return value;
  if (typeof segment === 'string') {
    if (!isRecord(root)) return undefined;
    const next = rest.length === 0 ? value : placed(own(root, segment), rest, value, follows);
    if (next === undefined && rest.length > 0) return undefined;
    if (next !== undefined) return { ...root, [segment]: next };
    const { [segment]: _gone, ...others } = root;
    return others;
  }
  if (!Array.isArray(root)) return undefined;
  if (rest.length === 0) return placeInList(root, segment, value, follows);
  const at = indexIn(root, segment);
  const next = at < 0 ? undefined : placed(root[at], rest, value, follows);
  return next === undefined ? undefined : root.with(at, next);
};

/**
 * Three-way: carries differences over to an object that may have changed since. Each place that is still as `before`
 * gets `after`; one that already is as `after` stays; any other is drift and stays as it is.
 */
export const merge = <T>(live: T, list: readonly Difference[]): Merged<T> => {
  let merged: unknown = live;
  const done: Difference[] = [];
  const already: Difference[] = [];
  const drift: Drift[] = [];
  for (const difference of list) {
    const now = valueAt(merged, difference.path);
    if (equal(now, difference.after)) already.push(difference);
    else if (!equal(now, difference.before)) drift.push({ difference, live: now });
    else {
      const next = placed(merged, difference.path, difference.after, difference.follows);
      if (next === undefined && difference.path.length > 0) drift.push({ difference, live: now });
      else {
        merged = next;
        done.push(difference);
      }
    }
  }
  return { merged: merged as T, done, already, drift };
};

const withAnnotations = (resource: Resource, annotations: Readonly<Record<string, unknown>>): Resource => {
  const { annotations: _annotations, ...metadata } = resource.metadata;
  return { ...resource, metadata: Object.keys(annotations).length === 0 ? metadata : { ...metadata, annotations } };
};

/** As `merge`, on a whole object: what the server counts in its annotations stays as it is, and is never in the way. */
export const mergeObject = (live: Resource, list: readonly Difference[]): Merged<Resource> => {
  const all = Object.entries(annotationsOf(live));
  const counters = all.filter(([name]) => COUNTERS.has(name));
  if (counters.length === 0) return merge(live, list);
  const others = all.filter(([name]) => !COUNTERS.has(name));
  const { merged, ...rest } = merge(withAnnotations(live, Object.fromEntries(others)), list);
  return { merged: withAnnotations(merged, { ...annotationsOf(merged), ...Object.fromEntries(counters) }), ...rest };
};
