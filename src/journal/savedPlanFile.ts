import { readFile } from 'node:fs/promises';
import * as z from 'zod'; // as a namespace: the bundle then leaves out what is not used
import { EXIT, Failure, usage } from '../app/errors.ts';
import { ioCode, reasonOf } from '../app/ioReason.ts';
import type { SavedPlan } from '../app/savedPlan.ts';
import { writeAtomically } from './atomicFile.ts';
import { realDisk } from './disk.ts';

const form = z.object({
  schema: z.literal(1),
  version: z.string(),
  made: z.iso.datetime(),
  target: z.object({ type: z.enum(['cluster', 'manifests', 'memory']), id: z.string(), name: z.string() }),
  findings: z.array(z.string()),
  answers: z.record(z.string(), z.record(z.string(), z.string())),
  override: z.enum(['hold', 'yield']).optional(),
  demands: z.object({ level: z.enum(['privileged', 'baseline', 'restricted']), version: z.string() }).optional(),
  changes: z.array(z.object({ object: z.string(), effect: z.hex() })),
});

const HOW = 'Make one with `kubeharden plan --out FILE`.';

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** Throws a Failure where it cannot be written; then there is no file, or the one from before. */
export const writeSavedPlan = async (file: string, plan: SavedPlan): Promise<void> => {
  try {
    await writeAtomically(realDisk, file, `${JSON.stringify(plan, null, 2)}\n`);
  } catch (error) {
    const why = ioCode(error) === 'ENOENT' ? 'its folder does not exist' : reasonOf(error);
    throw new Failure(EXIT.usage, `The plan could not be written to ${file}: ${why}.`, ['Name another file with --out.']);
  }
};

/** Throws a Failure for a file that is not there, or that holds no plan. */
export const readSavedPlan = async (file: string): Promise<SavedPlan> => {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw usage(`The plan ${file} cannot be read: ${reasonOf(error)}.`, HOW);
  });
  const read = form.safeParse(parsed(text));
  if (read.success) return read.data as SavedPlan;
  throw usage(`${file} is no plan, or not one that this kubeharden wrote.`, HOW);
};
