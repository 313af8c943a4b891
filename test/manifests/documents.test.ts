import fc from 'fast-check';
import { loadAll } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { documentRanges, lineOf } from '../../src/manifests/documents.ts';

const LINES = fc.constantFrom('---', '--- # c', '--- {a: 1}', '...', '# c', '', 'a: 1', 'b:\n- x', 'c: |\n  ---\n  text', "d: '---'");

const parses = (text: string): readonly unknown[] | undefined => {
  try {
    return loadAll(text);
  } catch {
    return undefined;
  }
};

describe('the documents of a stream', () => {
  it('are those that js-yaml finds, each with its own text', () => {
    fc.assert(
      fc.property(fc.array(LINES, { maxLength: 12 }), fc.constantFrom('\n', '\r\n'), fc.boolean(), (lines, lineBreak, final) => {
        const text = lines.join(lineBreak) + (final ? lineBreak : '');
        const values = parses(text);
        fc.pre(values !== undefined);
        const ranges = documentRanges(text);
        expect(ranges).toHaveLength(values.length);
        ranges.forEach(({ start, end }, i) => expect(loadAll(text.slice(start, end))[0] ?? null).toEqual(values[i]));
      }),
      { numRuns: 2000 },
    );
  });

  it('are told apart beside one that is broken', () => {
    const text = 'a: [\n---\nb: 1\n---\n# nothing\n';
    expect(documentRanges(text).map(({ start, end }) => text.slice(start, end))).toEqual(['a: [\n', '---\nb: 1\n', '---\n# nothing\n']);
  });

  it('have lines counted from 1', () => {
    expect([0, 1, 2, 3].map((at) => lineOf('a\n\nb', at))).toEqual([1, 1, 2, 3]);
  });
});
