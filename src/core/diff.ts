import { equal } from './change.ts';
import { isRecord, own, type Resource } from './resource.ts';

/** One step into an object: a field, or the item of a list whose field `by` has the value `is`. Never an index: lists move. */
export type Segment = string | { readonly by: string; readonly is: string };

export type Path = readonly Segment[];

/**
 * One place where two objects differ. An undefined side is absent there. For a list item that comes or goes, `follows`
 * is the key of the item before it (null: it is the first), so that undoing puts it back where it was.
 */
export interface Difference {
  readonly path: Path;
  readonly before?: unknown;
  readonly after?: unknown;
  readonly follows?: string | null;
}

/** `spec.template.spec.containers[api].image`; field names with dots are quoted: `metadata.labels["app.kubernetes.io/name"]`. */
export const formatPath = (path: Path): string =>
  path.reduce<string>((so, segment) => {
    if (typeof segment !== 'string') return `${so}[${segment.is}]`;
    if (/^[A-Za-z_$][\w$-]*$/.test(segment)) return so === '' ? segment : `${so}.${segment}`;
    return `${so}[${JSON.stringify(segment)}]`;
  }, '');

const KEY_FIELDS: Readonly<Record<string, string>> = { volumeMounts: 'mountPath', volumeDevices: 'devicePath' };

const keysOf = (list: readonly unknown[], by: string): readonly string[] | undefined => {
  const keys: string[] = [];
  for (const item of list) {
    const key = isRecord(item) ? item[by] : undefined;
    if (typeof key !== 'string') return undefined;
    keys.push(key);
  }
  return new Set(keys).size === keys.length ? keys : undefined;
};

/** The field by which the items of both lists are told apart, or undefined: then the list is one value. */
export const listKey = (name: string, ...lists: readonly (readonly unknown[])[]): string | undefined => {
  const by = KEY_FIELDS[name] ?? 'name';
  return lists.every((list) => keysOf(list, by)) && lists.some((list) => list.length > 0) ? by : undefined;
};

const sided = (path: Path, before: unknown, after: unknown, follows?: string | null): Difference => ({
  path,
  ...(before === undefined ? {} : { before }),
  ...(after === undefined ? {} : { after }),
  ...(follows === undefined ? {} : { follows }),
});

const compareLists = (path: Path, by: string, before: readonly unknown[], after: readonly unknown[]): Difference[] => {
  const [was, is] = [keysOf(before, by) ?? [], keysOf(after, by) ?? []];
  const [places, known] = [new Map(is.map((key, i) => [key, i])), new Set(was)];
  const sameOrder = equal(
    was.filter((key) => places.has(key)),
    is.filter((key) => known.has(key)),
  );
  if (!sameOrder) return [sided(path, before, after)];
  const found: Difference[] = [];
  const at = (key: string): Path => [...path, { by, is: key }];
  was.forEach((key, i) => {
    const to = places.get(key);
    if (to === undefined) found.push(sided(at(key), before[i], undefined, was[i - 1] ?? null));
    else compare(at(key), before[i], after[to], found);
  });
  is.forEach((key, i) => {
    if (!known.has(key)) found.push(sided(at(key), undefined, after[i], is[i - 1] ?? null));
  });
  return found;
};

const compare = (path: Path, before: unknown, after: unknown, found: Difference[]): void => {
  if (equal(before, after)) return;
  if (isRecord(before) && isRecord(after)) {
    for (const name of new Set([...Object.keys(before), ...Object.keys(after)]))
      compare([...path, name], own(before, name), own(after, name), found);
    return;
  }
  if (Array.isArray(before) && Array.isArray(after)) {
    const last = path.at(-1);
    const by = listKey(typeof last === 'string' ? last : '', before, after);
    if (by !== undefined) {
      for (const difference of compareLists(path, by, before, after)) found.push(difference);
      return;
    }
  }
  found.push(sided(path, before, after));
};

/** What differs between two objects, outermost place first; lists of containers, env and the like item by item. */
export const differences = (before: unknown, after: unknown): readonly Difference[] => {
  const found: Difference[] = [];
  compare([], before, after, found);
  return found;
};

/** The same differences backwards: applied to what they led to, they lead back. */
export const invert = (list: readonly Difference[]): readonly Difference[] =>
  list.map(({ path, before, after, follows }) => sided(path, after, before, follows));

/** Annotations in which the server and the controllers count revisions. */
export const COUNTERS: ReadonlySet<string> = new Set(['deployment.kubernetes.io/revision', 'deprecated.daemonset.template.generation']);

const withoutCounters = (annotations: unknown): unknown => {
  if (!isRecord(annotations) || !Object.keys(annotations).some((name) => COUNTERS.has(name))) return annotations;
  const kept = Object.entries(annotations).filter(([name]) => !COUNTERS.has(name));
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
};

/** What the API server keeps for itself; it never counts as a difference between two states of an object. */
export const withoutServerFields = (resource: Resource): Resource => {
  const { status: _status, ...rest } = resource;
  const {
    resourceVersion: _rv,
    generation: _generation,
    managedFields: _fields,
    uid: _uid,
    creationTimestamp: _created,
    selfLink: _link,
    annotations,
    ...others
  } = resource.metadata;
  const kept = withoutCounters(annotations);
  return { ...rest, metadata: { ...others, ...(kept === undefined ? {} : { annotations: kept }) } } as Resource;
};
