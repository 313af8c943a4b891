import type { Finding } from '../core/finding.ts';
import { narrows, passing, termsOf } from './filter.ts';
import { SEVERITIES } from '../core/remediation.ts';
import { indexOf, narrowIndex, type Column, type Places } from './findingsIndex.ts';

export const GROUPS = ['namespace', 'remediation', 'object', 'owner', 'severity', 'none'] as const;
export const SORTS = ['severity', 'object', 'remediation'] as const;
export type Group = (typeof GROUPS)[number];
export type Sort = (typeof SORTS)[number];

export type ListRow =
  { readonly type: 'group'; readonly label: string; readonly count: number } | { readonly type: 'finding'; readonly finding: Finding };

/** A line of its own before the findings that belong to it. */
interface GroupLine {
  readonly label: string;
  /** The first of `passed` that belongs to it. */
  readonly from: number;
  readonly count: number;
}

/** The list of findings as it is shown. `sorted`, `passed` and `groups` follow from the rest and are made once for each change of it. */
export interface FindingsList {
  readonly findings: readonly Finding[];
  readonly query: string;
  readonly group: Group;
  readonly sort: Sort;
  readonly sorted: Places;
  /** What the filter lets through, in order. */
  readonly passed: Places;
  readonly groups: readonly GroupLine[];
  readonly cursor: number;
  /** The first row of the window. */
  readonly top: number;
  /** By finding id. */
  readonly selected: ReadonlySet<string>;
  /** The row where a range of the selection begins; gone once the rows are other ones. */
  readonly anchor?: number;
  /** The last filter that was taken, for the next match after it is cleared. */
  readonly sought: string;
  readonly pane: 'list' | 'detail';
  readonly detailTop: number;
}

/** What the value of a column is called; that of an object begins with what sorts it. */
const labelOf = (group: Group, value: string): string => {
  if (group === 'severity') return SEVERITIES[Number(value)] ?? value;
  return group === 'object' ? value.slice(value.indexOf(' ') + 1) : value;
};

const groupsOf = (group: Group, passed: Places, { values, of }: Column): readonly GroupLine[] => {
  const groups: GroupLine[] = [];
  for (let at = 0; at < passed.length;) {
    const [value, from] = [of[passed[at] as number] as number, at];
    while (at < passed.length && of[passed[at] as number] === value) at++;
    groups.push({ label: labelOf(group, values[value] as string), from, count: at - from });
  }
  return groups;
};

export const rowCount = ({ passed, groups }: FindingsList): number => passed.length + groups.length;

/** How many groups have their line at this row or above it. */
const groupsUpTo = (groups: readonly GroupLine[], row: number): number => {
  let [low, high] = [0, groups.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((groups[middle] as GroupLine).from + middle <= row) low = middle + 1;
    else high = middle;
  }
  return low;
};

/** Where in `passed` the finding of a row stands; for the line of a group, its first. */
export const positionOf = (list: FindingsList, row: number): number => {
  const before = groupsUpTo(list.groups, row);
  const group = list.groups[before - 1];
  return group && group.from + before - 1 === row ? group.from : row - before;
};

/** The row of the finding at a position of `passed`. */
export const rowOf = ({ groups }: FindingsList, position: number): number => {
  let [low, high] = [0, groups.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((groups[middle] as GroupLine).from <= position) low = middle + 1;
    else high = middle;
  }
  return position + low;
};

const rowAt = (list: FindingsList, row: number): ListRow | undefined => {
  const before = groupsUpTo(list.groups, row);
  const group = list.groups[before - 1];
  if (group && group.from + before - 1 === row) return { type: 'group', label: group.label, count: group.count };
  const place = list.passed[row - before];
  return place === undefined ? undefined : { type: 'finding', finding: indexOf(list.findings).at(place) };
};

/** The rows of a window, of all by default: the line of each group, then its findings. */
export const rowsOf = (list: FindingsList, from = 0, count = rowCount(list)): readonly ListRow[] =>
  Array.from({ length: Math.max(0, Math.min(count, rowCount(list) - from)) }, (_, i) => rowAt(list, from + i) as ListRow);

const findingsAt = (list: FindingsList, places: Places): readonly Finding[] => Array.from(places, indexOf(list.findings).at);

/** The finding of a row, or all of a group. */
export const membersOf = (list: FindingsList, row: number): readonly Finding[] => {
  const group = list.groups.find(({ from }, i) => from + i === row);
  if (group) return findingsAt(list, list.passed.subarray(group.from, group.from + group.count));
  return rowsOf(list, row, 1).flatMap((one) => (one.type === 'finding' ? [one.finding] : []));
};

/** All that the filter lets through. */
export const shownFindings = (list: FindingsList): readonly Finding[] => findingsAt(list, list.passed);

