import { equal } from '../core/change.ts';
import { listKey } from '../core/diff.ts';
import { annotationsOf, isRecord, kindOf, own, type Resource } from '../core/resource.ts';
import { flagOf, hideIn, mustHide } from './credentials.ts';

export const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

const HIDDEN = '***';
const CHANGED = `${HIDDEN} (changed)`;

/** Stands in for a place of the other object where there is something else. */
const SOMETHING_ELSE = Symbol('something else');

const mark = (value: unknown, other: unknown): string => (other === undefined || equal(value, other) ? HIDDEN : CHANGED);

const secretsIn = (text: unknown): readonly string[] => {
  const found: string[] = [];
  if (typeof text === 'string')
    hideIn(text, (value) => {
      found.push(value);
      return HIDDEN;
    });
  return found;
};

/** A text that runs through credentials keeps the rest of itself. */
const redactedText = (text: string, other: unknown): string => {
  const others = other === undefined ? undefined : secretsIn(other);
  return hideIn(text, (value) => (others === undefined || others.includes(value) ? HIDDEN : CHANGED));
};

/** The item of the other list that this one is compared with: its namesake, its like, or what stands in its place. */
const counterparts = (name: string, list: readonly unknown[], other: unknown): ((item: unknown, index: number) => unknown) => {
  if (!Array.isArray(other)) return () => undefined;
  const by = listKey(name, list, other);
  if (by !== undefined) {
    const namesakes = new Map(other.map((item: Readonly<Record<string, unknown>>) => [item[by], item]));
    return (item) => (isRecord(item) ? namesakes.get(item[by]) : undefined);
  }
  if (list.length === other.length) return (_item, index) => other[index] as unknown;
  return (item) => (other.some((like) => equal(like, item)) ? item : SOMETHING_ELSE);
};

const redactedList = (name: string, list: readonly unknown[], other: unknown): readonly unknown[] => {
  const counterpart = counterparts(name, list, other);
  const redacted = list.map((item, i) => redactedValue(flagOf(list[i - 1]) ?? '', item, counterpart(item, i)));
  return redacted.some((item, i) => item !== list[i]) ? redacted : list;
};

/** `{name: DB_PASSWORD, value: …}`: the name of a value may stand beside it. */
const nameOf = (key: string, { name }: Readonly<Record<string, unknown>>): string =>
  key === 'value' && typeof name === 'string' ? name : key;

const redactedRecord = (record: Readonly<Record<string, unknown>>, other: unknown): Readonly<Record<string, unknown>> => {
  let next = record;
  for (const [key, value] of Object.entries(record)) {
    const counterpart = isRecord(other) ? own(other, key) : other === SOMETHING_ELSE ? other : undefined;
    const redacted = redactedValue(nameOf(key, record), value, counterpart);
    if (redacted !== value) next = { ...next, [key]: redacted };
  }
  return next;
};

/** The value itself where nothing in it has to be hidden. */
const redactedValue = (name: string, value: unknown, other: unknown): unknown => {
  if (typeof value === 'string') return mustHide(name, value) ? mark(value, other) : redactedText(value, other);
  if (Array.isArray(value)) return redactedList(name, value, other);
  return isRecord(value) ? redactedRecord(value, other) : value;
};

const allHidden = (value: unknown, other: unknown): unknown => {
  if (!isRecord(value)) return value === undefined || value === null ? value : mark(value, other);
  return Object.fromEntries(Object.entries(value).map(([key, of]) => [key, mark(of, isRecord(other) ? own(other, key) : undefined)]));
};

const redactedData = (resource: Resource, other: Resource | undefined): Resource => {
  const fields = ['data', 'stringData'].filter((name) => name in resource);
  return { ...resource, ...Object.fromEntries(fields.map((name) => [name, allHidden(resource[name], other?.[name])])) };
};

/** What kubectl applied last is the whole object once more, as text. */
const tellsInLastApplied = (resource: Resource): boolean => {
  const text = annotationsOf(resource)[LAST_APPLIED];
  if (typeof text !== 'string') return false;
  try {
    const applied: unknown = JSON.parse(text);
    return redactedValue('', applied, undefined) !== applied;
  } catch {
    return redactedText(text, undefined) !== text;
  }
};

const withoutLastApplied = (resource: Resource): Resource => {
  const annotations = annotationsOf(resource);
  if (!(LAST_APPLIED in annotations)) return resource;
  return { ...resource, metadata: { ...resource.metadata, annotations: { ...annotations, [LAST_APPLIED]: HIDDEN } } };
};

/**
 * The object with every credential hidden: all data of Secrets; elsewhere what `mustHide`, in env, arguments, commands,
 * annotations or any other text. What differs from `other` is marked. The object itself where nothing has to be hidden.
 */
export const redacted = (resource: Resource, other?: Resource): Resource => {
  if (kindOf(resource) === 'Secret') return withoutLastApplied(redactedData(resource, other));
  const next = redactedRecord(resource, other) as Resource;
  return next !== resource || tellsInLastApplied(resource) ? withoutLastApplied(next) : resource;
};

/** Every save of a record asks it of the same objects, which nothing changes. */
const holding = new WeakMap<Resource, boolean>();

/** Whether an object holds what must not lie in a record: a Secret's data, or credentials in plain text. */
export const holdsCredentials = (resource: Resource): boolean => {
  let holds = holding.get(resource);
  if (holds === undefined) holding.set(resource, (holds = redacted(resource) !== resource));
  return holds;
};

/** Whether a value at a path of an object does. */
export const tells = (name: string, value: unknown): boolean => redactedValue(name, value, undefined) !== value;
