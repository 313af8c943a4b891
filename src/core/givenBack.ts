import { equal } from './change.ts';
import { difference, hollowIn, intersection, sameIn, union, type FieldSet } from './fieldSet.ts';
import { field, isRecord, items, type Resource } from './resource.ts';

type Entry = Readonly<Record<string, unknown>>;

const entriesOf = (resource: Resource): readonly Entry[] => items(field(resource, 'metadata', 'managedFields'));

const fieldsOf = (entry: Entry): FieldSet => (isRecord(entry['fieldsV1']) ? entry['fieldsV1'] : {});

const IDENTITY = ['manager', 'operation', 'apiVersion', 'subresource'];

const sameManager = (a: Entry, b: Entry): boolean => IDENTITY.every((name) => equal(a[name], b[name]));

/**
 * The entries once what is ours is back with those who owned it as recorded; what was ours then stays ours, and what
 * others have come to own since stays theirs. With `restored`, only fields that stand as they do there are given back,
 * and what is left of ours of a map or list in which there are only fields of others. Undefined where there is nothing to give.
 */
export const givenBack = (live: Resource, recorded: Resource, manager: string, restored: Resource = live): readonly Entry[] | undefined => {
  const isOurs = (entry: Entry): boolean => entry['manager'] === manager && entry['subresource'] === undefined;
  const [today, before] = [entriesOf(live), entriesOf(recorded)];
  const fieldsOfOurs = (entries: readonly Entry[]): FieldSet => entries.filter(isOurs).map(fieldsOf).reduce(union, {});
  const ours = fieldsOfOurs(today);
  const hollow = hollowIn(
    ours,
    today
      .filter((entry) => !isOurs(entry))
      .map(fieldsOf)
      .reduce(union, {}),
  );
  const due = difference(union(sameIn(ours, live, restored) ?? {}, hollow ?? {}), fieldsOfOurs(before));
  if (!due) return undefined;
  const former = before.filter((entry) => !isOurs(entry));
  const back = (entry: Entry): FieldSet | undefined => intersection(fieldsOf(entry), due);
  const kept = today.flatMap((entry) => {
    if (isOurs(entry)) {
      const left = difference(fieldsOf(entry), due);
      return left ? [{ ...entry, fieldsV1: left }] : [];
    }
    const was = former.find((candidate) => sameManager(candidate, entry));
    const fields = was && back(was);
    return [fields ? { ...entry, fieldsV1: union(fieldsOf(entry), fields) } : entry];
  });
  const vanished = former
    .filter((entry) => !today.some((other) => !isOurs(other) && sameManager(other, entry)))
    .flatMap((entry) => {
      const fields = back(entry);
      return fields ? [{ ...entry, fieldsV1: fields }] : [];
    });
  return [...kept, ...vanished];
};
