import { field, isRecord, items, type Resource } from '../core/resource.ts';
import { withoutManagedFields } from './managedFields.ts';
import type { Trim } from './trim.ts';

/** One answer of a list; without items it is none, whatever else the JSON says: Kubernetes writes them also where there are none. */
export interface Page {
  readonly metadata?: unknown;
  readonly items?: readonly Resource[];
}

const ITEMS = Buffer.from('"items":[');
/** How the API server begins every item of its own kinds; in a string the quotes would be escaped. */
const FIRST = Buffer.from('{"metadata":{');
const NEXT = Buffer.from('},{"metadata":{');

const CLOSE = ']'.charCodeAt(0);

const trimmed = (list: readonly unknown[], trim: Trim): readonly Resource[] =>
  list.flatMap((item) => (isRecord(item) ? (trim(item) ?? []) : []));

const whole = (json: Buffer, trim: Trim): Page => {
  const list: unknown = JSON.parse(json.toString('utf8'));
  const metadata = field(list, 'metadata');
  return isRecord(list) && 'items' in list ? { metadata, items: trimmed(items(list['items']), trim) } : { metadata };
};

/** How many ends of one item are tried: each takes as long as all of the item, and one object may hold thousands of them. */
const TRIES = 8;

/**
 * The object that starts at `start`, and where it ends; what looks like the next item may be an object inside of it, and then
 * nothing parses up to there. Throws SyntaxError where that happens too often.
 */
const itemAt = (json: Buffer, start: number, last: number): { readonly item: unknown; readonly end: number } => {
  for (let [from, tried] = [start, 1]; ; tried++) {
    const next = json.indexOf(NEXT, from);
    const end = next < 0 || next >= last ? last : next + 1;
    try {
      return { item: JSON.parse(json.toString('utf8', start, end)), end };
    } catch (error) {
      if (end === last || tried === TRIES) throw error;
      from = end;
    }
  }
};

/** A list whose items begin at `first` and are the last that it has. Throws SyntaxError for any other. */
const byItem = (json: Buffer, first: number, trim: Trim): Page => {
  const last = json.lastIndexOf(CLOSE);
  const list: unknown = JSON.parse(json.toString('utf8', 0, first) + json.toString('utf8', last));
  const found: Resource[] = [];
  for (let start = first; start < last;) {
    const { item, end } = itemAt(json, start, last);
    const resource = isRecord(item) ? trim(item) : undefined;
    if (resource) found.push(resource);
    start = end + 1;
  }
  return { metadata: field(list, 'metadata'), items: found };
};

/**
 * Reads a list item by item, so that what is dropped of one is gone before the next is read: a page as a whole would
 * outlive the young generation. No part of an object is valid JSON by itself, so the first end that parses is the
 * item's. May use the memory of `json`. Throws SyntaxError.
 */
export const readPage = (json: Buffer, trim: Trim): Page => {
  const lean = withoutManagedFields(json);
  const at = lean.indexOf(ITEMS);
  const first = at + ITEMS.length;
  if (at < 0 || lean.indexOf(FIRST, first) !== first) return whole(lean, trim);
  try {
    return byItem(lean, first, trim);
  } catch (error) {
    if (error instanceof SyntaxError) return whole(lean, trim);
    throw error;
  }
};
