import fc from 'fast-check';
import { equal } from '../../src/core/change.ts';
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

/** What people, and what befalls them, do one after the other. */
export const courses: fc.Arbitrary<readonly Command[]> = fc.array(command, { minLength: 1, maxLength: 6 });

const isWhole = (given: Command | undefined, does: Command['does']): boolean =>
  given?.does === does && 'mishaps' in given && given.mishaps.length === 0;

/** Throws where a law is broken on the way, or where a whole undo just after a whole apply is not as before it. */
export const follow = async (commands: readonly Command[]): Promise<void> => {
  const model = newModel();
  let before = await model.places();
  for (const [nth, given] of commands.entries()) {
    const now = await model.places();
    await model.obey(given);
    const isUndo = isWhole(commands[nth - 1], 'apply') && isWhole(given, 'undo') && !equal(before, now);
    if (isUndo && !equal(await model.places(), before)) throw new Error('undo(apply(x)) is not x');
    before = now;
  }
};
