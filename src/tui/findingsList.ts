import type { Finding } from '../core/finding.ts';
import { narrows, passing, termsOf } from './filter.ts';
import { indexOf, narrowIndex, type Column, type FindingRow } from './findingsIndex.ts';

export const GROUPS = ['namespace', 'remediation', 'none'] as const;
export const SORTS = ['severity', 'object', 'remediation'] as const;
export type Group = (typeof GROUPS)[number];
export type Sort = (typeof SORTS)[number];

export type ListRow = { readonly type: 'group'; readonly label: string; readonly count: number } | FindingRow;

/** The list of findings as it is shown. `sorted` and `rows` follow from the rest and are made once for each change of it. */
export interface FindingsList {
  readonly findings: readonly Finding[];
  readonly query: string;
  readonly group: Group;
  readonly sort: Sort;
  readonly sorted: readonly FindingRow[];
  /** What the filter lets through, in order. */
  readonly passed: readonly FindingRow[];
  readonly rows: readonly ListRow[];
  readonly cursor: number;
  /** The first row of the window. */
  readonly top: number;
  readonly selected: ReadonlySet<string>;
  readonly pane: 'list' | 'detail';
  readonly detailTop: number;
}

/** A line before each group, with how many follow. */
const rowsOf = (passed: readonly FindingRow[], { values, of }: Column): readonly ListRow[] => {
  const rows: ListRow[] = [];
  for (let at = 0; at < passed.length;) {
    const group = of[passed[at]?.at ?? 0] as number;
    const from = at;
    while (at < passed.length && of[(passed[at] as FindingRow).at] === group) at++;
    rows.push({ type: 'group', label: values[group] as string, count: at - from });
    for (let i = from; i < at; i++) rows.push(passed[i] as FindingRow);
  }
  return rows;
};

const firstFinding = (rows: readonly ListRow[]): number =>
  Math.max(
    0,
    rows.findIndex((row) => row.type === 'finding'),
  );

const filtered = (list: FindingsList, among: readonly FindingRow[]): FindingsList => {
  const terms = termsOf(list.query);
  const index = indexOf(list.findings);
  const passed = terms.length === 0 ? among : among.filter(passing(index, terms));
  const rows = list.group === 'none' ? passed : rowsOf(passed, index.column(list.group));
  return { ...list, passed, rows, cursor: firstFinding(rows), top: 0, detailTop: 0 };
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
    sorted: [],
    passed: [],
    rows: [],

    cursor: 0,
    top: 0,
    selected: new Set(),
    pane: 'list',
    detailTop: 0,
  });

export const findingAt = (list: FindingsList): Finding | undefined => {
  const row = list.rows[list.cursor];
  return row?.type === 'finding' ? row.finding : undefined;
};

/** The same list over the findings of a newer scan: filter, selection and, where it is still there, the finding at the cursor stay. */
export const refreshed = (list: FindingsList, findings: readonly Finding[]): FindingsList => {
  narrowIndex(findings, list.findings);
  const ids = new Set(findings.map(({ id }) => id));
  const at = findingAt(list)?.id;
  const fresh = resorted({ ...list, findings, selected: new Set([...list.selected].filter((id) => ids.has(id))) });
  const cursor = fresh.rows.findIndex((row) => row.type === 'finding' && row.finding.id === at);
  return cursor < 0 ? fresh : { ...fresh, cursor };
};

/** The window of `height` rows with the cursor in it. */
export const windowTop = (top: number, cursor: number, height: number): number =>
  Math.max(0, Math.min(Math.max(top, cursor - height + 1), cursor));

export const moved = (list: FindingsList, by: number, height: number): FindingsList => {
  const cursor = Math.max(0, Math.min(list.rows.length - 1, list.cursor + by));
  return { ...list, cursor, top: windowTop(list.top, cursor, height), detailTop: 0 };
};

/** The selected findings, in the order of the list; without a selection, the one at the cursor. */
export const chosen = (list: FindingsList): readonly Finding[] => {
  if (list.selected.size > 0) return list.sorted.flatMap(({ finding }) => (list.selected.has(finding.id) ? [finding] : []));
  const finding = findingAt(list);
  return finding ? [finding] : [];
};
