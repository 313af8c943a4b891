import { constructFromEvents, EVENT_ID, getScalarValue, SCALAR_STYLE, type Event, type ScalarEvent } from 'js-yaml';
import { READING } from './schema.ts';

/** Events of a text, and how far they are read. */
interface Reading {
  readonly text: string;
  readonly events: readonly Event[];
  at: number;
}

const MOST_KNOWN = 10_000;
/** A longer part of a text keeps the whole text in memory. */
const LONGEST_KNOWN = 12;

/** Plain words and paths that are texts in every schema of YAML: nothing else that begins so is a number, or as short as `true`, `null` or `off`. */
const isWord = (letter: number, length: number): boolean => {
  if (letter === 0x2f) return true;
  const lower = letter | 0x20;
  if (lower < 0x61 || lower > 0x7a) return false;
  return length > 5 || (lower !== 0x66 && lower !== 0x6e && lower !== 0x6f && lower !== 0x74 && lower !== 0x79);
};

const ABSENT = { anchorStart: -1, anchorEnd: -1, tagStart: -1, tagEnd: -1 };

/** What js-yaml makes of a plain scalar. */
const resolved = (plain: string): unknown => {
  const scalar: ScalarEvent = {
    ...{ type: EVENT_ID.SCALAR, style: SCALAR_STYLE.PLAIN, chomping: 1, indent: -1, fast: true },
    ...{ ...ABSENT, valueStart: 0, valueEnd: plain.length },
  };
  const document: Event = { type: EVENT_ID.DOCUMENT, explicitStart: false, explicitEnd: false, directives: [] };
  return constructFromEvents([document, scalar, { type: EVENT_ID.POP }], { ...READING, source: plain })[0];
};

const known = new Map<string, unknown>();

const resolvedOnce = (plain: string): unknown => {
  if (plain.length > LONGEST_KNOWN) return resolved(plain);
  let value = known.get(plain);
  if (value !== undefined) return value;
  value = resolved(plain);
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(plain, value);
  return value;
};

const readScalar = ({ text }: Reading, event: ScalarEvent): unknown => {
  if (event.style !== SCALAR_STYLE.PLAIN) return getScalarValue(text, event);
  const plain = event.fast && event.valueStart >= 0 ? text.slice(event.valueStart, event.valueEnd) : getScalarValue(text, event);
  if (isWord(plain.charCodeAt(0), plain.length)) return plain;
  return plain === '<<' ? undefined : resolvedOnce(plain);
};

const readList = (reading: Reading): readonly unknown[] | undefined => {
  const list: unknown[] = [];
  while (reading.events[reading.at]?.type !== EVENT_ID.POP) {
    const item = readNode(reading);
    if (item === undefined) return undefined;
    list.push(item);
  }
  reading.at++;
  return list;
};

/** Numbers, words and null name a field by their text. */
const nameOf = (key: unknown): string | undefined => {
  if (typeof key === 'string') return key;
  return typeof key === 'number' || typeof key === 'boolean' || key === null ? String(key) : undefined;
};

const readObject = (reading: Reading): Readonly<Record<string, unknown>> | undefined => {
  const object: Record<string, unknown> = {};
  while (reading.events[reading.at]?.type !== EVENT_ID.POP) {
    const name = nameOf(readNode(reading));
    if (name === undefined || name === '__proto__' || Object.hasOwn(object, name)) return undefined;
    const value = readNode(reading);
    if (value === undefined) return undefined;
    object[name] = value;
  }
  reading.at++;
  return object;
};

const readNode = (reading: Reading): unknown => {
  const event = reading.events[reading.at++];
  if (!event || !('tagStart' in event) || event.tagStart >= 0 || event.anchorStart >= 0) return undefined;
  if (event.type === EVENT_ID.SCALAR) return readScalar(reading, event);
  return event.type === EVENT_ID.MAPPING ? readObject(reading) : readList(reading);
};

/** Undefined where there is more in a document than texts, numbers, lists and objects with names of their own. */
const simpleDocuments = (text: string, events: readonly Event[]): readonly unknown[] | undefined => {
  const documents: unknown[] = [];
  const reading: Reading = { text, events, at: 0 };
  while (reading.at < events.length) {
    if (events[reading.at++]?.type !== EVENT_ID.DOCUMENT) return undefined;
    const value = readNode(reading);
    if (value === undefined || events[reading.at++]?.type !== EVENT_ID.POP) return undefined;
    documents.push(value);
  }
  return documents;
};

/**
 * The documents of these events, as js-yaml constructs them with READING, in half its time for what manifests mostly are.
 * Tags, anchors, merges and everything that is wrong is left to js-yaml itself. Throws a YAMLException.
 */
export const constructed = (text: string, events: Event[]): readonly unknown[] =>
  simpleDocuments(text, events) ?? constructFromEvents(events, { ...READING, source: text });
