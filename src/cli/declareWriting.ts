import type { Command } from 'commander';
import { AUDIT_LOG, collect, collectWords, later, type Runs } from './command.ts';

/** What decides which findings are mended and how. */
const choosing = (command: Command): Command =>
  command
    .argument('[checks...]', 'ids of remediations, and objects as KIND/NAME; without any, all that is automatic')
    .option('--accept <checks>', 'mend these although a doubt stands', collectWords)
    .option('--set <check.input=value>', 'a value that a fix asks for; may be repeated', collect)
    .option('--audit-log <file>', AUDIT_LOG)
    .option('--level <level>', 'all that Pods and templates need to meet this level of Pod Security: baseline or restricted')
    .option('--version <version>', 'of --level: v1.29, or latest (the default)')
    .option('--override-owner <how>', 'write what somebody else manages: hold keeps the fields, yield gives them back')
    .option('--wave <wave>', 'safe: what restarts nothing; restarts: what does');

const confirming = (command: Command): Command =>
  command.option('--yes', 'do not ask').option('--confirm <name>', "the target's name, for what must be confirmed by it");

export const declareChanges = (program: Command, runs: Runs): void => {
  const planning = choosing(program.command('plan').description('show what would be changed, and what that may break'));
  runs(
    planning
      .option('-o, --output <form>', 'diff, json; for the source of what somebody else owns: kustomize (patches) or yaml (whole objects)')
      .option('--out <path>', 'keep the plan in this file, to be applied later; with -o kustomize or yaml: the folder to make'),
    later(async () => (await import('./plan.ts')).plan),
  );
  const applying = confirming(choosing(program.command('apply').description('change it, recorded so that it can be taken back')));
  applying
    .option('--plan <file>', 'apply what this file holds, if it is still what would happen')
    .option('--keep-going', 'go on with other objects after one could not be changed')
    .option('--auto-rollback', 'take back at once what makes a workload unhealthy')
    .option('--watch <duration>', 'how long a workload must stay healthy after its change: 10s unless told, 0s does not look again')
    .option('--rehearse', 'first try what restarts pods as one pod beside them, and leave out what fails')
    .option('--rehearse-why', 'the same; after a failure, find the fix that is to blame by trying without one after the other')
    .option('--rehearse-once-only', 'the same, also with what should not run twice: singletons, jobs, migrations, queues, schedulers');
  runs(
    applying,
    later(async () => (await import('./apply.ts')).apply),
  );
};

/** The records themselves, which need no write to the target. */
const declareHistory = (history: Command, runs: Runs): void => {
  runs(
    history,
    later(async () => (await import('./history.ts')).history),
  );
  const pruning = history.command('prune').description('remove old records; what can still be undone stays');
  runs(
    confirming(pruning)
      .option('--keep <count>', 'so many of the newest runs stay')
      .option('--older-than <age>', 'only what is older, such as 30d')
      .option('--undoable', 'remove also what could still be undone'),
    later(async () => (await import('./pruning.ts')).pruning),
  );
  const exporting = history.command('export').description('write one run to one file, to be imported on another machine');
  runs(
    exporting.argument('<run>').option('-o, --output <file>', 'the file; without it, the standard output'),
    later(async () => (await import('./carrying.ts')).exporting),
  );
  const importing = history.command('import').description('take a run that was exported on another machine, of this same target');
  runs(
    confirming(importing).argument('<file>', 'what `history export` wrote, or - for the standard input'),
    later(async () => (await import('./carrying.ts')).importing),
  );
};

/** What to undo: runs, of them objects, of those places; a rollback is a run too. */
const declareRollback = (rollingBack: Command, runs: Runs): void => {
  confirming(rollingBack)
    .argument('[runs and objects...]', 'ids of runs, a rollback is one too; and objects as KIND/NAME: then only these are undone')
    .option('--path <path>', 'of the object only this place, such as spec.template.spec.hostNetwork; may be repeated', collect)
    .option('--to-time <time>', 'undo all since then: 2026-11-21T08:00:00Z, or how long ago, such as 2h')
    .option('--drift <choice>', 'what somebody changed since: keep it and undo the rest, or restore what was before');
  runs(
    rollingBack,
    later(async () => (await import('./rollback.ts')).rollback),
  );
};

export const declareRecords = (program: Command, runs: Runs): void => {
  const command = (name: string, does: string): Command => program.command(name).description(does);
  declareRollback(command('rollback', 'take runs back, newest first; the newest apply that stands, without an id'), runs);
  declareHistory(command('history', 'list the runs on this target, or show one of them whole').argument('[run]'), runs);
  runs(
    command('verify', 'whether a run still stands as it was applied').argument('[run]'),
    later(async () => (await import('./verify.ts')).verify),
  );
  runs(
    command('recover', 'find out what a run that was cut off really did, and finish its record'),
    later(async () => (await import('./recover.ts')).recoverRuns),
  );
};
