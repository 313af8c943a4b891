import type { InputProblem } from '../app/target.ts';
import type { Listed } from './listing.ts';
import { manifestOf, type Manifest } from './manifest.ts';
import type { Placed } from './objects.ts';
import { Unusable, type Content } from './readText.ts';

/** What stays known of a file once it has been read. */
export interface Known {
  /** While this is still true of the file it need not be read again; empty where it could not be read. */
  readonly mark: string;
  readonly objects: readonly Placed[];
  readonly problems: readonly InputProblem[];
}

/** A file that cannot be used has only its problem. `before`: the same file as it was. */
export const knownOf = (listed: Listed, read: () => Content, before?: Manifest): Known => {
  let mark = '';
  try {
    const content = read();
    ({ mark } = content);
    const { objects, problems } = manifestOf(listed, content.bytes, before);
    return { mark, objects, problems };
  } catch (error) {
    if (!(error instanceof Unusable)) throw error;
    return { mark, objects: [], problems: [{ file: listed.file, message: error.message }] };
  }
};
