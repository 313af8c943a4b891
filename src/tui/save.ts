import { ioCode, reasonOf } from '../app/ioReason.ts';
import { usage } from '../app/errors.ts';

const WHY: Readonly<Record<string, string>> = { EEXIST: 'it is there already', ENOENT: 'its folder does not exist' };

/** Writes a new file. Throws a Failure; a file that is there already is left as it is. */
export const save = async (file: string, text: string): Promise<void> => {
  const { writeFile } = process.getBuiltinModule('node:fs/promises'); // as an import it costs every start
  try {
    await writeFile(file, text, { flag: 'wx' });
  } catch (error) {
    throw usage(`${file} could not be written: ${WHY[ioCode(error) ?? ''] ?? reasonOf(error)}.`, 'Name another file.');
  }
};
