import { equal } from '../core/change.ts';
import { describeRef, refKey, sameRef, type Resource } from '../core/resource.ts';
import type { Snapshot } from '../core/snapshot.ts';
import { chosenRuns } from './chosenRuns.ts';
import { Stale } from './errors.ts';
import { heldBy } from './heldBy.ts';
import { markStanding, markUndone } from './marks.ts';
import { plansFor, type RollbackPlan, type UndoStep } from './planUndo.ts';
import type { Run, Step } from './run.ts';
import type { Journal } from './journal.ts';
import type { Recorder } from './recorder.ts';
import type { Target } from './target.ts';
import { newRun, transact, type Transaction, type Work } from './transaction.ts';
import { unblock } from './unblock.ts';
import { settle, type Debts } from './settle.ts';
import { undoOf } from './undo.ts';
import { checkMeant, type Undoing } from './undoing.ts';
import { rememberWarnings } from './warnings.ts';

/** What undoing would do now, run by run, newest first; empty where no run is left to undo. Throws a Failure for what is not there to be undone. */
export const planUndo = async (
  target: Target,
  journal: Journal,
  undoing: Undoing,
  snapshot?: Snapshot,
): Promise<readonly RollbackPlan[]> => {
  const runs = await chosenRuns(journal, undoing);
  if (runs.length > 0) checkMeant(undoing, runs);
  return plansFor(target, journal, runs, undoing, snapshot);
};

/** What rolling one run back would do now. Without an id, the newest apply that is not undone; undefined if there is none. */
export const planRollback = async (target: Target, journal: Journal, id?: string, snapshot?: Snapshot): Promise<RollbackPlan | undefined> =>
  (await planUndo(target, journal, { runs: id === undefined ? [] : [id] }, snapshot))[0];

export interface UndoRequest extends Omit<Transaction, 'afterWrite' | 'onDegraded'> {
  /** As they were approved, in the order in which they are undone. */
  readonly plans: readonly RollbackPlan[];
}

/** A rollback, and the run that it undid, as their records say now. */
export interface Undone {
  readonly run: Run;
  readonly undone: Run;
}

const workOf = ({ undo, preview }: UndoStep): readonly Work[] =>
  undo.state === 'ready' && preview ? [{ proposal: undo.proposal, approved: preview, closes: [] }] : [];

/** Another kubeharden may have gone on with the run, or undone it, while a person looked: its record must not be lost. */
const assertCurrent = async (journal: Journal, planned: Run): Promise<void> => {
  if (!equal(await journal.load(planned.id), planned))
    throw new Stale(`The record of run ${planned.id} has changed since.`, ['Roll it back again, and look at what that would do now.']);
};

type UndoneBy = (step: Step) => UndoStep | undefined;

/** What belongs to a write that undoes: its fields go back to their owners, and what it broke is made anew. */
const afterUndo =
  (request: UndoRequest, undoneBy: UndoneBy, debts: Debts): NonNullable<Transaction['afterWrite']> =>
  async (step, recorder) => {
    const undone = undoneBy(step)?.step;
    if (!undone || step.action === 'delete') return;
    await settle(request.target, undone, debts);
    if (step.action === 'edit' && undone.healthyBefore) await unblock(request, step.ref, recorder);
  };

const comesBack = ({ action, after }: Step): Partial<Step> =>
  action === 'create' && after?.metadata.uid !== undefined ? { detail: `it is there again, with the uid ${after.metadata.uid}` } : {};

/** What is as before and yet ours: the step says so, and is not verified. */
const tellDebt = async (recorder: Recorder, index: number, { ref }: Step, debt: string): Promise<void> => {
  recorder.log(`${describeRef(ref)}: ${debt}`, 'warn');
  await recorder.step(index, { detail: debt });
};

/** An undone object is verified when nothing that was meant is left to undo on it, and nothing of it owed; returns the objects as they live now. */
const verifyUndone = async (
  target: Target,
  recorder: Recorder,
  undoneBy: UndoneBy,
  debts: Debts,
): Promise<readonly (Resource | undefined)[]> => {
  const lives: (Resource | undefined)[] = [];
  for (const [index, step] of recorder.run().steps.entries()) {
    const undone = undoneBy(step);
    const live = undone && (await target.get(step.ref));
    lives.push(live);
    if (step.state !== 'applied' || !undone) continue;
    const debt = debts.get(refKey(step.ref));
    const choice = { ...undone.choice, sameUid: () => true }; // it has just been written: that it is the same is not in doubt
    if (debt !== undefined) await tellDebt(recorder, index, step, debt);
    else if (undoOf({ ...undone.step, state: 'applied' }, live, choice).state === 'already')
      await recorder.step(index, { state: 'verified', ...heldBy(step, live), ...comesBack(step) });
    else recorder.log(`${describeRef(step.ref)}: not as it was before the run`, 'warn');
  }
  return lives;
};

const undoRun = async (request: UndoRequest, plan: RollbackPlan): Promise<Undone> => {
  const { target, journal, clock, version } = request;
  const works = plan.steps.flatMap(workOf);
  const first = newRun(await journal.nextId(clock.now()), 'rollback', works, target.info, clock.now(), version, plan.run.id);
  const undoneBy: UndoneBy = (step) => plan.steps.find((of) => sameRef(of.step.ref, step.ref));
  const debts: Debts = new Map();
  const recorder = await transact({ ...request, afterWrite: afterUndo(request, undoneBy, debts) }, first, works);
  for (const { undo, step } of plan.steps) if (undo.state === 'already') await settle(target, step, debts);
  const lives = await verifyUndone(target, recorder, undoneBy, debts);
  await rememberWarnings(journal, recorder.run());
  const undone = await markUndone(journal, plan, { rollback: recorder.run(), lives, debts }, clock.now());
  await markStanding(journal, plan.run.undoes, recorder.run(), lives, clock.now());
  return { run: await recorder.finish(), undone };
};

/** Whether what has not been undone keeps older runs from being undone. */
const mayGoOn = ({ run: { steps } }: Undone, { keepGoing, control }: UndoRequest): boolean =>
  !control.stop.aborted &&
  steps.every(({ state }) => ['applied', 'verified'].includes(state) || (keepGoing && state !== 'unknown' && state !== 'skipped'));

/** Undoes what the plans hold, run after run, and nothing that drifted unless that was said; each run its own rollback. */
export const applyUndo = async (request: UndoRequest): Promise<readonly Undone[]> => {
  const lock = await request.journal.lock();
  try {
    for (const { run } of request.plans) await assertCurrent(request.journal, run);
    const done: Undone[] = [];
    for (const plan of request.plans) {
      const undone = await undoRun(request, plan);
      done.push(undone);
      if (!mayGoOn(undone, request)) break;
    }
    return done;
  } finally {
    await lock.release();
  }
};

export interface RollbackRequest extends Omit<UndoRequest, 'plans'> {
  readonly plan: RollbackPlan;
}

/** As `applyUndo`, for one run. */
export const applyRollback = async ({ plan, ...request }: RollbackRequest): Promise<Undone> => {
  const [undone] = await applyUndo({ ...request, plans: [plan] });
  if (!undone) throw new Error(`run ${plan.run.id} was not undone, and nothing says why`);
  return undone;
};
