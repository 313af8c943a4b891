import { dirname } from 'node:path';
import { EXIT, Failure } from '../app/errors.ts';
import { shellWord } from '../core/shellWord.ts';
import type { Disk, Found } from './disk.ts';

const refusal = (path: string, why: string): Failure =>
  new Failure(EXIT.usage, `${path} ${why}, so kubeharden does not trust it with its records. Nothing was sent.`, [
    `Look at it with \`ls -ld ${shellWord(path)}\`, and move it away or set XDG_STATE_HOME to a folder of your own.`,
  ]);

const isOurs = ({ uid }: Found): boolean => process.getuid === undefined || uid === process.getuid();

/** Throws a Failure for what is no plain file of ours: a link or another user's file could be anything. */
export const trustFile = (path: string, found: Found): void => {
  if (found.type !== 'file') throw refusal(path, 'is no plain file (a symbolic link?)');
  if (!isOurs(found)) throw refusal(path, `belongs to another user (uid ${found.uid})`);
};

/** Whether the folder is there; throws a Failure for a link or another user's, and shuts others out of one of ours. */
export const trustFolder = async (disk: Disk, path: string): Promise<boolean> => {
  const found = await disk.find(path);
  if (!found) return false;
  if (found.type !== 'directory') throw refusal(path, 'is no folder (a symbolic link?)');
  if (!isOurs(found)) throw refusal(path, `belongs to another user (uid ${found.uid})`);
  if ((found.mode & 0o077) !== 0) await disk.makePrivate(path);
  return true;
};

const make = async (disk: Disk, path: string): Promise<void> => {
  const parent = dirname(path);
  if (!(await disk.find(parent))) await make(disk, parent);
  await disk.makeDirectory(path);
  await disk.flush(parent);
};

/** Makes the folder where it is missing, mode 0700, so that its name survives the loss of power. */
export const ensureFolder = async (disk: Disk, path: string): Promise<void> => {
  if (await trustFolder(disk, path)) return;
  try {
    await make(disk, path);
  } catch (error) {
    // Another kubeharden may have made it a moment ago.
    if (!(await trustFolder(disk, path))) throw error;
  }
};
