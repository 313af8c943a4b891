import { join, sep } from 'node:path';
import { EXIT, Failure } from '../app/errors.ts';
import type { Disk } from './disk.ts';
import { holderIn, type Seen } from './holder.ts';
import { lockFile } from './lockFile.ts';
import type { Place } from './place.ts';

/** In the folder of a target: who holds its lock. */
export const SIDE = 'lock.json';
export const LOCK = 'lock.db';

export const lockedBy = (what: string, who: string): Failure =>
  new Failure(EXIT.usage, `${what} is locked by ${who}. Nothing was sent.`, [
    'Wait until it has ended, or stop it; the lock is free as soon as its process is gone.',
  ]);

const isWithin = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`);

/** The holder of a target's lock; undefined where it is free. */
const holderOf = async (disk: Disk, folder: string): Promise<Seen | undefined> => {
  if ((await disk.find(folder))?.type !== 'directory' || !(await disk.find(join(folder, SIDE)))) return undefined;
  const held = await lockFile(disk, join(folder, LOCK), 0);
  if (!held) return holderIn(disk, join(folder, SIDE));
  held.free();
  return undefined;
};

/**
 * Throws a Failure where a run on another target may write the same files: a folder and a file in it are two targets. For
 * who holds the gate, so that all who claim anything look and lock one after the other.
 */
export const assertUnclaimed = async (disk: Disk, { root, folder }: Place, claims: readonly string[]): Promise<void> => {
  for (const name of await disk.names(root)) {
    const other = join(root, name);
    const holder = other === folder ? undefined : await holderOf(disk, other);
    const common = claims.find((claim) => holder?.claims.some((theirs) => isWithin(claim, theirs) || isWithin(theirs, claim)));
    if (holder && common !== undefined) throw lockedBy(common, holder.who);
  }
};
