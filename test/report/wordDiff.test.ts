import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Resource } from '../../src/core/resource.ts';
import { folded, isFold, objectDiff, type DiffLine, type Fold } from '../../src/report/objectDiff.ts';
import { beside, unified, type Pair, type Piece, type Side } from '../../src/report/wordDiff.ts';
import { versions } from '../core/arbitraries.ts';

const textOf = (pieces: readonly Piece[]): string => pieces.map(({ text }) => text).join('');
const lineOf = ({ sign, pieces }: Side): DiffLine => ({ sign, text: textOf(pieces) });

const holding = (spec: unknown): Resource => ({ apiVersion: 'v1', kind: 'Thing', metadata: { name: 'a' }, spec });
const both = versions.map(({ before, after }) => folded(objectDiff(holding(before), holding(after))));

describe('a difference by words', () => {
  it('marks the value and leaves the field', () => {
    const [before, after] = unified([
      { sign: '-', text: '  hostNetwork: true' },
      { sign: '+', text: '  hostNetwork: false' },
    ]) as readonly Side[];
    expect(before?.pieces).toEqual([
      { text: '  hostNetwork: ', differs: false },
      { text: 'true', differs: true },
    ]);
    expect(after?.pieces.filter(({ differs }) => differs)).toEqual([{ text: 'false', differs: true }]);
  });

  it('does not compare lines of different fields', () => {
    const rows = unified([
      { sign: '-', text: 'image: a' },
      { sign: '+', text: 'imagePullPolicy: a' },
    ]) as readonly Side[];
    expect(rows.flatMap(({ pieces }) => pieces).some(({ differs }) => differs)).toBe(false);
  });

  it('has the same lines as without words, in the same order', () => {
    fc.assert(
      fc.property(both, (parts) => {
        const lines = unified(parts).map((row) => ('hidden' in row ? row : lineOf(row)));
        expect(lines).toEqual(sorted(parts));
      }),
    );
  });

  it('has before on the left and after on the right', () => {
    fc.assert(
      fc.property(both, (parts) => {
        const rows = beside(parts).filter((row): row is Pair => !('hidden' in row));
        const lines = parts.filter((part): part is DiffLine => !isFold(part));
        const shown = (side: 'left' | 'right') => rows.flatMap((row) => (row[side] ? [textOf(row[side].pieces)] : []));
        expect(shown('left')).toEqual(lines.filter(({ sign }) => sign !== '+').map(({ text }) => text));
        expect(shown('right')).toEqual(lines.filter(({ sign }) => sign !== '-').map(({ text }) => text));
      }),
    );
  });
});

/** Within one change first what goes, then what comes. */
const sorted = (parts: readonly (DiffLine | Fold)[]): readonly (DiffLine | Fold)[] => {
  const rows: (DiffLine | Fold)[] = [];
  let change: DiffLine[] = [];
  const flush = (): void => {
    rows.push(...change.filter(({ sign }) => sign === '-'), ...change.filter(({ sign }) => sign === '+'));
    change = [];
  };
  for (const part of parts) {
    if (!isFold(part) && part.sign !== ' ') change.push(part);
    else {
      flush();
      rows.push(part);
    }
  }
  flush();
  return rows;
};
