import fc from 'fast-check';
import { dump, loadAll } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { plainDocuments } from '../../src/manifests/plainDocuments.ts';
import { READING } from '../../src/manifests/schema.ts';
import { YAML_TEXT } from './yamlTexts.ts';

/** JSON keeps the order of fields, and says what `toEqual` cannot tell apart. */
const expectSame = (text: string): void => {
  const ours = plainDocuments(text);
  if (ours === undefined) return;
  const theirs = loadAll(text, READING);
  expect(ours).toEqual(theirs);
  expect(JSON.stringify(ours)).toBe(JSON.stringify(theirs));
};

const expectRead = (text: string): void => {
  expect(plainDocuments(text)).toBeDefined();
  expectSame(text);
};

/** Plain words near everything that YAML reads as something else than text. */
const word = fc.oneof(
  fc.constantFrom(
    'yes',
    'Off',
    'n',
    'null',
    '~',
    'true',
    'TRUE',
    'tRue',
    '<<',
    '.inf',
    '-.INF',
    '.nan',
    '0x1F',
    '0o17',
    '017',
    '1_000',
    '12:30',
  ),
  fc.constantFrom(
    '1e3',
    '-0',
    '+1',
    '0.5',
    '2024-01-01',
    'name',
    'off-road',
    'nullable',
    '__proto__',
    'constructor',
    'é',
    'a b',
    '1.2.3.4',
    '/',
    '/dev/termination-log',
  ),
  fc.string({ unit: fc.constantFrom(...'nNyYoOtTfFeulrs019.+-_x~<'), minLength: 1, maxLength: 6 }),
);

const block = fc.array(fc.tuple(word, word), { minLength: 1, maxLength: 5 }).map((pairs) => pairs.map(([a, b]) => `${a}: ${b}`).join('\n'));

/** What is put into a text, or in place of a part of it, so that it means something else, or nothing. */
const BITS = [
  ...[
    '\n',
    ' ',
    '  ',
    '\n  ',
    '\n\n',
    '\n- ',
    '\n---\n',
    '---',
    '--- ',
    '...',
    '- ',
    '-',
    ':',
    ': ',
    '? ',
    '#',
    ' #',
    '"',
    "'",
    '|',
    '|-',
    '|+',
    '>',
  ],
  ...[
    '[]',
    '[a, "b"]',
    '{}',
    '{a: b}',
    '&a ',
    '*a',
    '!!str ',
    '\\',
    '\\n',
    '~',
    '0',
    '1e3',
    'yes',
    '<<: ',
    '%',
    '@',
    '`',
    ',',
    'a: b',
    '"a": b',
    "''",
  ],
  ...['é', '\t', '\r', '\u0085', '\u2028', '\ufeff', '😀', '__proto__: 1', '='],
];

const manifest = fc.constantFrom(
  'apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n  labels: {}\nspec:\n  containers:\n  - name: a\n    command: [sh, -c, "x"]\n    args:\n    - --flag=on # why\n    -\n      - 1\n',
  '# first\n---\ndata:\n    script: |\n      if a; then\n\n        b\n      fi\n\n    "quoted": \'it\'\'s\'\n    last: |-\n      x # no comment\n---\n- - a\n  - b: c\n    d:\n    - "\\u0041\\n"\n- http://x:80\n',
);

/** A text with some parts put in, taken out or replaced. */
const broken = fc
  .tuple(
    fc.oneof(manifest, manifest, YAML_TEXT),
    fc.array(fc.record({ at: fc.nat(), bit: fc.constantFrom('', ...BITS), cut: fc.nat(3) }), { maxLength: 4 }),
    fc.nat(40),
  )
  .map(([text, edits, lines]) =>
    edits.reduce(
      (so, { at, bit, cut }) => so.slice(0, at % (so.length + 1)) + bit + so.slice((at % (so.length + 1)) + cut),
      text.split('\n').slice(0, lines).join('\n'),
    ),
  );

describe('the plain part of YAML', () => {
  it('is read as js-yaml reads it, whatever becomes of a text', () => {
    fc.assert(fc.property(broken, expectSame), { numRuns: 2_000 });
  });

  it('is what people and tools write manifests in', () => {
    fc.assert(fc.property(manifest, expectRead));
    const value = fc.dictionary(fc.stringMatching(/^[a-z]{3,9}$/), fc.jsonValue({ depthSize: 'small', noUnicodeString: true }));
    const plain = (texts: readonly string[]): number => texts.filter((text) => plainDocuments(text) !== undefined).length;
    const dumped = fc.sample(value, 200).map((one) => dump({ a: one }));
    expect(plain(dumped)).toBeGreaterThan(20);
  });

  it('reads plain words as js-yaml does', () => {
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 6 }), (words) => expectSame(words.map((one) => `- ${one}`).join('\n'))),
    );
  });

  it('reads names as js-yaml does, and leaves to it what is wrong', () => {
    fc.assert(fc.property(fc.array(block, { minLength: 1, maxLength: 3 }), (blocks) => expectSame(blocks.join('\n---\n'))));
  });

  it('reads any JSON as js-yaml does', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue(), { maxLength: 3 }), (values) => expectSame(values.map((value) => dump(value)).join('---\n'))),
    );
  });

  it.each([
    'a: &x {b: 1}\nc: *x\n',
    'a: !!str 5\n',
    'a: 1\nb:\n  c: 1\n  c: 2\n',
    '<<: {a: 1}\n',
    'a: one\n  more of it\n',
    'a: >-\n  folded\n',
    '',
  ])('leaves %j to js-yaml', (text) => expect(plainDocuments(text)).toBeUndefined());
});
