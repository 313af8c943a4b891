import { randomUUID } from 'node:crypto';
import { linkSync, readFileSync, renameSync, unlinkSync } from 'node:fs';
import { open, stat, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Failure, Refused, Stale, UnknownOutcome } from '../app/errors.ts';
import { ioCode, reasonOf } from '../app/ioReason.ts';

/** One file as it stands and as it is to be; where a side is absent there is no file. `path` is real: a link to it stays a link. */
export interface Replacement {
  readonly path: string;
  readonly before?: Buffer;
  readonly after?: Buffer;
}

const flushFolder = async (folder: string): Promise<void> => {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
};

/** A draft beside the file, with the mode and, where that is allowed, the owner of the file that it will replace. */
const writeDraft = async (draft: string, file: string, bytes: Buffer): Promise<void> => {
  const like = await stat(file).catch(() => undefined);
  const handle = await open(draft, 'wx', like ? like.mode & 0o777 : 0o666);
  try {
    await handle.writeFile(bytes);
    if (like) {
      await handle.chown(like.uid, like.gid).catch((error: unknown) => {
        if (ioCode(error) !== 'EPERM') throw error;
      });
      await handle.chmod(like.mode & 0o7777);
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
};

const refusal = (file: string, error: unknown): Refused =>
  new Refused(`${file} cannot be written: ${reasonOf(error)}. It is as it was.`, [
    `Make the file and its folder writable: ${dirname(file)}`,
    'Or export the change: kubeharden plan -o diff',
  ]);

const movedOn = (path: string): Stale => new Stale(`${path} was changed while this was about to be written`);

/** A file that its owner made read-only is not replaced behind their back, though a rename could. */
const assertWritable = async (file: string): Promise<void> => {
  try {
    await (await open(file, 'r+')).close();
  } catch (error) {
    if (ioCode(error) !== 'ENOENT') throw error;
  }
};

const draftOf = async (path: string, draft: string, bytes: Buffer): Promise<void> => {
  try {
    await assertWritable(path);
    await writeDraft(draft, path, bytes);
  } catch (error) {
    throw refusal(path, error);
  }
};

const contentOf = (path: string): Buffer | undefined => {
  try {
    return readFileSync(path);
  } catch (error) {
    if (ioCode(error) === 'ENOENT') return undefined;
    throw refusal(path, error);
  }
};

const isAsExpected = ({ path, before }: Replacement): boolean => {
  const now = contentOf(path);
  return now && before ? now.equals(before) : now === before;
};

const NO_HARD_LINKS = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'];

/** A link never goes over what is there. Where the file system has none, the look a moment ago must do. */
const create = (path: string, draft: string): void => {
  try {
    linkSync(draft, path);
  } catch (error) {
    if (ioCode(error) === 'EEXIST') throw movedOn(path);
    if (!NO_HARD_LINKS.includes(ioCode(error) ?? '')) throw error;
    renameSync(draft, path);
  }
};

const settle = ({ path, before, after }: Replacement, draft: string): void => {
  if (!after) unlinkSync(path);
  else if (before) renameSync(draft, path);
  else create(path, draft);
};

/** Nothing waits between the last look at the files and the last of their replacements: nobody's edit may fall into that time. */
const settleAll = (drafted: ReadonlyMap<Replacement, string>): void => {
  for (const replacement of drafted.keys()) if (!isAsExpected(replacement)) throw movedOn(replacement.path);
  let done = 0;
  for (const [replacement, draft] of drafted) {
    try {
      settle(replacement, draft);
      done++;
    } catch (error) {
      if (done > 0) throw new UnknownOutcome(`${replacement.path} cannot be written, and other files were`, { cause: error });
      throw error instanceof Failure ? error : refusal(replacement.path, error);
    }
  }
};

/**
 * Each file has the old content or the new one, whatever happens. Throws Stale and leaves all as they are where one is no
 * longer as expected; Refused.
 */
export const replaceFiles = async (replacements: readonly Replacement[]): Promise<void> => {
  const drafted = new Map(
    replacements.map((replacement) => {
      const { path } = replacement;
      return [replacement, join(dirname(path), `.${basename(path)}.${randomUUID()}.tmp`)];
    }),
  );
  try {
    for (const [{ path, after }, draft] of drafted) if (after) await draftOf(path, draft, after);
    settleAll(drafted);
  } finally {
    for (const draft of drafted.values()) await unlink(draft).catch(() => undefined);
  }
  for (const folder of new Set(replacements.map(({ path }) => dirname(path)))) await flushFolder(folder);
};
