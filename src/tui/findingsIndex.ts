import type { Finding } from '../core/finding.ts';
import { SEVERITIES } from '../core/remediation.ts';
import { describeRef } from '../core/resource.ts';

export interface FindingRow {
  readonly type: 'finding';
  readonly finding: Finding;
  /** Where it stands in the scan, and so in every column. */
  readonly at: number;
}

/** One property of all findings: its different values in order, and the rank of each finding's. */
export interface Column {
  readonly values: readonly string[];
  readonly of: Uint32Array;
}

const columnOf = (findings: readonly Finding[], valueOf: (finding: Finding) => string): Column => {
  const ids = new Map<string, number>();
  const of = Uint32Array.from(findings, (finding) => {
    const value = valueOf(finding);
    const id = ids.get(value) ?? ids.size;
    if (id === ids.size) ids.set(value, id);
    return id;
  });
  const values = [...ids.keys()].sort();
  const rank = new Uint32Array(values.length);
  values.forEach((value, at) => (rank[ids.get(value) as number] = at));
  return { values, of: of.map((id) => rank[id] as number) };
};

export const CLUSTER_SCOPED = '(cluster-scoped)';

/** A Namespace belongs to itself. */
const namespaceOf = ({ ref }: Finding): string => ref.namespace ?? (ref.kind === 'Namespace' ? ref.name : CLUSTER_SCOPED);

const COLUMNS = {
  namespace: namespaceOf,
  remediation: ({ remediation }: Finding) => remediation,
  none: () => '',
  severity: ({ severity }: Finding) => String(SEVERITIES.indexOf(severity)),
  object: ({ ref }: Finding) => `${ref.namespace ?? '~'} ${describeRef(ref)}`,
  fix: ({ fix }: Finding) => fix,
  kind: ({ ref }: Finding) => ref.kind.toLowerCase(),
  text: ({ remediation, title }: Finding) => `${remediation} ${title}`.toLowerCase(),
  place: ({ ref }: Finding) => (ref.namespace === undefined ? ref.kind : `${ref.namespace}/${ref.kind}`).toLowerCase(),
  name: ({ ref }: Finding) => ref.name.toLowerCase(),
} as const;

export type ColumnName = keyof typeof COLUMNS;

/** The findings of one scan, taken apart once so that filtering, grouping and sorting compare numbers. */
export interface FindingsIndex {
  readonly rows: readonly FindingRow[];
  readonly column: (name: ColumnName) => Column;
  /** All rows by `first`, then by `second`, then as they were found. Made once. */
  readonly by: (first: ColumnName, second: ColumnName) => readonly FindingRow[];
}

/** Stable; as many steps as there are rows and values. */
const countingSort = (rows: readonly FindingRow[], { values, of }: Column): readonly FindingRow[] => {
  const next = new Uint32Array(values.length + 1);
  for (const { at } of rows) next[(of[at] as number) + 1]!++;
  for (let i = 1; i < next.length; i++) next[i]! += next[i - 1] as number;
  const sorted = new Array<FindingRow>(rows.length);
  for (const row of rows) sorted[next[of[row.at] as number]!++] = row;
  return sorted;
};

const once = <K, V>(make: (key: K) => V): ((key: K) => V) => {
  const made = new Map<K, V>();
  return (key) => {
    let value = made.get(key);
    if (value === undefined) made.set(key, (value = make(key)));
    return value;
  };
};

const over = (rows: readonly FindingRow[], column: FindingsIndex['column']): FindingsIndex => {
  const orders = once((second: ColumnName) => once((first: ColumnName) => countingSort(countingSort(rows, column(second)), column(first))));
  return { rows, column, by: (first, second) => orders(second)(first) };
};

const newIndex = (findings: readonly Finding[]): FindingsIndex => {
  const column = once((name: ColumnName) => columnOf(findings, COLUMNS[name]));
  for (const name of Object.keys(COLUMNS) as ColumnName[]) column(name);
  return over(
    findings.map((finding, at) => ({ type: 'finding', finding, at })),
    column,
  );
};

const known = new WeakMap<readonly Finding[], FindingsIndex>();

export const indexOf = (findings: readonly Finding[]): FindingsIndex => {
  const index = known.get(findings) ?? newIndex(findings);
  known.set(findings, index);
  return index;
};

/** Prepares the index of findings that are part of others', at the cost of leaving some out. */
export const narrowIndex = (findings: readonly Finding[], whole: readonly Finding[]): void => {
  const [kept, { rows, column }] = [new Set(findings), indexOf(whole)];
  const left = rows.filter(({ finding }) => kept.has(finding));
  if (left.length === findings.length) known.set(findings, over(left, column));
};
