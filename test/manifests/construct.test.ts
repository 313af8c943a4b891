import fc from 'fast-check';
import { dump, loadAll, parseEvents } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { constructed } from '../../src/manifests/construct.ts';
import { READING } from '../../src/manifests/schema.ts';

const outcome = (read: () => readonly unknown[]): unknown => {
  try {
    return read();
  } catch (error) {
    return String(error);
  }
};

const expectSame = (text: string): void => {
  const ours = outcome(() => constructed(text, parseEvents(text, {})));
  const theirs = outcome(() => loadAll(text, READING));
  expect(ours).toEqual(theirs);
  expect(JSON.stringify(ours)).toBe(JSON.stringify(theirs));
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

describe('constructing documents', () => {
  it('reads plain words as js-yaml does', () => {
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 6 }), (words) => expectSame(words.map((one) => `- ${one}`).join('\n'))),
    );
  });

  it('reads names as js-yaml does, with its objections', () => {
    fc.assert(fc.property(fc.array(block, { minLength: 1, maxLength: 3 }), (blocks) => expectSame(blocks.join('\n---\n'))));
  });

  it('reads any JSON as js-yaml does', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue(), { maxLength: 3 }), (values) =>
        expectSame(values.map((value) => `--- ${JSON.stringify(value)}\n`).join('')),
      ),
    );
    fc.assert(
      fc.property(fc.array(fc.jsonValue(), { maxLength: 3 }), (values) => expectSame(values.map((value) => dump(value)).join('---\n'))),
    );
  });

  it.each([
    '',
    '# nothing',
    '---\n---\n',
    'a:\nb: |\n  text\n  more\nc: >-\n  folded\n  text\n',
    'a: &x {b: 1}\nc: *x\nd:\n  <<: *x\n  e: 2\n',
    'a: *missing',
    'a: !!str 5\nb: !!int "7"\nc: !own x\n',
    '%TAG !e! tag:example.com,2000:\n---\na: !e!b c\n',
    'a: 1\nb:\n  c: 1\n  c: 2\n',
    '{? {a: 1} : b}',
    '? [a]\n: b\n',
    '? a\n: b\n? c\n',
    '"<<": {a: 1}\n',
    '<<: {a: 1}\n',
    "a: \"\\u0041\"\nb: 'it''s'\n",
    'a: one\n  more of it\n',
    '1: a\n0x1: b\n',
    'null: a\n~: b\n',
  ])('reads %j as js-yaml does', expectSame);
});
