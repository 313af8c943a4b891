import { equal } from '../core/change.ts';
import { field, isRecord, items, refOf, type Ref, type Resource } from '../core/resource.ts';
import { acceptFor, getObject, servedAs, type Api } from './api.ts';
import { refPath } from './discovery.ts';
import { difference, hollowIn, intersection, sameIn, union, type FieldSet } from './fieldSet.ts';
import { persistently } from './persistently.ts';
import { refusal } from './refusal.ts';
import { guard } from './request.ts';
import { ok } from './status.ts';

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

/**
 * A request of its own, after the values are back: in the request that restores them the server would credit them to
 * whoever sends it (measured on 1.36). Throws Stale, Refused.
 */
export const releaseFields = async (api: Api, ref: Ref, recorded: Resource, restored?: Resource): Promise<void> => {
  const served = await servedAs(api, ref);
  await persistently(api, ref, async () => {
    const live = await getObject(api, ref);
    const entries = live && givenBack(live, recorded, api.fieldManager, restored);
    if (!live || !entries) return {};
    const answer = await api.transport.send({
      method: 'PATCH',
      path: `${refPath(served, refOf(live))}?${new URLSearchParams({ fieldManager: api.fieldManager }).toString()}`,
      contentType: 'application/json-patch+json',
      body: [...guard(live), { op: 'replace', path: '/metadata/managedFields', value: entries }],
      ...acceptFor(served.kind),
    });
    if (ok(answer)) return {};
    if (answer.status !== 409) throw refusal(ref, answer);
    return undefined;
  });
};
