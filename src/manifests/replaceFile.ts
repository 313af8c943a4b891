import { randomUUID } from 'node:crypto';
import { open, rename, stat, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Refused } from '../app/errors.ts';
import { ioCode, reasonOf } from '../app/ioReason.ts';

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

/** A file that its owner made read-only is not replaced behind their back, though a rename could. */
const assertWritable = async (file: string): Promise<void> => {
  try {
    await (await open(file, 'r+')).close();
  } catch (error) {
    if (ioCode(error) !== 'ENOENT') throw error;
  }
};

/** The file has the old content or the new one, whatever happens. `path` is real: a link to it stays a link. Throws Refused. */
export const replaceFile = async (path: string, bytes: Buffer): Promise<void> => {
  const draft = join(dirname(path), `.${basename(path)}.${randomUUID()}.tmp`);
  try {
    await assertWritable(path);
    await writeDraft(draft, path, bytes);
    await rename(draft, path);
  } catch (error) {
    await unlink(draft).catch(() => undefined);
    throw refusal(path, error);
  }
  await flushFolder(dirname(path));
};

export const removeFile = async (path: string): Promise<void> => {
  try {
    await unlink(path);
  } catch (error) {
    throw refusal(path, error);
  }
  await flushFolder(dirname(path));
};