const filtered = ({ anchor: _anchor, ...list }: FindingsList, among: Places): FindingsList => {
  const index = indexOf(list.findings);
  const passed = passing(index, termsOf(list.query), among);
  const groups = list.group === 'none' ? [] : groupsOf(list.group, passed, index.column(list.group));
  return { ...list, passed, groups, cursor: groups.length > 0 ? 1 : 0, top: 0, detailTop: 0 };
};

const placeAt = (list: FindingsList): number | undefined => (findingAt(list) ? list.passed[positionOf(list, list.cursor)] : undefined);

/** A window that begins at the cursor shows the line of its group, too. */
const withHead = (list: FindingsList, top: number, cursor: number): number =>
  top === cursor && rowAt(list, top - 1)?.type === 'group' ? top - 1 : top;

/** The cursor on this position, as far down in the window as it was before. */
const keeping = (list: FindingsList, before: FindingsList, position: number): FindingsList => {
  const cursor = rowOf(list, position);
  return { ...list, cursor, top: Math.max(0, withHead(list, cursor - (before.cursor - before.top), cursor)) };
};

/** The same findings in another order or through another filter; the cursor stays on its finding where that is still shown. */
export const resorted = (list: FindingsList): FindingsList => {
  const sorted = indexOf(list.findings).by(list.group, list.sort);
  const fresh = filtered({ ...list, sorted }, sorted);
  const place = placeAt(list);
  const at = place === undefined ? -1 : fresh.passed.indexOf(place);
  return at < 0 ? fresh : keeping(fresh, list, at);
};

export const queried = (list: FindingsList, query: string): FindingsList =>
  filtered({ ...list, query }, narrows(query, list.query) ? list.passed : list.sorted);

export const newList = (findings: readonly Finding[]): FindingsList =>
  resorted({
    findings,
    query: '',
    group: 'namespace',
    sort: 'severity',
    sorted: new Uint32Array(),
    passed: new Uint32Array(),
    groups: [],
    cursor: 0,
    top: 0,
    selected: new Set(),
    sought: '',
    pane: 'list',
    detailTop: 0,
  });

export const findingAt = (list: FindingsList): Finding | undefined => {
  const row = rowAt(list, list.cursor);
  return row?.type === 'finding' ? row.finding : undefined;
};

/** The same list over the findings of a newer scan: filter, selection and the finding at the cursor stay; where that is gone, the row does. */
export const refreshed = (list: FindingsList, findings: readonly Finding[]): FindingsList => {
  narrowIndex(findings, list.findings);
  const ids = new Set(findings.map(({ id }) => id));
  const was = findingAt(list)?.id;
  const sorted = indexOf(findings).by(list.group, list.sort);
  const fresh = filtered({ ...list, findings, sorted, selected: new Set([...list.selected].filter((id) => ids.has(id))) }, sorted);
  const at = was === undefined ? -1 : fresh.passed.findIndex((place) => indexOf(findings).at(place).id === was);
  if (at >= 0) return keeping(fresh, list, at);
  return { ...fresh, cursor: Math.max(0, Math.min(list.cursor, rowCount(fresh) - 1)), top: list.top };
};

/** The first row of a window of `height` rows with the cursor in it; it does not go beyond the last of `count` rows. */
export const windowTop = (top: number, cursor: number, height: number, count: number): number =>
  Math.max(0, Math.min(Math.max(top, cursor - height + 1), cursor, count - height));

export const moved = (list: FindingsList, by: number, height: number): FindingsList => {
  const cursor = Math.max(0, Math.min(rowCount(list) - 1, list.cursor + by));
  return { ...list, cursor, top: windowTop(list.top, cursor, height, rowCount(list)), detailTop: 0 };
};

/** The cursor on a finding, without the filter where that hides it; the list as it is where it has no such finding. */
export const atFinding = (list: FindingsList, { id }: Finding, height: number): FindingsList => {
  const { at } = indexOf(list.findings);
  const position = (among: FindingsList): number => among.passed.findIndex((place) => at(place).id === id);
  const shown = position(list) >= 0 ? list : resorted({ ...list, query: '' });
  const found = position(shown);
  if (found < 0) return list;
  const cursor = rowOf(shown, found);
  return { ...shown, cursor, top: windowTop(shown.top, cursor, height, rowCount(shown)), detailTop: 0 };
};

/** The selected findings, in the order of the list; without a selection, the one at the cursor. */
export const chosen = (list: FindingsList): readonly Finding[] => {
  if (list.selected.size > 0) return findingsAt(list, list.sorted).filter(({ id }) => list.selected.has(id));
  const finding = findingAt(list);
  return finding ? [finding] : [];
};
