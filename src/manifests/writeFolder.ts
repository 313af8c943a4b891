import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { EXIT, Failure, usage } from '../app/errors.ts';
import { ioCode, reasonOf } from '../app/ioReason.ts';
import { printable } from '../core/printable.ts';

/** `name` is below the folder. */
export interface NamedText {
  readonly name: string;
  readonly text: string;
  readonly executable?: true;
}

/** Undefined where there is none. */
const namesIn = async (folder: string): Promise<readonly string[] | undefined> => {
  try {
    return await readdir(folder);
  } catch (error) {
    if (ioCode(error) === 'ENOENT') return undefined;
    throw error;
  }
};

/** Writes files into a folder that is made, or empty: nothing is replaced. Throws a Failure where that cannot be done. */
export const writeFolder = async (folder: string, files: readonly NamedText[]): Promise<void> => {
  try {
    if ((await namesIn(folder))?.length)
      throw usage(`${printable(folder)} is not empty, and nothing in it is replaced.`, 'Name a folder that is not there yet.');
    for (const { name, text, executable } of files) {
      const file = join(folder, name);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, text, { flag: 'wx', mode: executable ? 0o755 : 0o644 });
    }
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure(EXIT.usage, `The files could not be written to ${printable(folder)}: ${reasonOf(error)}.`, ['Name another folder.']);
  }
};
