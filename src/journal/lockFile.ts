import type { Disk } from './disk.ts';
import { trustFile } from './privateFolder.ts';
import type { Held } from './sqlite.ts';

/** Makes the file where it is missing; another process may do so in between, which is as good. */
const ensureFile = async (disk: Disk, file: string): Promise<void> => {
  if (!(await disk.find(file))) {
    try {
      await disk.create(file, '');
    } catch (error) {
      if (!(await disk.find(file))) throw error;
    }
  }
  const found = await disk.find(file);
  if (found) trustFile(file, found);
};

/** Locks a file of ours, made where it is missing; undefined where somebody else holds it for longer than `waitMs`. */
export const lockFile = async (disk: Disk, file: string, waitMs: number): Promise<Held | undefined> => {
  await ensureFile(disk, file);
  return disk.lock(file, waitMs);
};
