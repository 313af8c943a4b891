/** How the items of one list become those of another: a pair stays or changes, a lone index goes or comes. */
export interface Alignment {
  readonly was?: number;
  readonly is?: number;
}

/** Above this the longest common subsequence would cost more than it is worth. */
const MOST_CELLS = 4_000_000;

type Range = readonly [from: number, to: number];
type Same = (was: number, is: number) => boolean;

/** The longest common subsequence, as pairs of indices; lists here are short once their common ends are off. */
const matched = (was: Range, is: Range, same: Same): readonly (readonly [number, number])[] => {
  const [n, m] = [was[1] - was[0], is[1] - is[0]];
  if (n * m > MOST_CELLS) return [];
  const best = Array.from({ length: n + 1 }, () => new Uint32Array(m + 1));
  const at = (i: number, j: number): number => best[i]?.[j] ?? 0;
  const pairs = Array.from({ length: n }, (_, i) => Array.from({ length: m }, (_, j) => same(was[0] + i, is[0] + j)));
  for (let i = n - 1; i >= 0; i--)
    for (let j = m - 1; j >= 0; j--) best[i]![j] = pairs[i]?.[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  const found: (readonly [number, number])[] = [];
  for (let [i, j] = [0, 0]; i < n && j < m;) {
    if (pairs[i]?.[j]) found.push([was[0] + i++, is[0] + j++]);
    else if (at(i + 1, j) >= at(i, j + 1)) i++;
    else j++;
  }
  return found;
};

/** What stands between pairs that are settled, as ranges of both lists. */
const gaps = (was: Range, is: Range, settled: readonly (readonly [number, number])[]): readonly (readonly [Range, Range])[] => {
  const ends = [...settled, [was[1], is[1]] as const];
  const starts = [[was[0], is[0]] as const, ...settled.map(([i, j]) => [i + 1, j + 1] as const)];
  return ends.map(([i, j], k) => [[starts[k]?.[0] ?? i, i] as const, [starts[k]?.[1] ?? j, j] as const]);
};

/** Items of a gap that change in place: those that are alike, and between them one after the other. */
const changed = (was: Range, is: Range, alike: Same): readonly Alignment[] => {
  const pairs = matched(was, is, alike);
  const between = gaps(was, is, pairs).map(([[i, x], [j, y]]) => {
    const both = Math.min(x - i, y - j);
    return [
      ...Array.from({ length: both }, (_, k) => ({ was: i + k, is: j + k })),
      ...Array.from({ length: x - i - both }, (_, k) => ({ was: i + both + k })),
      ...Array.from({ length: y - j - both }, (_, k) => ({ is: j + both + k })),
    ];
  });
  return between.flatMap((some, k) => [...some, ...(pairs[k] ? [{ was: pairs[k][0], is: pairs[k][1] }] : [])]);
};

/**
 * Aligns lists of these lengths: items that are the same stay. `alike` is for lists whose items have no key: what stands between two
 * that stay may then change in place, first what is alike.
 */
export const align = (was: number, is: number, same: Same, alike: Same | undefined): readonly Alignment[] => {
  let [head, tail] = [0, 0];
  while (head < Math.min(was, is) && same(head, head)) head++;
  while (tail < Math.min(was, is) - head && same(was - 1 - tail, is - 1 - tail)) tail++;
  const stays: readonly (readonly [number, number])[] = [
    ...Array.from({ length: head }, (_, i) => [i, i] as const),
    ...matched([head, was - tail], [head, is - tail], same),
    ...Array.from({ length: tail }, (_, i) => [was - tail + i, is - tail + i] as const),
  ];
  return gaps([0, was], [0, is], stays).flatMap(([[i, x], [j, y]], k) => {
    const gone = Array.from({ length: x - i }, (_, n) => ({ was: i + n }));
    const come = Array.from({ length: y - j }, (_, n) => ({ is: j + n }));
    const between = alike ? changed([i, x], [j, y], alike) : [...gone, ...come];
    return [...between, ...(stays[k] ? [{ was: stays[k][0], is: stays[k][1] }] : [])];
  });
};
