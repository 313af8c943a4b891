import { applyPlan, type Applied } from '../app/apply.ts';
import { EXIT, usage } from '../app/errors.ts';
import type { PlannedChange } from '../app/plan.ts';
import type { Rehearsal } from '../app/rehearsal.ts';
import type { Step } from '../app/run.ts';
import { canUndo } from '../app/undo.ts';
import { printable } from '../core/printable.ts';
import { hardeningReport } from '../report/hardeningReport.ts';
import { leftLines, leftReport, type LeftFinding } from '../report/left.ts';
import { rehearsalTable, remaining, reportedRehearsal } from '../report/rehearsalReport.ts';
import { runReport, stepTable, type RunReport } from '../report/runReport.ts';
import { scoresText } from '../report/scoreText.ts';
import { wantedOf } from './choosing.ts';
import type { Work } from './command.ts';
import { confirmed, UNNAMED } from './confirming.ts';
import type { Context, Opened } from './context.ts';
import { planDiff } from './diffs.ts';
import { exitOfRun } from './exitOfRun.ts';
import { namespaceOf, outputOf, settleOf, type Flags } from './flags.ts';
import { linesOfHardening } from './hardening.ts';
import { planning, type Planned } from './planning.ts';
import { print } from './printing.ts';
import { progressOn } from './progress.ts';
import { tellOpen } from './recover.ts';
import { exitWithRehearsals, rehearsing, tellRehearsal, tellRemains } from './rehearsing.ts';
import { rollbackCommand } from './rollbackCommand.ts';
import { planningSaved, refuseChoosing } from './savedPlans.ts';
import { opening } from './scanning.ts';
import { readNothing } from './nothing.ts';
import { warnOfRecords } from './warnOfRecords.ts';

/** How to plan what the flags mean; what they must not say is known before anything is opened. */
const plannerOf = async (context: Context, flags: Flags, checks: readonly string[]): Promise<(opened: Opened) => Promise<Planned>> => {
  if (flags.plan === undefined) {
    const wanted = wantedOf(flags, checks, await context.catalogue());
    return (opened) => planning(context, flags, wanted, opened);
  }
  refuseChoosing(flags, checks);
  const saved = await context.loadPlan(flags.plan);
  return (opened) => planningSaved(context, flags, saved, opened);
};

/** A finding with several changes is named once for each reason. */
const leftOf = (changes: readonly PlannedChange[], reasonOf: (change: PlannedChange) => string): readonly LeftFinding[] => {
  const all = changes.flatMap((change) => change.findings.map((finding) => ({ finding, reason: reasonOf(change) })));
  return [...new Map(all.map((left) => [`${left.finding.id} ${left.reason}`, left])).values()];
};

const assertWritable = ({ info }: Planned['target']): void => {
  if (!info.readOnly) return;
  if (info.name === '-') throw usage('Standard input cannot be changed.', 'Save it to a file, and name that with -f.');
  throw usage(`${info.name} is open for reading only.`, 'Run it again without --read-only.');
};

const execute = (context: Context, flags: Flags, planned: Planned, changes: readonly PlannedChange[]): Promise<Applied> => {
  const { target, journal, catalogue, wanted, isMeant } = planned;
  const { clock, version, control, terminal } = context;
  const namespace = namespaceOf(flags);
  const parts = { target, journal, catalogue, clock, version, control, changes, on: progressOn(terminal, journal.place) };
  return context.stoppable(() =>
    applyPlan({
      ...parts,
      ...(wanted.override === undefined ? {} : { override: wanted.override }),
      ...(namespace === undefined ? {} : { namespace }),
      ...(isMeant ? { isMeant } : {}),
      keepGoing: flags.keepGoing === true,
      autoRollback: flags.autoRollback === true,
      ...settleOf(flags),
    }),
  );
};

interface Outcome {
  readonly applied?: Applied;
  readonly left: readonly LeftFinding[];
  readonly refused: readonly LeftFinding[];
  readonly rehearsals: readonly Rehearsal[];
  /** What was created to rehearse and could not be removed. */
  readonly remains: readonly Step[];
}

