import { differences, withoutServerFields, type Path, type Segment } from './diff.ts';
import { valueAt } from './merge.ts';
import { groupOf, isRecord, own, type Resource } from './resource.ts';

type Tree = Record<string, unknown>;

/**
 * By which field a strategic merge tells the items of a list apart: `patchMergeKey` in the types of k8s.io/api. A list
 * that is not here is replaced whole.
 */
const MERGE_KEYS: Readonly<Record<string, string>> = {
  containers: 'name',
  initContainers: 'name',
  ephemeralContainers: 'name',
  volumes: 'name',
  env: 'name',
  volumeMounts: 'mountPath',
  volumeDevices: 'devicePath',
  imagePullSecrets: 'name',
  secrets: 'name',
  webhooks: 'name',
  ports: 'containerPort',
  hostAliases: 'ip',
  topologySpreadConstraints: 'topologyKey',
};

/** Groups whose types have merge keys; in custom resources a list is one value. */
const WITH_KEYS = ['', 'apps', 'batch', 'admissionregistration.k8s.io'];

/** Lists whose order means something: init containers run in it, and a variable may refer to those before it. */
const ORDERED = ['containers', 'initContainers', 'env'];

type Keyed = Exclude<Segment, string>;

const isKeyed = (segment: Segment | undefined): segment is Keyed => segment !== undefined && typeof segment !== 'string';

const listName = (path: Path, at: number): string => {
  const before = path[at - 1];
  return typeof before === 'string' ? before : '';
};

/** A list that takes the place of the one in the source, which would otherwise be merged item by item. Where there is none, kustomize keeps the mark and loses the list. */
const replacing = (name: string, was: unknown, list: unknown): unknown =>
  Array.isArray(was) && Array.isArray(list) && MERGE_KEYS[name] !== undefined && was.every(isRecord) && list.every(isRecord)
    ? [{ $patch: 'replace' }, ...list]
    : list;

/** A patch of one list: its items, those that go, and up to where the items have to be named. */
interface ListPatch {
  readonly items: Tree[];
  readonly gone: Tree[];
  last: number;
}

class Patch {
  readonly #before: Resource;
  readonly #after: Resource;
  readonly #hasKeys: boolean;
  readonly #tree: Tree;
  readonly #lists = new Map<unknown, ListPatch>();

  constructor(before: Resource, after: Resource, head: Tree) {
    this.#before = before;
    this.#after = after;
    this.#hasKeys = WITH_KEYS.includes(groupOf(after.apiVersion));
    this.#tree = head;
  }

  #mergesBy(path: Path, at: number): boolean {
    const segment = path[at];
    return this.#hasKeys && isKeyed(segment) && MERGE_KEYS[listName(path, at)] === segment.by;
  }

  /** The items that stand before a patched one are named too: what a patch names comes first in the result. */
  #list(holder: Tree, path: Path, by: string): ListPatch {
    const name = listName(path, path.length);
    const known = this.#lists.get(holder[name]);
    if (known) return known;
    const after = valueAt(this.#after, path);
    const items = ORDERED.includes(name) && Array.isArray(after) ? after.map((item) => ({ [by]: own(item as Tree, by) })) : [];
    const made: ListPatch = { items, gone: [], last: -1 };
    holder[name] = items;
    this.#lists.set(items, made);
    return made;
  }

  #item({ items, gone }: ListPatch, { by, is }: Keyed, value: unknown): number {
    const index = items.findIndex((item) => item[by] === is);
    if (value === undefined) gone.push({ [by]: is, $patch: 'delete' });
    return index >= 0 || value === undefined ? index : items.push({ [by]: is }) - 1;
  }

  /** Sets the value (undefined: takes it away) at a path. */
  put(path: Path, value: unknown): void {
    const cut = path.findIndex((segment, at) => isKeyed(segment) && !this.#mergesBy(path, at));
    const way = cut < 0 ? path : path.slice(0, cut);
    const wanted = cut < 0 ? value : valueAt(this.#after, way);
    let holder = this.#tree;
    for (const [at, segment] of way.entries()) {
      const isLast = at === way.length - 1;
      if (typeof segment === 'string') {
        if (isLast)
          holder[segment] = wanted === undefined ? null : this.#hasKeys ? replacing(segment, valueAt(this.#before, way), wanted) : wanted;
        else if (!isKeyed(way[at + 1])) holder = (holder[segment] ??= {}) as Tree;
        continue;
      }
      const list = this.#list(holder, way.slice(0, at), segment.by);
      const index = this.#item(list, segment, isLast ? wanted : {});
      if (index < 0) return;
      list.last = Math.max(list.last, index);
      if (isLast) list.items[index] = { ...(wanted as Tree) };
      else holder = list.items[index] as Tree;
    }
  }

  /** Items after the last patched one keep their place without being named. */
  finished(): Tree {
    for (const { items, gone, last } of this.#lists.values()) items.splice(last + 1, items.length, ...gone);
    return this.#tree;
  }
}

/**
 * What turns `before` into `after` as a strategic merge patch: it names only what changes, so that it fits sources
 * without the defaults and without what others have added in the cluster. No `after`: a deletion.
 */
export const strategicPatch = (before: Resource, after: Resource | undefined): Tree => {
  const { apiVersion, kind } = before;
  const { name, namespace } = before.metadata;
  const head: Tree = { apiVersion, kind, metadata: { name, ...(namespace === undefined ? {} : { namespace }) } };
  if (!after) return { ...head, $patch: 'delete' };
  const patch = new Patch(before, after, head);
  for (const difference of differences(withoutServerFields(before), withoutServerFields(after)))
    patch.put(difference.path, difference.after);
  return patch.finished();
};
