import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { covers, difference, intersection, sameIntervals, union, type Intervals } from '../../../src/analysis/network/intervals.ts';

const MOST = 24;
const numbers = fc.subarray(Array.from({ length: MOST }, (_, i) => i));

const intervalsOf = (list: readonly number[]): Intervals<number> => union(...list.map((n): Intervals<number> => [[n, n + 1]]));
const numbersOf = (set: Intervals<number>): readonly number[] =>
  set.flatMap(([start, end]) => Array.from({ length: end - start }, (_, i) => start + i));

const isNormal = (set: Intervals<number>): boolean =>
  set.every(([start, end], i) => start < end && (i === 0 || (set[i - 1]?.[1] ?? start) < start));

describe('intervals', () => {
  it('hold the numbers that sets would', () => {
    fc.assert(
      fc.property(numbers, numbers, (a, b) => {
        const [one, other] = [intervalsOf(a), intervalsOf(b)];
        const results = [
          [union(one, other), a.concat(b)],
          [intersection(one, other), a.filter((n) => b.includes(n))],
          [difference(one, other), a.filter((n) => !b.includes(n))],
        ] as const;
        for (const [set, expected] of results) {
          expect(numbersOf(set)).toEqual([...new Set(expected)].sort((x, y) => x - y));
          expect(isNormal(set)).toBe(true);
        }
        expect(covers(one, other)).toBe(b.every((n) => a.includes(n)));
        expect(sameIntervals(one, other)).toBe(a.join() === b.join());
      }),
    );
  });
});
