import fc from 'fast-check';
import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { invertFiles } from '../../src/app/fileEdits.ts';
import { equal } from '../../src/core/change.ts';
import { editDocument } from '../../src/manifests/editDocument.ts';
import { editedBytes, fileEditsOf } from '../../src/manifests/fileBytes.ts';
import { MUTATION, MUTATIONS, mutated, YAML_TEXT } from './yamlTexts.ts';

const leavesIn = (value: unknown): readonly string[] => {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(leavesIn) : [];
};

const commentsIn = (text: string): readonly string[] => text.split(/\r?\n/).filter((line) => line.trim().startsWith('#'));

/** The line of a leaf that stands alone on it, less what its neighbours decide: the dash before it and the comma behind it. */
const ownLine = (text: string, leaf: string): string | undefined => {
  const line = text.split('\n').find((one) => new RegExp(`\\b${leaf}\\b`).test(one)) ?? '';
  const alone = (line.match(/\bv\d+\b/g) ?? []).length === 1 && !/[{[]/.test(line);
  return alone
    ? line
        .replace(/^[\s-]+/, '')
        .trimEnd()
        .replace(/,$/, '')
    : undefined;
};

describe('an edit of any document', () => {
  it('means what was wanted, keeps comments and the lines of what did not change, and can be taken back to the byte', () => {
    const doubtful = { count: 0, runs: 0 };
    fc.assert(
      fc.property(YAML_TEXT, MUTATIONS, (text, mutations) => {
        const was = load(text);
        const wanted = mutated(was, mutations);
        const result = editDocument(text, wanted);
        doubtful.runs++;
        if ('doubt' in result) {
          doubtful.count++;
          return;
        }
        expect(equal(load(result.text), wanted)).toBe(true);
        expect(commentsIn(result.text)).toEqual(commentsIn(text));
        const bytes = Buffer.from(text);
        const edits = fileEditsOf('a.yaml', { bytes, text, head: 0 }, result.stages);
        expect((editedBytes(bytes, edits) as Buffer).toString()).toBe(result.text);
        expect(editedBytes(Buffer.from(result.text), invertFiles(edits))).toEqual(bytes);
      }),
      { numRuns: 1000 },
    );
    expect(doubtful.count / doubtful.runs).toBeLessThan(0.05);
  });

  it('leaves the line of every value that did not change as it was', () => {
    fc.assert(
      fc.property(YAML_TEXT, MUTATION, (text, mutation) => {
        const was = load(text);
        const wanted = mutated(was, [mutation]);
        const result = editDocument(text, wanted);
        if ('doubt' in result) return;
        const unshared = (leaf: string): boolean => leavesIn(was).filter((one) => one === leaf).length === 1;
        for (const leaf of leavesIn(wanted).filter((one) => /^v\d+$/.test(one) && unshared(one))) {
          const before = ownLine(text, leaf);
          const after = ownLine(result.text, leaf);
          if (before !== undefined && after !== undefined) expect(after).toBe(before);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('does nothing where nothing is wanted', () => {
    fc.assert(
      fc.property(YAML_TEXT, (text) => {
        expect(editDocument(text, load(text))).toEqual({ stages: [], text });
      }),
      { numRuns: 300 },
    );
  });
});
