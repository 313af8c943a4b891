import { dirname, join } from 'node:path';
import { isLeftover } from './atomicFile.ts';
import type { Disk } from './disk.ts';
import { ensureFolder } from './privateFolder.ts';

/**
 * Makes the folders of a run and clears them of what a crash left half written, each once: they lie in a folder that
 * only we may enter.
 */
export const folderMaker = (disk: Disk): ((path: string) => Promise<void>) => {
  const made = new Set<string>();
  return async (path) => {
    if (made.has(path)) return;
    await ensureFolder(disk, dirname(path));
    await ensureFolder(disk, path);
    for (const name of await disk.names(path)) if (isLeftover(name)) await disk.remove(join(path, name));
    made.add(path);
  };
};
