import { join } from 'node:path';
import type { Lock } from '../app/journal.ts';
import { writeAtomically } from './atomicFile.ts';
import { assertUnclaimed, LOCK, lockedBy, SIDE } from './claims.ts';
import type { Disk } from './disk.ts';
import { holderIn, ourselves, type Holder } from './holder.ts';
import { lockFile } from './lockFile.ts';
import type { Place } from './place.ts';

/** Common to all targets, and held only for a look at their locks. */
const GATE = 'gate.db';
const GATE_WAIT_MS = 5_000;

const lockFolder = async (disk: Disk, folder: string, holder: Holder): Promise<Lock> => {
  const side = join(folder, SIDE);
  const held = await lockFile(disk, join(folder, LOCK), 0);
  if (!held) throw lockedBy('This target', (await holderIn(disk, side)).who);
  try {
    await writeAtomically(disk, side, JSON.stringify(holder));
  } catch (error) {
    held.free();
    throw error;
  }
  let released = false;
  return {
    async release() {
      if (released) return;
      released = true;
      await disk.remove(side).finally(() => held.free());
    },
  };
};

/**
 * One run at a time, on this target and on what others have in common with it (`claims`: real paths). A database is locked,
 * because the system frees that lock when the process dies.
 */
export const takeLock = async (disk: Disk, place: Place, now: Date, claims: readonly string[]): Promise<Lock> => {
  const holder = ourselves(now, claims);
  if (claims.length === 0) return lockFolder(disk, place.folder, holder);
  const gate = await lockFile(disk, join(place.root, GATE), GATE_WAIT_MS);
  if (!gate) throw lockedBy(join(place.root, GATE), 'another kubeharden, which looks who else is at work');
  try {
    await assertUnclaimed(disk, place, claims);
    return await lockFolder(disk, place.folder, holder);
  } finally {
    gate.free();
  }
};
