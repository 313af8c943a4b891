import type { Finding } from '../core/finding.ts';
import { narrows, passing, termsOf } from './filter.ts';
import { indexOf, narrowIndex, type Column, type Places } from './findingsIndex.ts';

export const GROUPS = ['namespace', 'remediation', 'none'] as const;
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
  readonly selected: ReadonlySet<string>;
  readonly pane: 'list' | 'detail';
  readonly detailTop: number;
}

const groupsOf = (passed: Places, { values, of }: Column): readonly GroupLine[] => {
  const groups: GroupLine[] = [];
  for (let at = 0; at < passed.length;) {
    const [group, from] = [of[passed[at] as number] as number, at];
    while (at < passed.length && of[passed[at] as number] === group) at++;
    groups.push({ label: values[group] as string, from, count: at - from });
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

const filtered = (list: FindingsList, among: Places): FindingsList => {
  const index = indexOf(list.findings);
  const passed = passing(index, termsOf(list.query), among);
  const groups = list.group === 'none' ? [] : groupsOf(passed, index.column(list.group));
  return { ...list, passed, groups, cursor: groups.length > 0 ? 1 : 0, top: 0, detailTop: 0 };
};

export const resorted = (list: FindingsList): FindingsList => {
  const sorted = indexOf(list.findings).by(list.group, list.sort);
  return filtered({ ...list, sorted }, sorted);
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
    pane: 'list',
    detailTop: 0,
  });

export const findingAt = (list: FindingsList): Finding | undefined => {
  const row = rowAt(list, list.cursor);
  return row?.type === 'finding' ? row.finding : undefined;
};

/** The same list over the findings of a newer scan: filter, selection and, where it is still there, the finding at the cursor stay. */
export const refreshed = (list: FindingsList, findings: readonly Finding[]): FindingsList => {
  narrowIndex(findings, list.findings);
  const ids = new Set(findings.map(({ id }) => id));
  const was = findingAt(list)?.id;
  const fresh = resorted({ ...list, findings, selected: new Set([...list.selected].filter((id) => ids.has(id))) });
  const at = was === undefined ? -1 : shownFindings(fresh).findIndex(({ id }) => id === was);
  return at < 0 ? fresh : { ...fresh, cursor: at + fresh.groups.filter(({ from }) => from <= at).length };
};

/** The window of `height` rows with the cursor in it. */
export const windowTop = (top: number, cursor: number, height: number): number =>
  Math.max(0, Math.min(Math.max(top, cursor - height + 1), cursor));

export const moved = (list: FindingsList, by: number, height: number): FindingsList => {
  const cursor = Math.max(0, Math.min(rowCount(list) - 1, list.cursor + by));
  return { ...list, cursor, top: windowTop(list.top, cursor, height), detailTop: 0 };
};

/** The selected findings, in the order of the list; without a selection, the one at the cursor. */
export const chosen = (list: FindingsList): readonly Finding[] => {
  if (list.selected.size > 0) return findingsAt(list, list.sorted).filter(({ id }) => list.selected.has(id));
  const finding = findingAt(list);
  return finding ? [finding] : [];
};
