import { join } from 'node:path';
import { EMPTY_MEMORY, type Memory } from '../app/journal.ts';
import { writeAtomically } from './atomicFile.ts';
import type { Disk } from './disk.ts';
import { seal } from './seal.ts';
import { readSealed, SCHEMA } from './sealedFile.ts';
import { setAside } from './setAside.ts';

const fileIn = (place: string): string => join(place, 'memory.json');

/** Empty where it cannot be used; what is damaged is set aside. */
export const readMemory = async (disk: Disk, place: string): Promise<Memory> => {
  const read = await readSealed(disk, fileIn(place), 'memory');
  if (read.state === 'damaged') await setAside(disk, fileIn(place));
  return read.state === 'sound' ? (read.body as Memory) : EMPTY_MEMORY;
};

export const writeMemory = async (disk: Disk, place: string, memory: Memory): Promise<void> => {
  const { state } = await readSealed(disk, fileIn(place), 'memory');
  // A newer kubeharden's is not damaged, but must not be lost either.
  if (state === 'damaged' || state === 'refused') await setAside(disk, fileIn(place));
  await writeAtomically(disk, fileIn(place), seal(SCHEMA, memory));
};
