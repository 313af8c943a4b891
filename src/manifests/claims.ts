import { sep } from 'node:path';
import { companionOf, listFiles, realOf, STDIN } from './listing.ts';

/** Real paths of all that a run on these paths may write: each of them, and the files elsewhere that links in them lead to. */
export const claimsOf = (paths: readonly string[]): readonly string[] => {
  const given = paths.filter((path) => path !== STDIN).flatMap((path) => [realOf(path), realOf(companionOf(path))]);
  const files = listFiles(paths).files.filter(({ path }) => path !== STDIN && !given.some((root) => path.startsWith(`${root}${sep}`)));
  return [...new Set([...given, ...files.map(({ path }) => path)])];
};
