import { Refused } from '../app/errors.ts';
import type { Denial } from '../app/target.ts';
import type { Change } from '../core/change.ts';
import type { Library } from './library.ts';
import { findListed, STDIN, type Listed } from './listing.ts';

const KEEP_IT = 'Save it to a file, and name that with -f.';

/** Where a change would be written, if that is a stream. `elsewhere`: there is a folder for what belongs to no file. */
export const streamOf = (library: Library, { ref, beside }: Change, elsewhere = true): Listed | undefined => {
  const file = (beside ?? ref.source)?.file;
  const listed = file === undefined ? undefined : findListed(library.files, file);
  const home = listed ?? (elsewhere ? undefined : library.files[0]);
  return home?.stream ? home : undefined;
};

export const refusedIn = ({ file }: Listed): Refused =>
  new Refused(file === STDIN ? 'Standard input cannot be written to.' : `${file} is a pipe, which cannot be written to.`, [KEEP_IT]);

/** What no right can help: each stream once. */
export const deniedIn = (streams: readonly Listed[]): readonly Denial[] =>
  [...new Set(streams.map(({ file }) => file))].map((resource) => ({
    verb: 'write',
    resource,
    reason: `it is ${resource === STDIN ? 'standard input' : 'a pipe'}; save it to a file and name that with -f`,
  }));
