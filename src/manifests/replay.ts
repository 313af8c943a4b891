import type { FileEdit } from '../app/target.ts';
import { editedBytes, MOVED_ON } from './fileBytes.ts';
import type { Library } from './library.ts';
import { STDIN, type Listed } from './listing.ts';
import { manifestOf, type Manifest } from './manifest.ts';
import { Unusable } from './readText.ts';

/** What edits make of one file; no `bytes`: it is to be removed. */
export interface Outcome {
  readonly listed: Listed;
  readonly bytes?: Buffer;
}

/** What edits would make of their files; undefined where a file is not as they expect, or none of ours. */
export const outcomesOf = (library: Library, edits: readonly FileEdit[]): readonly Outcome[] | undefined => {
  const outcomes: Outcome[] = [];
  for (const name of new Set(edits.map(({ file }) => file))) {
    const listed = library.place(name);
    if (!listed || listed.path === STDIN) return undefined;
    const bytes = editedBytes(
      library.bytesOf(listed),
      edits.filter(({ file }) => file === name),
    );
    if (bytes === MOVED_ON) return undefined;
    outcomes.push({ listed, ...(bytes ? { bytes } : {}) });
  }
  return outcomes;
};

/** The files as they would be after edits; undefined as above. */
export const replay = (library: Library, edits: readonly FileEdit[]): readonly Manifest[] | undefined =>
  outcomesOf(library, edits)?.flatMap(({ listed, bytes }) => {
    if (!bytes) return [];
    try {
      return [manifestOf(listed, bytes)];
    } catch (error) {
      if (error instanceof Unusable) return [];
      throw error;
    }
  });
