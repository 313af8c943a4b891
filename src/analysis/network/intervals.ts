/**
 * Numbers as half-open intervals, sorted, none empty, none touching the next: two sets are the same numbers exactly
 * if they are the same list.
 */
export type Intervals<T extends number | bigint> = readonly (readonly [start: T, end: T])[];

export const union = <T extends number | bigint>(...sets: readonly Intervals<T>[]): Intervals<T> => {
  const [first = [], second] = sets.filter((set) => set.length > 0);
  if (!second) return first;
  const joined: [T, T][] = [];
  for (const [start, end] of sets.flat().sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))) {
    const last = joined.at(-1);
    if (!last || last[1] < start) joined.push([start, end]);
    else if (last[1] < end) last[1] = end;
  }
  return joined;
};

export const intersection = <T extends number | bigint>(a: Intervals<T>, b: Intervals<T>): Intervals<T> => {
  if (a === b) return a;
  const found: [T, T][] = [];
  for (let [i, j] = [0, 0]; ;) {
    const [one, other] = [a[i], b[j]];
    if (!one || !other) return found;
    const start = one[0] < other[0] ? other[0] : one[0];
    const end = one[1] < other[1] ? one[1] : other[1];
    if (start < end) found.push([start, end]);
    if (one[1] < other[1]) i++;
    else j++;
  }
};

export const difference = <T extends number | bigint>(a: Intervals<T>, b: Intervals<T>): Intervals<T> =>
  a.flatMap((whole) => {
    const rest: [T, T][] = [];
    let [start] = whole;
    for (const [from, to] of intersection([whole], b)) {
      if (start < from) rest.push([start, from]);
      start = to;
    }
    if (start < whole[1]) rest.push([start, whole[1]]);
    return rest;
  });

export const sameIntervals = <T extends number | bigint>(a: Intervals<T>, b: Intervals<T>): boolean =>
  a === b || (a.length === b.length && a.every(([start, end], i) => start === b[i]?.[0] && end === b[i][1]));

type Operation<T extends number | bigint> = (a: Intervals<T>, b: Intervals<T>) => Intervals<T>;

/** The same operation for millions of pairs of a few lists: two lists are worked out once, and equal answers are one list. */
export const remembered = <T extends number | bigint>(operation: Operation<T>): Operation<T> => {
  const [known, lists] = [new Map<Intervals<T>, Map<Intervals<T>, Intervals<T>>>(), new Map<string, Intervals<T>>()];
  return (a, b) => {
    let row = known.get(a);
    if (!row) known.set(a, (row = new Map<Intervals<T>, Intervals<T>>()));
    let found = row.get(b);
    if (!found) {
      const fresh = operation(a, b);
      const text = fresh.join();
      found = lists.get(text) ?? fresh;
      lists.set(text, found);
      row.set(b, found);
    }
    return found;
  };
};

/** Whether every number of `part` is in `whole`. */
export const covers = <T extends number | bigint>(whole: Intervals<T>, part: Intervals<T>): boolean => difference(part, whole).length === 0;
