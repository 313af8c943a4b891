import type { FileEdit } from './target.ts';

/** The edits that take a file back, in the order in which to make them. */
export const invertFiles = (edits: readonly FileEdit[]): readonly FileEdit[] =>
  edits.toReversed().map(({ file, at, removed, inserted, shaBefore, shaAfter }) => ({
    file,
    at,
    removed: inserted,
    inserted: removed,
    ...(shaAfter === undefined ? {} : { shaBefore: shaAfter }),
    ...(shaBefore === undefined ? {} : { shaAfter: shaBefore }),
  }));
