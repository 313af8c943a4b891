import { differences, listKey, withoutServerFields, type Path } from '../core/diff.ts';
import { difference, union, type FieldSet } from '../core/fieldSet.ts';
import { field, isRecord, items, type Resource } from '../core/resource.ts';

/** Makes a stored state of an object tell whose its fields are, now that this manager has written it. */
export type Owning = (live: Resource | undefined, stored: Resource, manager: string) => Resource;

export const WITHOUT_OWNERS: Owning = (_live, stored) => stored;

type Entry = Readonly<Record<string, unknown>>;

/** All places of a value: lists whose items have keys item by item, others as one. `name` is the field that it stands in. */
const treeOf = (value: unknown, name = ''): FieldSet => {
  if (isRecord(value)) return Object.fromEntries(Object.entries(value).map(([of, below]) => [`f:${of}`, treeOf(below, of)]));
  const by = Array.isArray(value) ? listKey(name, value) : undefined;
  if (by === undefined) return {};
  return Object.fromEntries(items(value).map((item) => [keyed(by, String(item[by])), { '.': {}, ...treeOf(item) }]));
};

const keyed = (by: string, is: string): string => `k:${JSON.stringify({ [by]: is })}`;

const within = (path: Path, tree: FieldSet): FieldSet =>
  path.reduceRight<FieldSet>((below, at) => ({ [typeof at === 'string' ? `f:${at}` : keyed(at.by, at.is)]: below }), tree);

const placesOf = (list: readonly { readonly path: Path; readonly value: unknown }[]): FieldSet =>
  list
    .filter(({ value }) => value !== undefined)
    .map(({ path, value }) => {
      const last = path.at(-1);
      return within(path, { ...(typeof last === 'string' ? {} : { '.': {} }), ...treeOf(value, typeof last === 'string' ? last : '') });
    })
    .reduce(union, {});

/** All that somebody wrote of an object; its name is nobody's. */
export const allOf = (resource: Resource): FieldSet => {
  const { apiVersion: _version, kind: _kind, metadata, ...rest } = withoutServerFields(resource);
  const { name: _name, namespace: _namespace, ...kept } = metadata;
  return treeOf({ ...rest, metadata: kept });
};

export const entryOf = (manager: string, { apiVersion }: Resource, fieldsV1: FieldSet, time: string): Entry => ({
  manager,
  operation: 'Update',
  apiVersion,
  time,
  fieldsType: 'FieldsV1',
  fieldsV1,
});

export const withEntries = (resource: Resource, managedFields: readonly Entry[]): Resource => ({
  ...resource,
  metadata: { ...resource.metadata, managedFields },
});

const fieldsOf = ({ fieldsV1 }: Entry): FieldSet => (isRecord(fieldsV1) ? fieldsV1 : {});

/** As an API server tells of updates: what a write changes is its writer's from then on, and nobody else's; to the second. */
export const owningSince =
  (now: () => Date): Owning =>
  (live, stored, manager) => {
    const time = `${now().toISOString().slice(0, 19)}Z`;
    if (!live) return withEntries(stored, [entryOf(manager, stored, allOf(stored), time)]);
    const changes = differences(withoutServerFields(live), withoutServerFields(stored));
    const made = placesOf(changes.map(({ path, after }) => ({ path, value: after })));
    const touched = union(made, placesOf(changes.map(({ path, before }) => ({ path, value: before }))));
    const entries = items(field(live, 'metadata', 'managedFields'));
    const left = entries.flatMap((entry): readonly Entry[] => {
      const fields = difference(fieldsOf(entry), touched);
      return fields ? [{ ...entry, fieldsV1: fields }] : [];
    });
    const ours = left.find((entry) => entry['manager'] === manager);
    const others = left.filter((entry) => entry !== ours);
    if (changes.length === 0) return withEntries(stored, entries);
    const fields = union(ours ? fieldsOf(ours) : {}, made);
    return withEntries(stored, [...others, ...(Object.keys(fields).length > 0 ? [entryOf(manager, stored, fields, time)] : [])]);
  };
