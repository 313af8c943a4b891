import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import { NAMES, newModel, type Command, type Foreign, type Mishap } from './model.ts';

const foreign: fc.Arbitrary<Foreign> = fc.record({
  on: fc.constantFrom(...NAMES),
  does: fc.constantFrom('set', 'note', 'delete', 'create'),
});

const mishap: fc.Arbitrary<Mishap> = fc.record({
  nth: fc.nat(30),
  is: fc.oneof(fc.constant('death' as const), fc.constant('lost' as const), foreign),
});

const mishaps = fc.oneof(
  { weight: 2, arbitrary: fc.constant([]) },
  { weight: 3, arbitrary: fc.array(mishap, { minLength: 1, maxLength: 2 }) },
);

const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ does: fc.constant('apply' as const), to: fc.subarray([...NAMES], { minLength: 1 }), mishaps }) },
  { weight: 4, arbitrary: fc.record({ does: fc.constantFrom('undo' as const, 'recover' as const), mishaps }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('foreign' as const), edit: foreign }) },
);

const isWhole = (given: Command | undefined, does: Command['does']): boolean =>
  given?.does === does && 'mishaps' in given && given.mishaps.length === 0;

/** `npm run fuzz` sets both. */
const numRuns = Number(process.env['FUZZ_RUNS'] ?? 10_000);
const seed = process.env['FUZZ_SEED'] === undefined ? undefined : Number(process.env['FUZZ_SEED']);

const PARTS = 4;
let sequences = 0;
afterAll(() => void process.stdout.write(`sequences: ${sequences}\n`));

it.each(Array.from({ length: PARTS }, (_, part) => part))(
  'keeps its laws in applies, undos, edits of others, lost answers, deaths and recoveries: part %i',
  async (part) => {
    const course = async (commands: readonly Command[]): Promise<void> => {
      sequences++;
      const model = newModel();
      let before = await model.places();
      for (const [nth, given] of commands.entries()) {
        const now = await model.places();
        await model.obey(given);
        const isUndo = isWhole(commands[nth - 1], 'apply') && isWhole(given, 'undo') && JSON.stringify(before) !== JSON.stringify(now);
        if (isUndo) expect(await model.places(), 'undo(apply(x)) = x').toEqual(before);
        before = now;
      }
    };
    await fc.assert(fc.asyncProperty(fc.array(command, { minLength: 1, maxLength: 6 }), course), {
      numRuns: Math.ceil(numRuns / PARTS),
      ...(seed === undefined ? {} : { seed: seed + part * 1_000_003 }),
    });
  },
);
