import { randomUUID } from 'node:crypto';
import { basename, dirname, join } from 'node:path';
import type { Disk } from './disk.ts';

/** Flushing is waiting, and a disk does several at once in hardly more time than one. */
export const FILES_AT_ONCE = 4;

/** Names of files that a crash left half written; nothing reads them. */
export const isLeftover = (name: string): boolean => name.startsWith('.') && name.endsWith('.tmp');

/** The file has the old content or the new one, whatever happens; the new one for good once its folder is flushed. */
export const replaceFile = async (disk: Disk, file: string, content: string): Promise<void> => {
  const draft = join(dirname(file), `.${basename(file)}.${randomUUID()}.tmp`);
  try {
    await disk.create(draft, content);
    await disk.flush(draft);
    await disk.rename(draft, file);
  } catch (error) {
    await disk.remove(draft).catch(() => undefined);
    throw error;
  }
};

/** As `replaceFile`, and for good once this resolves. */
export const writeAtomically = async (disk: Disk, file: string, content: string): Promise<void> => {
  await replaceFile(disk, file, content);
  await disk.flush(dirname(file));
};
