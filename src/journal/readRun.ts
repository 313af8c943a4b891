import { join } from 'node:path';
import { Failure } from '../app/errors.ts';
import { withHiddenWords } from '../app/hiddenWords.ts';
import type { Run, Step } from '../app/run.ts';
import type { Disk } from './disk.ts';
import { trustFolder } from './privateFolder.ts';
import { headerOf, stepOf, stepsOf, type Header, type NumberedStep } from './runPaths.ts';
import { readSealed, type Read, type Unusable } from './sealedFile.ts';
import { MIGRATIONS } from './migrations.ts';
import { setAside } from './setAside.ts';

/** `bad`: what was there cannot be used; `file` is where it stands now. */
export type RunRead =
  | { readonly state: 'missing' }
  | { readonly state: 'sound'; readonly run: Run }
  | { readonly state: 'bad'; readonly reason: string; readonly file: string };

/** A step is read through no link: neither its own nor one in the place of a folder. */
const trustSteps = async (disk: Disk, place: string, id: string): Promise<Unusable | undefined> => {
  try {
    await trustFolder(disk, join(place, id));
    await trustFolder(disk, stepsOf(place, id));
    return undefined;
  } catch (error) {
    if (error instanceof Failure) return { state: 'refused', reason: error.message };
    throw error;
  }
};

type StepRead = Promise<{ readonly step: Step } | Unusable>;

const readStep = async (disk: Disk, file: string, id: string, number: number, migrations: typeof MIGRATIONS): StepRead => {
  const read = await readSealed(disk, file, 'step', migrations);
  if (read.state === 'missing') return { state: 'damaged', reason: 'it is missing' };
  if (read.state !== 'sound') return read;
  const body = read.body as NumberedStep;
  if (body.run === id && body.number === number) return { step: withHiddenWords(body.step) };
  return { state: 'damaged', reason: `it is step ${body.number} of run ${body.run}` };
};

/** `at`: the file that is to blame. */
type Examined = Exclude<RunRead, { readonly state: 'bad' }> | (Unusable & { readonly at: string });

/** Reads a run whole or not at all; changes nothing. */
const examine = async (disk: Disk, place: string, id: string, file: string, migrations: typeof MIGRATIONS): Promise<Examined> => {
  const read: Read = await readSealed(disk, file, 'run', migrations);
  if (read.state === 'missing') return read;
  if (read.state !== 'sound') return { ...read, at: file };
  const header = read.body as Header;
  if (header.id !== id) return { state: 'damaged', reason: `it is the record of run ${header.id}`, at: file };
  const untrusted = await trustSteps(disk, place, id);
  if (untrusted) return { ...untrusted, at: stepsOf(place, id) };
  const steps: Step[] = [];
  while (steps.length < header.steps) {
    const number = steps.length + 1;
    const at = stepOf(place, id, number);
    const found = await readStep(disk, at, id, number, migrations);
    if ('state' in found) return { ...found, reason: `its step ${number} cannot be used (${at}): ${found.reason}`, at };
    steps.push(found.step);
  }
  return { state: 'sound', run: { ...header, steps } };
};

/** What is damaged, header or step, sets the header aside: the run is not shorter, but unusable. */
export const readRun = async (disk: Disk, place: string, id: string, migrations = MIGRATIONS): Promise<RunRead> => {
  const file = headerOf(place, id);
  const read = await examine(disk, place, id, file, migrations);
  if (!('reason' in read)) return read;
  return { state: 'bad', reason: read.reason, file: read.state === 'damaged' ? await setAside(disk, file) : read.at };
};

/** What is wrong with a run whose header was set aside, as far as it still can be seen. */
export const whySetAside = async (disk: Disk, place: string, id: string, file: string, migrations = MIGRATIONS): Promise<string> => {
  const read = await examine(disk, place, id, file, migrations);
  return 'reason' in read ? `${read.reason}; it has been set aside` : 'it was damaged and has been set aside';
};
