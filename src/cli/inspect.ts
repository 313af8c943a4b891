import type { Command } from 'commander';
import type { Runs } from './command.ts';

/** Questions that change nothing and are not about weaknesses. */
export const declareInspect = (program: Command, runs: Runs): void => {
  const inspect = program.command('inspect').description('answer questions about the target').helpCommand(false);
  const psa = inspect.command('psa').description('what Pod Security would refuse');
  psa
    .option('--level <level>', 'privileged, baseline or restricted (the default)')
    .option('--version <version>', 'of the Pod Security Standards: v1.29, or latest (the default)');
  runs(psa, async () => (await import('./inspectPsa.ts')).inspectPsa);
};
