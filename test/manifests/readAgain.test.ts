import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAgain, readDocuments } from '../../src/manifests/parse.ts';

const document = fc.constantFrom(
  'a: 1\n',
  'a: 2\n',
  '# only a comment\n',
  '{"a": [1, 2]}\n',
  'a: &x 1\nb: *x\n',
  'a: [\n',
  'a: |\n  text\n  --- is no mark\n',
  '%YAML 1.2\n',
  '--- a\n',
  '...\n',
  '',
);
const text = fc.array(document, { maxLength: 5 }).map((parts) => parts.join('---\n'));

describe('documents of a text that was another before', () => {
  it('are those of the text, whatever it was', () => {
    fc.assert(
      fc.property(text, text, (was, is) => {
        expect(readAgain(is, { text: was, documents: readDocuments(was) })).toEqual(readDocuments(is));
      }),
      { numRuns: 300 },
    );
  });

  it('are two objects where one text stands twice', () => {
    const [was, is] = ['a: 1\n---\nb: 1\n', '---\nb: 1\n---\nb: 1\n---\nb: 1\n'];
    const [one, two, three] = readAgain(is, { text: was, documents: readDocuments(was) });
    expect(new Set([one?.value, two?.value, three?.value]).size).toBe(3);
  });

  it('are the same objects where they have not changed', () => {
    const [was, is] = ['a: 1\n---\nb: 1\n---\nc: 1\n', 'a: 1\n---\nb: 2\n---\nc: 1\n'];
    const before = readDocuments(was);
    const again = readAgain(is, { text: was, documents: before });
    expect([again[0] === before[0], again[1]?.value, again[2] === before[2]]).toEqual([true, { b: 2 }, true]);
  });
});
