/** How the items of one list become those of another: a pair stays or changes, a lone index goes or comes. */
export interface Alignment {
  readonly was?: number;
  readonly is?: number;
}

/** Above this the longest common subsequence would cost more than it is worth. */
const MOST_CELLS = 4_000_000;

type Same = (was: number, is: number) => boolean;

/** The longest common subsequence, as pairs of indices; lists here are short once their common ends are off. */
const matched = (was: readonly [number, number], is: readonly [number, number], same: Same): readonly (readonly [number, number])[] => {
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

/** Aligns lists of these lengths: items that are the same stay, and what stands between two that stay may change in place. */
export const align = (was: number, is: number, same: Same, mayChange: boolean): readonly Alignment[] => {
  let [head, tail] = [0, 0];
  while (head < Math.min(was, is) && same(head, head)) head++;
  while (tail < Math.min(was, is) - head && same(was - 1 - tail, is - 1 - tail)) tail++;
  const stays: (readonly [number, number])[] = [
    ...Array.from({ length: head }, (_, i) => [i, i] as const),
    ...matched([head, was - tail], [head, is - tail], same),
    ...Array.from({ length: tail }, (_, i) => [was - tail + i, is - tail + i] as const),
    [was, is],
  ];
  const found: Alignment[] = [];
  let [i, j] = [0, 0];
  for (const [x, y] of stays) {
    while (mayChange && i < x && j < y) found.push({ was: i++, is: j++ });
    while (i < x) found.push({ was: i++ });
    while (j < y) found.push({ is: j++ });
    if (x < was) found.push({ was: x, is: y });
    [i, j] = [x + 1, y + 1];
  }
  return found;
};
