import { equal } from '../core/change.ts';
import { field, isRecord, items, refOf, type Ref, type Resource } from '../core/resource.ts';
import { acceptFor, getObject, servedAs, type Api } from './api.ts';
import { refPath } from './discovery.ts';
import { intersection, union, type FieldSet } from './fieldSet.ts';
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
 * Who owned what is ours now gets it back; what others have come to own since stays theirs. Undefined where nothing is ours.
 */
export const givenBack = (today: readonly Entry[], recorded: readonly Entry[], manager: string): readonly Entry[] | undefined => {
  const isOurs = (entry: Entry): boolean => entry['manager'] === manager && entry['subresource'] === undefined;
  const ours = today.filter(isOurs);
  if (ours.length === 0) return undefined;
  const taken = ours.map(fieldsOf).reduce(union);
  const others = today.filter((entry) => !isOurs(entry));
  const former = recorded.filter((entry) => !isOurs(entry));
  const back = (entry: Entry): FieldSet | undefined => intersection(fieldsOf(entry), taken);
  const kept = others.map((entry) => {
    const before = former.find((candidate) => sameManager(candidate, entry));
    const due = before && back(before);
    return due ? { ...entry, fieldsV1: union(fieldsOf(entry), due) } : entry;
  });
  const vanished = former
    .filter((entry) => !others.some((other) => sameManager(other, entry)))
    .flatMap((entry) => {
      const due = back(entry);
      return due ? [{ ...entry, fieldsV1: due }] : [];
    });
  return [...kept, ...vanished];
};

/**
 * A request of its own, after the values are back: in the request that restores them the server would credit them to
 * whoever sends it (measured on 1.36). Throws Stale, Refused.
 */
export const releaseFields = async (api: Api, ref: Ref, recorded: Resource): Promise<void> => {
  const served = await servedAs(api, ref);
  await persistently(api, ref, async () => {
    const live = await getObject(api, ref);
    const entries = live && givenBack(entriesOf(live), entriesOf(recorded), api.fieldManager);
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
