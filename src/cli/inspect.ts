import type { Command } from 'commander';
import { usage } from '../app/errors.ts';
import type { Runs } from './command.ts';
import { inspectPsa } from './inspectPsa.ts';
import { unknown } from './near.ts';

/** Questions that change nothing and are not about weaknesses. */
export const declareInspect = (program: Command, runs: Runs): void => {
  const inspect = program.command('inspect').description('answer questions about the target').helpCommand(false);
  runs(inspect.argument('[question]'), (_context, _flags, [word]) => {
    const known = inspect.commands.map((command) => command.name());
    if (word !== undefined) throw unknown('question', word, known, `Ask one of ${known.join(', ')}.`);
    throw usage('What is to be inspected?', `Ask one of ${known.join(', ')}.`);
  });
  const psa = inspect.command('psa').description('what Pod Security would refuse');
  psa
    .option('--level <level>', 'privileged, baseline or restricted (the default)')
    .option('--version <version>', 'of the Pod Security Standards: v1.29, or latest (the default)');
  runs(psa, inspectPsa);
};
