import fc from 'fast-check';
import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { jsonParts } from '../../src/report/jsonText.ts';
import { yamlText } from '../../src/report/yamlText.ts';

const STEERS = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/;

/** Any JSON, with the characters that steer terminals in names and values. */
const wicked = fc.string({
  unit: fc.constantFrom(
    'a',
    ' ',
    ':',
    '#',
    '-',
    '"',
    "'",
    '\n',
    '\t',
    '\u001b',
    '\u0007',
    '\u007f',
    '\u009b',
    '\u202e',
    '\u2028',
    '\ufeff',
    'é',
    '日',
  ),
});
const json = fc
  .jsonValue()
  .chain((value) => fc.record({ [`x`]: fc.constant(value), text: wicked, list: fc.array(wicked), names: fc.dictionary(wicked, wicked) }));

const jsonText = (value: unknown): string =>
  Array.from(jsonParts(value), (part) => (typeof part === 'string' ? part : Buffer.from(part).toString())).join('\n');

describe('data for programs', () => {
  it('as JSON loses nothing and steers no terminal', () => {
    fc.assert(
      fc.property(json, (value) => {
        const text = jsonText(value);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(text).not.toMatch(STEERS);
      }),
    );
  });

  it('as JSON is the same where findings share their references, each of them on a line of its own', () => {
    const row = fc.record(
      {
        reason: wicked,
        inner: fc.constant({ references: [] }),
        references: fc.constantFrom<readonly unknown[]>([], [{ id: 'a\u009bb', url: '\n' }], [1, [2]]),
      },
      { requiredKeys: ['references'] },
    );
    const long = fc
      .tuple(row, fc.constantFrom('a', 'é', '日'), fc.integer({ min: 0, max: 100_000 }))
      .map(([of, letter, times]) => ({ ...of, reason: letter.repeat(times) }));
    const report = fc.record({
      target: fc.constantFrom({}, { part: { references: null, findings: [] } }),
      findings: fc.oneof(fc.array(row), fc.array(long, { minLength: 5, maxLength: 12, size: 'max' })),
      score: fc.integer(),
    });
    fc.assert(
      fc.property(report, (value) => {
        const text = jsonText(value);
        expect(JSON.parse(text)).toEqual(value);
        expect(text).not.toMatch(STEERS);
        const lines = text.split('\n').filter((line) => line.startsWith('    {'));
        expect(lines.map((line) => JSON.parse(line.replace(/,$/, '')) as unknown)).toEqual(value.findings);
      }),
    );
  });

  it('as YAML loses nothing and steers no terminal', () => {
    fc.assert(
      fc.property(json, (value) => {
        const plain = JSON.parse(JSON.stringify(value)) as unknown;
        const text = yamlText(plain);
        expect(load(text)).toEqual(plain);
        expect(text).not.toMatch(STEERS);
      }),
    );
  });
});
