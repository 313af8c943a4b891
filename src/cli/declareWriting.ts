import type { Command } from 'commander';
import { collect, collectWords, type Runs } from './command.ts';

/** What decides which findings are mended and how. */
const choosing = (command: Command): Command =>
  command
    .argument('[checks...]', 'ids of remediations; without any, all that is automatic')
    .option('--accept <checks>', 'mend these although a doubt stands', collectWords)
    .option('--set <check.input=value>', 'a value that a fix asks for; may be repeated', collect)
    .option('--override-owner <how>', 'write what somebody else manages: hold keeps the fields, yield gives them back')
    .option('--wave <wave>', 'safe: what restarts nothing; restarts: what does');

const confirming = (command: Command): Command =>
  command.option('--yes', 'do not ask').option('--confirm <name>', "the target's name, for what must be confirmed by it");

export const declareChanges = (program: Command, runs: Runs): void => {
  const plan = choosing(program.command('plan').description('show what would be changed, and what that may break'));
  runs(plan.option('--out <file>', 'keep the plan, to be applied later'), async () => (await import('./plan.ts')).plan);
  const apply = confirming(choosing(program.command('apply').description('change it, recorded so that it can be taken back')));
  apply
    .option('--plan <file>', 'apply what this file holds, if it is still what would happen')
    .option('--keep-going', 'go on with other objects after one could not be changed')
    .option('--auto-rollback', 'take back at once what makes a workload unhealthy');
  runs(apply, async () => (await import('./apply.ts')).apply);
};

export const declareRecords = (program: Command, runs: Runs): void => {
  const rollback = program.command('rollback').description('take a run back; the newest that is not, without its id').argument('[run]');
  runs(confirming(rollback), async () => (await import('./rollback.ts')).rollback);
  runs(program.command('history').description('list the runs on this target'), async () => (await import('./history.ts')).history);
  const verify = program.command('verify').description('whether a run still stands as it was applied').argument('[run]');
  runs(verify, async () => (await import('./verify.ts')).verify);
  const recover = program.command('recover').description('find out what a run that was cut off really did, and finish its record');
  runs(recover, async () => (await import('./recover.ts')).recoverRuns);
};
