import { join } from 'node:path';
import { EXIT, Failure } from '../app/errors.ts';
import { withHiddenReasons } from '../app/hiddenWords.ts';
import { EMPTY_MEMORY, type Memory, type Recalled } from '../app/journal.ts';
import { writeAtomically } from './atomicFile.ts';
import type { Disk } from './disk.ts';
import { lockFile } from './lockFile.ts';
import { seal } from './seal.ts';
import { readSealed, SCHEMA, type Read } from './sealedFile.ts';
import { setAside } from './setAside.ts';

const ID = 'memory';
const fileIn = (place: string): string => join(place, `${ID}.json`);

const recalled = async (disk: Disk, place: string, read: Read, aside: readonly Read['state'][]): Promise<Recalled> => {
  if (read.state === 'sound') return { memory: withHiddenReasons(read.body as Memory) };
  if (read.state === 'missing') return { memory: EMPTY_MEMORY };
  const file = aside.includes(read.state) ? await setAside(disk, fileIn(place)) : fileIn(place);
  return { memory: EMPTY_MEMORY, lost: { id: ID, reason: read.reason, file } };
};

/** What is damaged is set aside; what a newer kubeharden wrote stays for it. */
export const readMemory = async (disk: Disk, place: string): Promise<Recalled> =>
  recalled(disk, place, await readSealed(disk, fileIn(place), 'memory'), ['damaged']);

/** Whoever else changes it needs no longer for it than this. */
const WAIT_MS = 5000;

/** Within this process the wait must not hold up what is waited for. */
const queues = new Map<string, Promise<unknown>>();

const inTurn = <T>(place: string, work: () => Promise<T>): Promise<T> => {
  const mine = (queues.get(place) ?? Promise.resolve()).then(work, work);
  queues.set(place, mine);
  return mine;
};

/** Reads, changes and writes it as one. Returns what could not be used, which is set aside, so that nothing is lost. */
export const updateMemory = (disk: Disk, place: string, change: (memory: Memory) => Memory): Promise<Pick<Recalled, 'lost'>> =>
  inTurn(place, async () => {
    const held = await lockFile(disk, join(place, `${ID}.db`), WAIT_MS);
    if (!held)
      throw new Failure(EXIT.usage, `What was decided could not be written: another kubeharden holds ${fileIn(place)}.`, [
        'Try it again once that one has ended.',
      ]);
    try {
      const { memory, lost } = await recalled(disk, place, await readSealed(disk, fileIn(place), 'memory'), ['damaged', 'refused']);
      await writeAtomically(disk, fileIn(place), seal(SCHEMA, withHiddenReasons(change(memory))));
      return lost ? { lost } : {};
    } finally {
      held.free();
    }
  });
