import { accessSync, closeSync, constants, existsSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Denial } from '../app/target.ts';
import type { Change } from '../core/change.ts';
import { reasonOf } from '../app/ioReason.ts';
import type { Library } from './library.ts';
import { findListed, STDIN } from './listing.ts';

const whyNot = (path: string): string | undefined => {
  try {
    if (existsSync(path)) closeSync(openSync(path, 'r+'));
    accessSync(dirname(path), constants.W_OK);
    return undefined;
  } catch (error) {
    return reasonOf(error);
  }
};

/** The files among those that these changes need which cannot be written, each once. */
export const denialsOf = (library: Library, changes: readonly Change[]): readonly Denial[] => {
  const files = new Set(changes.map(({ ref, beside }) => (ref.source ?? beside)?.file).filter((file) => file !== undefined));
  return [...files].flatMap((file): Denial[] => {
    const path = findListed(library.files, file)?.path;
    const reason = path === STDIN ? 'it is standard input; save it to a file and name that with -f' : path && whyNot(path);
    return reason === undefined ? [] : [{ verb: 'write', resource: file, reason }];
  });
};
