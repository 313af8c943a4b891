import { expect } from 'vitest';
import type { Size } from './pty.ts';

export const WIDE = { columns: 100, rows: 30 };
export const NARROW = { columns: 60, rows: 20 };

/** Nothing stands where it does not belong: a header, a footer, and between them frames that close on the right edge. */
export const expectWhole = (rows: readonly string[], { columns }: Size): void => {
  const shown = rows.join('\n');
  expect(rows[0], shown).toMatch(/^ \S+ > /);
  expect(rows.at(-1), shown).toMatch(/q quit\)?$/);
  const framed = rows.filter((row) => /^[│├╭╰]/.test(row));
  expect(
    framed.filter((row) => row.startsWith('╭')),
    shown,
  ).toHaveLength(1);
  expect(
    framed.filter((row) => row.startsWith('╰')),
    shown,
  ).toHaveLength(1);
  expect(framed.length, shown).toBeGreaterThanOrEqual(rows.length - 4);
  for (const row of framed) expect(row, shown).toMatch(new RegExp(`^.{${columns - 1}}[│┤╮╯]$`, 'u'));
};

/** A frame from its first to its last row. */
export const frameOf = ({ columns, rows }: Size): RegExp =>
  new RegExp(`^.*\\n.*\\n╭.{${columns - 2}}╮(\\n.*){${rows - 5}}\\n╰.{${columns - 2}}╯\\n.*$`, 'u');
