import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { printable } from '../../src/core/printable.ts';

describe('printable', () => {
  it.each([
    ['colours', '\x1b[31mred\x1b[0m', 'red'],
    ['a terminal link', '\x1b]8;;https://example.org\x07text\x1b]8;;\x07', 'text'],
    ['line breaks', 'one\r\ntwo\u2028three', 'one two three'],
    ['text that runs backwards', 'abc\u202edcba\u2066', 'abcdcba'],
    ['an escape that never ends', '\x1b', ''],
    ['C1 controls', 'a\x9bb\x85c', 'a c'],
  ])('takes %s away', (_, given, left) => {
    expect(printable(given)).toBe(left);
  });

  it('leaves no control character in any text and changes nothing the second time', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (given) => {
        const once = printable(given);
        expect(once).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
        expect(printable(once)).toBe(once);
      }),
    );
  });

  it('takes time in proportion to the length of what begins and never ends', () => {
    const costOf = (length: number): number => {
      const given = `${'\u009d'.repeat(length)}\u001b`;
      const start = process.cpuUsage();
      expect(printable(given)).toBe('');
      const { user, system } = process.cpuUsage(start);
      return (user + system) / 1000;
    };
    const bestOf = (length: number): number => Math.min(costOf(length), costOf(length), costOf(length));
    // Ten times the text may take 25 times as long: a square would take a hundred times as long.
    expect(bestOf(60_000)).toBeLessThan(25 * bestOf(6_000) + 20);
  });
});
