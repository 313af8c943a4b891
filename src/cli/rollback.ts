import { EXIT } from '../app/errors.ts';
import type { RollbackPlan, UndoStep } from '../app/planUndo.ts';
import { applyUndo, planUndo, type Undone } from '../app/rollback.ts';
import { printable } from '../core/printable.ts';
import { notUndone, rollbackReport, rollbackTable, type NotUndone } from '../report/rollbackReport.ts';
import type { Work } from './command.ts';
import { confirmed, UNNAMED, type Dangerous } from './confirming.ts';
import type { Context, Opened } from './context.ts';
import { assertNewestUsable } from './damagedRecord.ts';
import { rollbackDiff } from './diffs.ts';
import { exitOfRun } from './exitOfRun.ts';
import { outputOf, type Flags } from './flags.ts';
import { print } from './printing.ts';
import { progressOn } from './progress.ts';
import { tellOpen } from './recover.ts';
import { opening } from './scanning.ts';
import { undoingOf } from './undoing.ts';
import { warnOfRecords } from './warnOfRecords.ts';

type Chosen = UndoStep & Dangerous;

interface Outcome {
  readonly done: readonly Undone[];
  readonly left: readonly NotUndone[];
  readonly refused: readonly NotUndone[];
  /** Of those that are left: what --yes could not say. */
  readonly unnamed: readonly NotUndone[];
}

const all = (steps: readonly UndoStep[], reason: string): readonly NotUndone[] => steps.map((step) => notUndone(step, reason));

/** Where the record may be of another cluster, everything has to be confirmed by name. */
const chosenIn = (plans: readonly RollbackPlan[]): readonly Chosen[] =>
  plans.flatMap(({ steps, foreign }) =>
    steps
      .filter(({ refused }) => refused === undefined)
      .map((step) => ({ ...step, findings: [], danger: foreign === undefined ? step.danger : 'name' })),
  );

const execute = (context: Context, { target, journal }: Opened, plans: readonly RollbackPlan[]): Promise<readonly Undone[]> => {
  const { clock, version, control, terminal } = context;
  const parts = { target, journal, clock, version, control, plans, on: progressOn(terminal, journal.place) };
  return context.stoppable(() => applyUndo({ ...parts, keepGoing: true }));
};

const whatOf = (plans: readonly RollbackPlan[], count: number, target: string): string =>
  `roll back run ${plans.map(({ run }) => run.id).join(', then ')}, ${count} ${count === 1 ? 'object' : 'objects'}, on ${printable(target)}`;

const reviewOf = (plans: readonly RollbackPlan[]): string =>
  plans.map(({ run: { id } }) => `\`kubeharden history ${id}\` shows what it did, \`kubeharden verify ${id}\` what stands`).join('; ');

/** Only what was let through; a run of which nothing was is left alone. */
const approvedIn = (plans: readonly RollbackPlan[], approved: readonly Chosen[]): readonly RollbackPlan[] =>
  plans
    .map((plan) => ({ ...plan, steps: approved.filter(({ step }) => plan.run.steps.includes(step)) }))
    .filter(({ steps }) => steps.length > 0);

const rollingBack = async (context: Context, flags: Flags, opened: Opened, plans: readonly RollbackPlan[]): Promise<Outcome> => {
  const { terminal } = context;
  const refused = plans
    .flatMap(({ steps }) => steps)
    .flatMap((step) => (step.refused === undefined ? [] : [notUndone(step, step.refused)]));
  for (const { foreign } of plans) if (foreign !== undefined) terminal.err(`${terminal.paint('yellow', 'warning:')} ${printable(foreign)}`);
  const items = chosenIn(plans);
  if (items.length === 0) return { done: [], left: [], refused, unnamed: [] };
  const show = async (): Promise<void> => {
    for (const line of await rollbackDiff(terminal, plans)) terminal.err(line);
  };
  const { info } = opened.target;
  const what = whatOf(plans, items.length, info.name);
  const answer = await confirmed(context, flags, { target: info, what, items, show, review: reviewOf(plans) });
  const left = answer.declined ? all(items, 'was declined') : all(answer.unnamed, UNNAMED);
  const unnamed = flags.yes ? left : [];
  if (answer.approved.length === 0) return { done: [], left, refused, unnamed };
  const approved = approvedIn(plans, answer.approved);
  const done = await execute(context, opened, approved);
  const unreached = approved.slice(done.length).flatMap(({ steps }) => all(steps, 'a newer run was not wholly undone'));
  return { done, left, refused: [...refused, ...unreached], unnamed };
};

/** A rollback goes with the run that it rolled back. */
const tellLeftOut = ({ terminal }: Context, named: readonly string[], plans: readonly RollbackPlan[]): void => {
  const planned = new Set(plans.map(({ run }) => run.id));
  for (const id of new Set(named))
    if (!planned.has(id)) terminal.err(`Run ${printable(id)} is left out: it rolled back a run that is rolled back here itself.`);
};

/** Runs, objects of them or places of those, and all since a time: what is undone, one confirmation for the whole. */
export const rollback: Work = (context, flags, names) => {
  const output = outputOf(flags, ['table', 'json', 'yaml']);
  const undoing = undoingOf(flags, names, context.clock.now());
  return opening(context, flags, async (opened) => {
    await assertNewestUsable(opened.journal, undoing);
    await warnOfRecords(context, opened);
    const plans = await planUndo(opened.target, opened.journal, undoing);
    tellLeftOut(context, undoing.runs, plans);
    const { done, left, refused, unnamed } = await rollingBack(context, flags, opened, plans);
    const report = rollbackReport(opened.target.info, done, { left, refused });
    await print(context, output, report, () => rollbackTable(report));
    const indebted = done.map(({ undone }) => undone).filter(({ steps }) => steps.some(({ owes }) => owes));
    tellOpen(context.terminal, indebted);
    if (indebted.length > 0) return EXIT.partial;
    const [first] = done;
    if (first) return exitOfRun({ ...first.run, steps: done.flatMap(({ run }) => run.steps) }, refused.length + unnamed.length);
    if (unnamed.length > 0) return EXIT.needsTerminal;
    if (refused.length === 0) return EXIT.ok;
    return plans.some(({ steps }) => steps.some(({ undo }) => undo.state !== 'ready')) ? EXIT.stale : EXIT.cluster;
  });
};
