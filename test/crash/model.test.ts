import fc from 'fast-check';
import { afterAll, it } from 'vitest';
import { courses, follow } from './courses.ts';
import type { Command } from './model.ts';

/** `npm run fuzz` sets both. */
const numRuns = Number(process.env['FUZZ_RUNS'] ?? 10_000);
const seed = process.env['FUZZ_SEED'] === undefined ? undefined : Number(process.env['FUZZ_SEED']);

const PARTS = 4;
/** A part takes a few seconds of one core, of which a busy machine may give little. */
const SLOW_MACHINE_MS = 300_000;
let sequences = 0;
afterAll(() => void process.stdout.write(`sequences: ${sequences}\n`));

it.each(Array.from({ length: PARTS }, (_, part) => part))(
  'keeps its laws in applies, undos, edits of others, lost answers, deaths and recoveries: part %i',
  async (part) => {
    const course = async (commands: readonly Command[]): Promise<void> => {
      sequences++;
      await follow(commands);
    };
    await fc.assert(fc.asyncProperty(courses, course), {
      numRuns: Math.ceil(numRuns / PARTS),
      ...(seed === undefined ? {} : { seed: seed + part * 1_000_003 }),
    });
  },
  SLOW_MACHINE_MS,
);
