import type { FileEdit } from '../app/target.ts';
import { editedBytes, MOVED_ON } from './fileBytes.ts';
import type { Library } from './library.ts';
import { STDIN, type Listed } from './listing.ts';
import { manifestOf, type Manifest } from './manifest.ts';
import { Unusable } from './readText.ts';
import type { Replacement } from './replaceFiles.ts';

/** What edits make of one file. */
export interface Outcome extends Replacement {
  readonly listed: Listed;
}

/** What edits would make of their files; undefined where a file is not as they expect, or none of ours. */
export const outcomesOf = (library: Library, edits: readonly FileEdit[]): readonly Outcome[] | undefined => {
  const outcomes: Outcome[] = [];
  for (const name of new Set(edits.map(({ file }) => file))) {
    const listed = library.place(name);
    if (!listed || listed.path === STDIN) return undefined;
    const before = library.bytesOf(listed);
    const after = editedBytes(
      before,
      edits.filter(({ file }) => file === name),
    );
    if (after === MOVED_ON) return undefined;
    outcomes.push({ listed, path: listed.path, ...(before ? { before } : {}), ...(after ? { after } : {}) });
  }
  return outcomes;
};

/** The files as they would be after edits; undefined as above. */
export const replay = (library: Library, edits: readonly FileEdit[]): readonly Manifest[] | undefined =>
  outcomesOf(library, edits)?.flatMap(({ listed, after }) => {
    if (!after) return [];
    try {
      return [manifestOf(listed, after)];
    } catch (error) {
      if (error instanceof Unusable) return [];
      throw error;
    }
  });
