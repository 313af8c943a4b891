import { createReadStream } from 'node:fs';
import { EXIT, Failure, usage } from '../app/errors.ts';
import { withHiddenWords } from '../app/hiddenWords.ts';
import { ioCode, reasonOf } from '../app/ioReason.ts';
import type { Run, Step } from '../app/run.ts';
import { isRecord } from '../core/resource.ts';
import { printable } from '../core/printable.ts';
import { writeAtomically } from './atomicFile.ts';
import { realDisk } from './disk.ts';
import { MIGRATIONS, migrated, schemaAfter } from './migrations.ts';
import { secretIn } from './noSecrets.ts';
import { isRunId, leavesRoom } from './runIds.ts';
import type { Header, NumberedStep } from './runPaths.ts';
import { flaw, type Kind } from './schema.ts';
import { seal, unseal } from './seal.ts';
import { newerThanThis, SCHEMA } from './sealedFile.ts';

/** In bytes; no run comes near it, and what is larger is not read. */
const LARGEST = 256 * 2 ** 20;

const HOW = 'Make one with `kubeharden history export RUN -o FILE`.';

/** A whole run in one sealed file, mode 0600 where it is written: what its records hold, and so no credentials. */
export const archiveOf = ({ steps, ...run }: Run): string => {
  const header: Header = { ...run, steps: steps.length };
  const numbered = steps.map((step, index): NumberedStep => ({ run: run.id, number: index + 1, step: withHiddenWords(step) }));
  return seal(SCHEMA, { header, steps: numbered });
};

/** Throws a Failure where it cannot be written; then there is no file, or the one from before. */
export const writeArchive = async (file: string, run: Run): Promise<void> => {
  try {
    await writeAtomically(realDisk, file, archiveOf(run));
  } catch (error) {
    const why = ioCode(error) === 'ENOENT' ? 'its folder does not exist' : reasonOf(error);
    throw new Failure(EXIT.usage, `The run could not be written to ${printable(file)}: ${why}.`, ['Name another file with -o.']);
  }
};

/** Reads no more than the largest that may be: a device or a pipe need not end. */
const textOf = async (file: string, largest: number): Promise<string> => {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of file === '-' ? process.stdin : createReadStream(file)) {
      chunks.push(chunk as Buffer);
      size += (chunk as Buffer).length;
      if (size > largest) throw usage(`${printable(file)} is larger than any run that kubeharden exports.`, HOW);
    }
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw usage(`The run ${printable(file)} cannot be read: ${reasonOf(error)}.`, HOW);
  }
  return Buffer.concat(chunks).toString('utf8');
};

/** A part in the form of today. Throws a string that says what is wrong. */
const part = (kind: Kind, body: unknown, schema: number): unknown => {
  const today = migrated(kind, body, schema, MIGRATIONS);
  const wrong = flaw(kind, today);
  if (wrong !== undefined) throw usage(`it does not have the form that kubeharden writes (${wrong})`);
  return today;
};

const stepsIn = (numbered: readonly unknown[], run: string, schema: number): readonly Step[] =>
  numbered.map((body, index) => {
    const { step, ...place } = part('step', body, schema) as NumberedStep;
    if (place.run !== run || place.number !== index + 1) throw usage(`its step ${index + 1} is step ${place.number} of run ${place.run}`);
    return withHiddenWords(step);
  });

const runIn = (text: string): Run => {
  const opened = unseal(text, schemaAfter(MIGRATIONS));
  if (opened.state === 'corrupt') throw usage(opened.reason);
  if (opened.state === 'newer') throw usage(newerThanThis(opened, SCHEMA));
  const { header, steps } = isRecord(opened.body) ? opened.body : {};
  if (!Array.isArray(steps)) throw usage('it is no export of a run');
  const run = part('run', header, opened.schema) as Header;
  if (!isRunId(run.id)) throw usage(`${JSON.stringify(run.id)} is no id of a run`);
  if (!leavesRoom(run.id)) throw usage(`${run.id} is no id that kubeharden has given: its number is too high`);
  if (run.steps !== steps.length) throw usage(`it holds ${steps.length} of ${run.steps} steps`);
  const whole: Run = { ...run, steps: stepsIn(steps, run.id, opened.schema) };
  const secret = secretIn(whole.steps);
  if (secret !== undefined) throw usage(`it holds ${secret}, which no record of kubeharden does`);
  return whole;
};

/** `-` is the standard input. Throws a Failure for what is no run, or not as kubeharden wrote it. */
export const readArchive = async (file: string, largest = LARGEST): Promise<Run> => {
  const text = await textOf(file, largest);
  try {
    return runIn(text);
  } catch (error) {
    // RangeError: nested deeper than anything that kubeharden writes.
    if (!(error instanceof Failure) && !(error instanceof RangeError)) throw error;
    const why = error instanceof Failure ? error.message : 'it is nested too deeply';
    throw usage(`${printable(file)} cannot be imported: ${why}.`, HOW);
  }
};
