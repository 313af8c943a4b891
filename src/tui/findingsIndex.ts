import type { Finding } from '../core/finding.ts';
import { SEVERITIES } from '../core/remediation.ts';
import { describeRef } from '../core/resource.ts';

/** Findings by where they stand in the scan, and so in every column. */
export type Places = Uint32Array;

/** One property of all rows: its different values in order, and the rank of each row's. */
export interface Column {
  readonly values: readonly string[];
  readonly of: Uint32Array;
}

export const columnOf = <T>(rows: readonly T[], valueOf: (row: T) => string): Column => {
  const ids = new Map<string, number>();
  const of = Uint32Array.from(rows, (row) => {
    const value = valueOf(row);
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

/** Comes before every name of an owner. */
export const NOBODY = '(nobody else)';

/** A Namespace belongs to itself. */
const namespaceOf = ({ ref }: Finding): string => ref.namespace ?? (ref.kind === 'Namespace' ? ref.name : CLUSTER_SCOPED);

const COLUMNS = {
  namespace: namespaceOf,
  remediation: ({ remediation }: Finding) => remediation,
  none: () => '',
  severity: ({ severity }: Finding) => String(SEVERITIES.indexOf(severity)),
  object: ({ ref }: Finding) => `${ref.namespace ?? '~'} ${describeRef(ref)}`,
  owner: ({ owner }: Finding) => (owner ? `${owner.tool} ${owner.name}` : NOBODY),
  fix: ({ fix }: Finding) => fix,
  kind: ({ ref }: Finding) => ref.kind.toLowerCase(),
  text: ({ remediation, title }: Finding) => `${remediation} ${title}`.toLowerCase(),
  place: ({ ref }: Finding) => (ref.namespace === undefined ? ref.kind : `${ref.namespace}/${ref.kind}`).toLowerCase(),
  name: ({ ref }: Finding) => ref.name.toLowerCase(),
} as const;

export type ColumnName = keyof typeof COLUMNS;

/** The findings of one scan, taken apart once so that filtering, grouping and sorting compare numbers. */
export interface FindingsIndex {
  /** The finding at a place. */
  readonly at: (place: number) => Finding;
  readonly column: (name: ColumnName) => Column;
  /** All places by `first`, then by `second`, then as they were found. Made once. */
  readonly by: (first: ColumnName, second: ColumnName) => Places;
}

/** Stable; as many steps as there are places and values. */
const countingSort = (places: Places, { values, of }: Column): Places => {
  const next = new Uint32Array(values.length + 1);
  for (const place of places) next[(of[place] as number) + 1]!++;
  for (let i = 1; i < next.length; i++) next[i]! += next[i - 1] as number;
  const sorted = new Uint32Array(places.length);
  for (const place of places) sorted[next[of[place] as number]!++] = place;
  return sorted;
};

export const once = <K, V>(make: (key: K) => V): ((key: K) => V) => {
  const made = new Map<K, V>();
  return (key) => {
    let value = made.get(key);
    if (value === undefined) made.set(key, (value = make(key)));
    return value;
  };
};

const over = ({ at, column }: Pick<FindingsIndex, 'at' | 'column'>, places: Places): FindingsIndex => {
  const orders = once((second: ColumnName) =>
    once((first: ColumnName) => countingSort(countingSort(places, column(second)), column(first))),
  );
  return { at, column, by: (first, second) => orders(second)(first) };
};

const newIndex = (findings: readonly Finding[]): FindingsIndex => {
  const column = once((name: ColumnName) => columnOf(findings, COLUMNS[name]));
  for (const name of Object.keys(COLUMNS) as ColumnName[]) column(name);
  return over({ at: (place) => findings[place] as Finding, column }, Uint32Array.from(findings.keys()));
};

const known = new WeakMap<readonly Finding[], FindingsIndex>();

export const indexOf = (findings: readonly Finding[]): FindingsIndex => {
  const index = known.get(findings) ?? newIndex(findings);
  known.set(findings, index);
  return index;
};

/** Prepares the index of findings that are part of others', at the cost of leaving some out. */
export const narrowIndex = (findings: readonly Finding[], whole: readonly Finding[]): void => {
  const [kept, index] = [new Set(findings), indexOf(whole)];
  const left = index.by('none', 'none').filter((place) => kept.has(index.at(place)));
  if (left.length === findings.length) known.set(findings, over(index, left));
};
