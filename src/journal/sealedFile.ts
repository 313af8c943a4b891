import { Failure } from '../app/errors.ts';
import type { Disk } from './disk.ts';
import { trustFile } from './privateFolder.ts';
import { unseal } from './seal.ts';
import { setAside } from './setAside.ts';

export const SCHEMA = 1;

/** `bad`: what was there cannot be used; `file` is where it stands now. */
export type Read =
  | { readonly state: 'missing' }
  | { readonly state: 'sound'; readonly body: unknown }
  | { readonly state: 'bad'; readonly reason: string; readonly file: string };

const textOf = async (disk: Disk, file: string): Promise<string | undefined> => {
  const found = await disk.find(file);
  if (!found) return undefined;
  trustFile(file, found);
  return disk.read(file);
};

/**
 * Reads a sealed file and sets a damaged one aside. A link, another user's file, and what a newer kubeharden wrote are
 * bad too, but stay where they are. `misfit` says what is wrong with a body whose checksum fits, or undefined.
 */
export const readSealed = async (disk: Disk, file: string, misfit: (body: unknown) => Promise<string | undefined>): Promise<Read> => {
  try {
    const text = await textOf(disk, file);
    if (text === undefined) return { state: 'missing' };
    const opened = unseal(text, SCHEMA);
    if (opened.state === 'newer')
      return { state: 'bad', reason: `a newer kubeharden wrote it (schema ${opened.schema}; this one knows ${SCHEMA})`, file };
    if (opened.state === 'corrupt') return { state: 'bad', reason: opened.reason, file: await setAside(disk, file) };
    const reason = await misfit(opened.body);
    return reason === undefined ? opened : { state: 'bad', reason, file: await setAside(disk, file) };
  } catch (error) {
    if (error instanceof Failure) return { state: 'bad', reason: error.message, file };
    throw error;
  }
};
