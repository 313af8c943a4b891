import { basename, dirname, join } from 'node:path';
import type { Disk } from './disk.ts';

/** `2026-11-21-3.json.corrupt` and, where there is one already, `….corrupt-2`. */
export const isSetAside = (name: string): boolean => /\.corrupt(-\d+)?$/.test(name);

/** Renames a file that cannot be trusted, never over another one, and returns where it is now; where it may not be renamed, it stays. */
export const setAside = async (disk: Disk, file: string): Promise<string> => {
  const folder = dirname(file);
  try {
    const names = new Set(await disk.names(folder));
    let name = `${basename(file)}.corrupt`;
    for (let n = 2; names.has(name); n++) name = `${basename(file)}.corrupt-${n}`;
    await disk.rename(file, join(folder, name));
    await disk.flush(folder);
    return join(folder, name);
  } catch (error) {
    if (error instanceof Error && 'code' in error) return file;
    throw error;
  }
};
