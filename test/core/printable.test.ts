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
});
