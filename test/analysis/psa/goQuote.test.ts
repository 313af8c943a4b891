import { expect, it } from 'vitest';
import { goQuote } from '../../../src/analysis/psa/goQuote.ts';

// The right side is what `fmt.Printf("%q")` prints.
it.each([
  ['plain/1.0 ~', '"plain/1.0 ~"'],
  ['a"b\\c', '"a\\"b\\\\c"'],
  ['\x07\b\f\n\r\t\v', '"\\a\\b\\f\\n\\r\\t\\v"'],
  ['\x00\x1b\x7f', '"\\x00\\x1b\\x7f"'],
  ['äß→日😀', '"äß→日😀"'],
  ['\u0085\u00a0\u200b\ue000', '"\\u0085\\u00a0\\u200b\\ue000"'],
  ['\u{e0001}', '"\\U000e0001"'],
  ['\ud800', '"\ufffd"'],
])('%j', (text, quoted) => {
  expect(goQuote(text)).toBe(quoted);
});
