import type { Path, Segment } from './diff.ts';
import { field, isRecord, items, text, type Resource } from './resource.ts';

/** Who wrote fields of an object, as its `metadata.managedFields` tell. */
export interface Manager {
  readonly name: string;
  readonly operation: 'Apply' | 'Update';
  /** When its fields last changed, by the server's clock, to the second; ISO 8601. */
  readonly time?: string;
}

type Entry = Readonly<Record<string, unknown>>;

/** What writes of the status own is no part of an object's desired state. */
const entriesOf = (resource: Resource): readonly Entry[] =>
  items(field(resource, 'metadata', 'managedFields')).filter((entry) => entry['subresource'] === undefined);

const managerOf = (entry: Entry): Manager => {
  const time = text(entry['time']);
  return {
    name: text(entry['manager']) ?? 'unknown',
    operation: entry['operation'] === 'Apply' ? 'Apply' : 'Update',
    ...(time === undefined ? {} : { time }),
  };
};

/** Times of the API are RFC 3339 in UTC, which sort as text. */
const byTime = ({ time: a = '' }: Manager, { time: b = '' }: Manager): number => (a === b ? 0 : a < b ? 1 : -1);

/** Whether `k:{"name":"api","protocol":"TCP"}` names the item. */
const namesItem = (key: string, { by, is }: Exclude<Segment, string>): boolean => {
  if (!key.startsWith('k:')) return false;
  try {
    const keys: unknown = JSON.parse(key.slice(2));
    return isRecord(keys) && keys[by] === is;
  } catch {
    return false;
  }
};

/** FieldsV1: an empty tree is a place that is owned with all that stands there. */
const owns = (tree: unknown, path: Path): boolean => {
  const [segment, ...rest] = path;
  if (segment === undefined || !isRecord(tree)) return isRecord(tree);
  const names = Object.keys(tree);
  if (names.length === 0) return true;
  const next = typeof segment === 'string' ? `f:${segment}` : names.find((name) => namesItem(name, segment));
  return next !== undefined && next in tree && owns(tree[next], rest);
};

/** Who owns what stands at a path, or a part of it; whose fields changed last comes first. Empty for a snapshot's objects, which are trimmed. */
export const managersOf = (resource: Resource, path: Path): readonly Manager[] =>
  entriesOf(resource)
    .filter((entry) => {
      const tree = entry['fieldsV1'];
      return isRecord(tree) && Object.keys(tree).length > 0 && owns(tree, path);
    })
    .map(managerOf)
    .sort(byTime);

/** Who has written to an object since it was as `earlier`, newest first; told without anybody's clock but the server's. */
export const writersSince = (earlier: Resource, live: Resource): readonly Manager[] => {
  const known = new Set(entriesOf(earlier).map((entry) => JSON.stringify(managerOf(entry))));
  return entriesOf(live)
    .map(managerOf)
    .filter((manager) => !known.has(JSON.stringify(manager)))
    .sort(byTime);
};

const isSame =
  (a: Manager) =>
  (b: Manager): boolean =>
    a.name === b.name && a.operation === b.operation;

/** Who owns what stands at a path, or a part of it, and did not as `earlier`. */
export const ownersSince = (earlier: Resource, live: Resource, path: Path): readonly Manager[] => {
  const known = managersOf(earlier, path);
  return known.length === 0 ? [] : managersOf(live, path).filter((owner) => !known.some(isSame(owner)));
};

/** It fills in and counts on objects of all owners. */
const CONTROLLERS = 'kube-controller-manager';

/** Who has come to own anything of an object that had other owners as `earlier`. */
export const adopterSince = (earlier: Resource, live: Resource): Manager | undefined =>
  ownersSince(earlier, live, []).find(({ name }) => name !== CONTROLLERS);

/** When somebody last wrote to an object, by the server's clock. */
export const lastWritten = (resource: Resource): string | undefined => entriesOf(resource).map(managerOf).sort(byTime)[0]?.time;
