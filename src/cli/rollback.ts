import { EXIT } from '../app/errors.ts';
import type { RollbackPlan, UndoStep } from '../app/planUndo.ts';
import { applyRollback, planRollback } from '../app/rollback.ts';
import type { Run } from '../app/run.ts';
import { printable } from '../core/printable.ts';
import { describeRef } from '../core/resource.ts';
import { named } from '../report/named.ts';
import { runReport, stepTable, type NotChanged, type RunReport } from '../report/runReport.ts';
import type { Work } from './command.ts';
import { confirmed, UNNAMED, type Dangerous } from './confirming.ts';
import type { Context, Opened } from './context.ts';
import { rollbackDiff } from './diffs.ts';
import { exitOfRun } from './exitOfRun.ts';
import { outputOf, type Flags } from './flags.ts';
import { print } from './printing.ts';
import { progressOn } from './progress.ts';
import { opening } from './scanning.ts';
import { warnOfRecords } from './warnOfRecords.ts';

type Undoing = UndoStep & Dangerous;

interface Outcome {
  readonly run?: Run;
  readonly left: readonly NotChanged[];
  readonly refused: readonly NotChanged[];
}

const notUndone = (steps: readonly UndoStep[], reasonOf: (step: UndoStep) => string): readonly NotChanged[] =>
  steps.map((step) => ({ ...named(step.step.ref), reason: reasonOf(step) }));

/** Where the record may be of another cluster, everything has to be confirmed by name. */
const undoing = (plan: RollbackPlan): readonly Undoing[] =>
  plan.steps
    .filter(({ refused }) => refused === undefined)
    .map((step) => ({ ...step, findings: [], danger: plan.foreign === undefined ? step.danger : 'name' }));

const execute = (context: Context, { target, journal }: Opened, plan: RollbackPlan): Promise<Run> => {
  const { clock, version, control, terminal } = context;
  const parts = { target, journal, clock, version, control, plan, on: progressOn(terminal, journal.place) };
  return context.stoppable(async () => (await applyRollback({ ...parts, keepGoing: true })).run);
};

const rollingBack = async (context: Context, flags: Flags, opened: Opened, plan: RollbackPlan): Promise<Outcome> => {
  const { terminal } = context;
  const refused = notUndone(
    plan.steps.filter((step) => step.refused !== undefined),
    (step) => step.refused ?? '',
  );
  if (plan.foreign !== undefined) terminal.err(`${terminal.paint('yellow', 'warning:')} ${printable(plan.foreign)}`);
  const items = undoing(plan);
  if (items.length === 0) return { left: [], refused };
  const show = async (): Promise<void> => {
    for (const line of await rollbackDiff(terminal, plan)) terminal.err(line);
  };
  const what = `roll back run ${plan.run.id}, ${items.length} ${items.length === 1 ? 'object' : 'objects'}, on ${printable(opened.target.info.name)}`;
  const answer = await confirmed(context, flags, { target: opened.target.info, what, items, show });
  const left = answer.declined ? notUndone(items, () => 'was declined') : notUndone(answer.unnamed, () => UNNAMED);
  if (answer.approved.length === 0) return { left, refused };
  return { left, refused, run: await execute(context, opened, { ...plan, steps: answer.approved }) };
};

const linesOf = (report: RunReport): readonly string[] => [
  ...(report.run === null
    ? ['Nothing was rolled back.']
    : [
        ...stepTable(report.changes),
        '',
        `Run ${report.undoes} ${report.state === 'applied' ? 'is' : 'is not wholly'} rolled back by ${report.run}: ${report.state}.`,
      ]),
  ...report.left.map(({ resource, reason }) => printable(`left: ${describeRef(resource)}: ${reason}`)),
  ...report.refused.map(({ resource, reason }) => printable(`not rolled back: ${describeRef(resource)}: ${reason}`)),
];

export const rollback: Work = (context, flags, [id]) => {
  const output = outputOf(flags, ['table', 'json', 'yaml']);
  return opening(context, flags, async (opened) => {
    await warnOfRecords(context, opened);
    const plan = await planRollback(opened.target, opened.journal, id);
    const outcome: Outcome = plan ? await rollingBack(context, flags, opened, plan) : { left: [], refused: [] };
    const { run, ...rest } = outcome;
    const report = runReport('RollbackReport', opened.target.info, run, rest);
    await print(context, output, report, () => linesOf(report));
    if (run) return exitOfRun(run, outcome.refused.length);
    if (outcome.refused.length === 0) return EXIT.ok;
    return plan?.steps.some(({ undo }) => undo.state === 'drift') ? EXIT.stale : EXIT.cluster;
  });
};
