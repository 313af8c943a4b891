import { formatPath } from '../core/diff.ts';
import { sameRef, type Resource } from '../core/resource.ts';
import type { Journal } from './journal.ts';
import { Failure } from './errors.ts';
import type { RollbackPlan, UndoStep } from './planUndo.ts';
import type { Run, Step } from './run.ts';
import { owing, type Debts } from './settle.ts';
import { asItStands } from './standing.ts';
import { canUndo } from './undo.ts';

const isDone = ({ state }: Step): boolean => state === 'applied' || state === 'verified';

const pathsOf = (places: readonly { readonly path: Parameters<typeof formatPath>[0] }[]): string =>
  places.map(({ path }) => formatPath(path)).join(', ');

const detailOf = (undone: UndoStep): string =>
  undone.undo.state === 'ready' && undone.undo.keeps.length > 0 ? `left as somebody changed it: ${pathsOf(undone.undo.keeps)}` : '';

/** What an undo did. `lives`: the objects of its steps, as they live now. */
interface Outcome {
  readonly rollback: Run;
  readonly lives: readonly (Resource | undefined)[];
  readonly debts: Debts;
}

/** How a step of the run that was undone ended. `done` is the step that undid it. */
const ended = (undone: UndoStep, done: Step | undefined, live: Resource | undefined, debts: Debts): Step => {
  const { step } = undone;
  const settled = (detail: string): Step => owing({ ...asItStands(step, live), detail }, debts);
  if (undone.undo.state === 'already') return settled('it was undone already');
  if (done && isDone(done)) return settled(detailOf(undone));
  return { ...step, state: 'rollback-conflict', detail: done?.detail ?? undone.refused ?? 'not undone' };
};

/** The record of the run that was undone, as it is by now, says of each step how that ended. */
export const markUndone = async (journal: Journal, plan: RollbackPlan, { rollback, lives, debts }: Outcome, now: Date): Promise<Run> => {
  const run = await journal.load(plan.run.id);
  const steps = plan.steps.reduce<readonly Step[]>((all, planned) => {
    const undone = { ...planned, step: all[planned.index] ?? planned.step };
    const at = rollback.steps.findIndex((step) => sameRef(step.ref, undone.step.ref));
    const live = at < 0 ? undone.live : lives[at];
    return all.with(undone.index, { ...ended(undone, rollback.steps[at], live, debts), at: now.toISOString() });
  }, run.steps);
  const marked = { ...run, steps };
  await journal.save(marked);
  return marked;
};

const stoodAgain = (step: Step, done: Step, live: Resource | undefined, by: string): Step => {
  const now = asItStands(step, live);
  const state = now.state === 'applied' && done.state === 'verified' ? 'verified' : now.state;
  return { ...now, state, detail: now.state === 'rolled-back' ? '' : `back again by ${by}` };
};

/** A record that is gone or damaged has nothing to be told. */
const found = async (journal: Journal, id: string): Promise<Run | undefined> => {
  try {
    return await journal.load(id);
  } catch (error) {
    if (error instanceof Failure) return undefined;
    throw error;
  }
};

/** Undoing a rollback puts back what an earlier run did: the records of all runs up the chain say how they stand now. */
export const markStanding = async (
  journal: Journal,
  id: string | undefined,
  rollback: Run,
  lives: readonly (Resource | undefined)[],
  now: Date,
): Promise<void> => {
  const run = id === undefined ? undefined : await found(journal, id);
  if (!run) return;
  const steps = run.steps.map((step): Step => {
    const at = rollback.steps.findIndex((of) => sameRef(of.ref, step.ref));
    const done = rollback.steps[at];
    if (!done || !isDone(done) || ['not-applied', 'skipped', 'prepared'].includes(step.state)) return step;
    return { ...stoodAgain(step, done, lives[at], rollback.id), at: now.toISOString() };
  });
  await journal.save({ ...run, steps });
  await markStanding(journal, run.undoes, rollback, lives, now);
};

/** As `markUndone`, for an undo that was cut off: what was meant of each object is not known any more, but the objects tell what was done. */
export const markCutOff = async (journal: Journal, { rollback, lives, debts }: Outcome, now: Date): Promise<void> => {
  const run = rollback.undoes === undefined ? undefined : await found(journal, rollback.undoes);
  if (!run) return;
  const steps = run.steps.map((step): Step => {
    const at = rollback.steps.findIndex((of) => sameRef(of.ref, step.ref));
    const done = rollback.steps[at];
    if (!done || !isDone(done) || !canUndo(step)) return step;
    return owing({ ...asItStands(step, lives[at]), at: now.toISOString(), detail: '' }, debts);
  });
  await journal.save({ ...run, steps });
  await markStanding(journal, run.undoes, rollback, lives, now);
};