const reportOf = ({ scan, target, hardening }: Planned, { applied, left, refused, rehearsals, remains }: Outcome): RunReport =>
  runReport('ApplyReport', target.info, applied?.run, {
    left: leftReport(left),
    refused: leftReport(refused),
    ...(rehearsals.length > 0 ? { rehearsals: rehearsals.map(reportedRehearsal) } : {}),
    ...(remains.length > 0 ? { remains: remains.map(remaining) } : {}),
    ...(hardening ? { hardening: hardeningReport(hardening) } : {}),
    ...(applied?.scan ? { score: { before: scan.result.score ?? null, after: applied.scan.result.score ?? null } } : {}),
  });

/** What is left to be done about a run. */
const afterwards = (run: string, flags: Flags, { applied }: Outcome): string => {
  if (applied?.run.steps.some(canUndo)) return `\`${rollbackCommand(run, flags)}\` takes it back.`;
  const undone = applied?.run.steps.some(({ state }) => state === 'rolled-back');
  return undone ? 'What it wrote has been taken back already.' : 'Nothing was written.';
};

const linesOf = (flags: Flags, report: RunReport, planned: Planned, outcome: Outcome, columns: number): readonly string[] => [
  ...(outcome.rehearsals.length > 0 ? [...rehearsalTable(outcome.rehearsals), ''] : []),
  ...(report.run === null
    ? ['Nothing was changed.']
    : [
        ...stepTable(report.changes, columns),
        '',
        `Run ${report.run}: ${report.state}${report.score ? `; ${scoresText(report.score.before ?? undefined, report.score.after ?? undefined)}` : ''}.`,
        afterwards(report.run, flags, outcome),
      ]),
  ...leftLines(outcome.left),
  ...leftLines(outcome.refused).map((line) => line.replace(/^left:/, 'refused:')),
  ...linesOfHardening(planned),
];

const applying = async (context: Context, flags: Flags, planned: Planned): Promise<Outcome> => {
  const { plan, target } = planned;
  const refused = plan.changes.filter((change) => change.refused !== undefined);
  const possible = plan.changes.filter((change) => change.refused === undefined);
  const told = { refused: leftOf(refused, (change) => change.refused ?? ''), rehearsals: [], remains: [] };
  if (possible.length === 0) return { ...told, left: planned.left };
  assertWritable(target);
  const show = async (): Promise<void> => {
    for (const line of await planDiff(context.terminal, plan)) context.terminal.err(line);
  };
  const what = `apply ${possible.length === 1 ? 'this change' : `these ${possible.length} changes`} to ${printable(target.info.name)}`;
  await tellRehearsal(context, flags, planned, possible);
  const answer = await confirmed(context, flags, { target: target.info, what, items: possible, show });
  const unnamed = answer.declined ? leftOf(possible, () => 'was declined') : leftOf(answer.unnamed, () => UNNAMED);
  const left = [...planned.left, ...unnamed];
  if (answer.approved.length === 0) return { ...told, left };
  const { rehearsals, passed, left: failed, remains } = await rehearsing(context, flags, planned, answer.approved);
  const outcome = { ...told, left: [...left, ...failed], rehearsals, remains };
  return passed.length === 0 ? outcome : { ...outcome, applied: await execute(context, flags, planned, passed) };
};

export const apply: Work = async (context, flags, checks) => {
  const output = outputOf(flags, ['table', 'json', 'yaml']);
  settleOf(flags); // what it refuses is refused before anything is opened
  const plan = await plannerOf(context, flags, checks);
  return opening(context, flags, async (opened) => {
    await warnOfRecords(context, opened);
    const planned = await plan(opened);
    const outcome = await applying(context, flags, planned);
    const report = reportOf(planned, outcome);
    await print(context, output, report, (columns) => linesOf(flags, report, planned, outcome, columns));
    tellRemains(context, outcome.remains);
    const { applied } = outcome;
    if (applied?.run.steps.some(({ owes }) => owes)) tellOpen(context.terminal, [applied.run]);
    if (applied) return exitWithRehearsals(outcome, exitOfRun(applied.run, outcome.refused.length), true);
    if (outcome.refused.length > 0) return EXIT.cluster;
    const nothing = readNothing(context, flags, { target: opened.target, snapshot: planned.scan.snapshot });
    return exitWithRehearsals(outcome, nothing ?? EXIT.ok, false);
  });
};
