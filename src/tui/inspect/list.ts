import { passing, termsOf } from '../filter.ts';
import { columnOf, once, type Column, type ColumnName, type Places } from '../findingsIndex.ts';
import { windowTop } from '../findingsList.ts';
import type { Entry } from './entries.ts';

/** The entries of an answer as they are shown. `passed` follows from the query and is made once for each change of it. */
export interface InspectList {
  readonly entries: readonly Entry[];
  readonly query: string;
  /** What the filter lets through, and the lines under which that stands, in order. */
  readonly passed: Places;
  readonly cursor: number;
  /** The first row of the window. */
  readonly top: number;
  readonly pane: 'list' | 'detail';
  readonly detailTop: number;
}

const NONE = (): string => '-';

const VALUES: Readonly<Record<ColumnName, (entry: Entry) => string>> = {
  namespace: ({ namespace }) => namespace,
  kind: ({ kind }) => kind.toLowerCase(),
  text: ({ words }) => words.toLowerCase(),
  place: ({ namespace, kind }) => `${namespace}/${kind}`.toLowerCase(),
  name: ({ name }) => name.toLowerCase(),
  object: NONE,
  owner: NONE,
  remediation: NONE,
  none: NONE,
  severity: NONE,
  fix: NONE,
};

const known = new WeakMap<readonly Entry[], (name: ColumnName) => Column>();

const columnsOf = (entries: readonly Entry[]): ((name: ColumnName) => Column) => {
  const columns = known.get(entries) ?? once((name: ColumnName) => columnOf(entries, VALUES[name]));
  known.set(entries, columns);
  return columns;
};

/** With the line of each group of which a member is let through. */
const withHeads = (entries: readonly Entry[], found: Places): Places => {
  const places = new Uint32Array(entries.length);
  let [count, last] = [0, -1];
  for (const place of found) {
    const { head } = entries[place] as Entry;
    if (head > last && head < place) places[count++] = last = head;
    places[count++] = last = place;
  }
  return places.subarray(0, count);
};

/** Where the cursor starts: not on a line that only tells what follows. */
const first = ({ entries, passed }: Pick<InspectList, 'entries' | 'passed'>): number =>
  passed.length > 1 && entries[passed[0] ?? 0]?.about.type === 'section' ? 1 : 0;

const everything = (entries: readonly Entry[]): Places => Uint32Array.from(entries.keys());

export const queried = (list: InspectList, query: string): InspectList => {
  const { entries } = list;
  const found = passing({ column: columnsOf(entries) }, termsOf(query), everything(entries));
  const passed = withHeads(entries, found);
  return { ...list, query, passed, cursor: first({ entries, passed }), top: 0, detailTop: 0 };
};

export const entryAt = ({ entries, passed }: InspectList, row: number): Entry | undefined => entries[passed[row] ?? -1];

/** The rows of a window. */
export const windowOf = (list: InspectList, from: number, count: number): readonly Entry[] =>
  Array.from(list.passed.subarray(from, from + count), (place) => list.entries[place] as Entry);

/** A new list, where possible with the filter of an earlier one and on the entry that it was on. */
export const listOf = (entries: readonly Entry[], before?: InspectList): InspectList => {
  const passed = everything(entries);
  const blank: InspectList = { entries, query: '', passed, cursor: first({ entries, passed }), top: 0, pane: 'list', detailTop: 0 };
  for (const name of Object.keys(VALUES) as ColumnName[]) columnsOf(entries)(name);
  if (!before) return blank;
  const fresh = queried({ ...blank, pane: before.pane }, before.query);
  const key = entryAt(before, before.cursor)?.key;
  const at = fresh.passed.findIndex((place) => entries[place]?.key === key);
  return at < 0 ? fresh : { ...fresh, cursor: at, top: Math.max(0, at - (before.cursor - before.top)) };
};

export const movedBy = (list: InspectList, by: number, height: number): InspectList => {
  const cursor = Math.max(0, Math.min(list.passed.length - 1, list.cursor + by));
  return { ...list, cursor, top: windowTop(list.top, cursor, height, list.passed.length), detailTop: 0 };
};
