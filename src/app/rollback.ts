import { impactOf, type Impact } from '../analysis/impact.ts';
import { equal } from '../core/change.ts';
import { describeRef, sameRef } from '../core/resource.ts';
import type { Snapshot } from '../core/snapshot.ts';
import { dangerOf, type Danger } from './danger.ts';
import { EXIT, Failure, Stale, usage } from './errors.ts';
import { inParallel } from './parallel.ts';
import { foreign, runState, type Run, type Step } from './run.ts';
import type { Journal } from './journal.ts';
import type { Recorder } from './recorder.ts';
import type { Preview, Proposal, Target } from './target.ts';
import { newRun, transact, type Transaction, type Work } from './transaction.ts';
import { unblock } from './unblock.ts';
import { canUndo, undoOf, type Undo } from './undo.ts';
import { rememberWarnings } from './warnings.ts';

/** One step of a run, and what undoing it would do now. */
export interface UndoStep {
  /** In the run, counted from 0. */
  readonly index: number;
  readonly step: Step;
  readonly undo: Undo;
  readonly danger: Danger;
  readonly impact: Impact;
  readonly preview?: Preview;
  /** Why it cannot be undone now. */
  readonly refused?: string;
}

/** The order in which they are undone: what decides on new pods, then the newest first. */
export interface RollbackPlan {
  readonly run: Run;
  readonly steps: readonly UndoStep[];
  /** What speaks against trusting this record here: another server or CA under the same id. */
  readonly foreign?: string;
}

/** The run that `rollback` without an id means: the newest apply that is not undone yet. Undefined: there is none. */
export const newestUndoable = (runs: readonly Run[]): Run | undefined =>
  runs.find((run) => run.does === 'apply' && runState(run) !== 'rolled back' && run.steps.some(canUndo));

const { compare } = new Intl.Collator('en', { numeric: true });

/** Without an id, a record that cannot be used must not make an older run the newest. Throws a Failure. */
const chosenRun = async (journal: Journal): Promise<Run | undefined> => {
  const { runs, corrupt } = await journal.list();
  const run = newestUndoable(runs);
  const lost = corrupt.find(({ id }) => compare(id, run?.id ?? '') > 0);
  if (!lost) return run;
  throw new Failure(EXIT.usage, `The record of run ${lost.id} cannot be used (${lost.reason}), and what stands before it is not meant.`, [
    'Name the run to be rolled back; `kubeharden history` lists them all.',
  ]);
};

/** Steps on one file depend on what later ones are undone before; each is asked again just before it is made. */
const waitsFor = (steps: readonly Step[], index: number): boolean => {
  const files = new Set(steps[index]?.files?.map((edit) => edit.file));
  return steps.slice(index + 1).some((later) => canUndo(later) && later.files?.some((edit) => files.has(edit.file)));
};

const asked = async (target: Target, proposal: Proposal, later: boolean): Promise<Pick<UndoStep, 'preview' | 'refused'>> => {
  const { before, after } = proposal;
  if (later)
    return {
      preview: {
        ...(before ? { before } : {}),
        ...(after ? { after } : {}),
        warnings: [],
        checked: 'later',
        reason: 'after the later steps on the same file',
      },
    };
  try {
    const preview = await target.preview(proposal);
    return preview.checked === 'unverified' ? { refused: preview.reason ?? 'the server could not be asked' } : { preview };
  } catch (error) {
    if (error instanceof Failure) return { refused: error.message };
    throw error;
  }
};

const undoStep = async (target: Target, run: Run, index: number, snapshot: Snapshot | undefined): Promise<UndoStep> => {
  const step = run.steps[index] as Step;
  const later = waitsFor(run.steps, index);
  const undo = undoOf(step, await target.get(step.ref));
  const nothing: Impact = { now: [], later: [], warnings: [], rollback: [] };
  if (undo.state !== 'ready')
    return { index, step, undo, danger: 'enter', impact: nothing, ...(undo.state === 'drift' ? { refused: undo.reason } : {}) };
  const impact = snapshot ? impactOf(undo.proposal, snapshot) : nothing;
  return { index, step, undo, danger: dangerOf(undo.proposal), impact, ...(await asked(target, undo.proposal, later)) };
};

/** What decides on pods as they are made: those that a restored workload makes anew are to start as they did before. */
const JUDGES = ['LimitRange', 'ResourceQuota', 'ValidatingAdmissionPolicyBinding'];

/** Files are undone strictly backwards. */
const comesFirst = ({ ref, action, files }: Step): boolean =>
  !files && (JUDGES.includes(ref.kind) || (ref.kind === 'ServiceAccount' && action === 'edit'));

const inOrder = (steps: readonly Step[]): readonly number[] => {
  const backwards = steps.flatMap((step, index) => (canUndo(step) ? [{ step, index }] : [])).toReversed();
  const parts = [backwards.filter(({ step }) => comesFirst(step)), backwards.filter(({ step }) => !comesFirst(step))];
  return parts.flat().map(({ index }) => index);
};

/** What rolling a run back would do now. Without an id, the newest apply that is not undone; undefined if there is none. */
export const planRollback = async (
  target: Target,
  journal: Journal,
  id?: string,
  snapshot?: Snapshot,
): Promise<RollbackPlan | undefined> => {
  const run = id === undefined ? await chosenRun(journal) : await journal.load(id);
  if (!run) return undefined;
  if (run.does === 'rollback')
    throw usage(`${run.id} is a rollback; it has nothing of its own to undo`, 'Run `kubeharden history` to see the runs.');
  const steps = await inParallel(8, inOrder(run.steps), (index) => undoStep(target, run, index, snapshot));
  const elsewhere = foreign(run, target.info);
  return { run, steps, ...(elsewhere === undefined ? {} : { foreign: elsewhere }) };
};

export interface RollbackRequest extends Omit<Transaction, 'afterWrite' | 'onDegraded'> {
  readonly plan: RollbackPlan;
}

const endState = (undone: UndoStep, runs: readonly Step[]): Partial<Step> => {
  if (undone.undo.state === 'already') return { state: 'rolled-back', detail: 'it was undone already' };
  const done = runs.find((step) => sameRef(step.ref, undone.step.ref));
  if (done?.state === 'applied' || done?.state === 'verified') return { state: 'rolled-back', detail: '' };
  return { state: 'rollback-conflict', detail: done?.detail ?? undone.refused ?? 'not undone' };
};

/** The record of the run that was rolled back says of each step how that ended. */
const markUndone = async ({ journal, clock, plan }: RollbackRequest, rollback: Run): Promise<Run> => {
  const steps = plan.steps.reduce<readonly Step[]>((all, undone) => {
    const end = endState(undone, rollback.steps);
    return all.with(undone.index, { ...undone.step, ...end, at: clock.now().toISOString() });
  }, plan.run.steps);
  const marked = { ...plan.run, steps };
  await journal.save(marked);
  return marked;
};

const workOf = ({ undo, preview }: UndoStep): readonly Work[] =>
  undo.state === 'ready' && preview ? [{ proposal: undo.proposal, approved: preview, closes: [] }] : [];

/** Another kubeharden may have gone on with the run, or undone it, while a person looked: its record must not be lost. */
const assertCurrent = async (journal: Journal, planned: Run): Promise<void> => {
  if (!equal(await journal.load(planned.id), planned))
    throw new Stale(`The record of run ${planned.id} has changed since.`, ['Roll it back again, and look at what that would do now.']);
};

/** A restored object is verified when nothing is left to undo on it. */
const verifyUndone = async (target: Target, recorder: Recorder, undoneBy: (step: Step) => Step | undefined): Promise<void> => {
  for (const [index, step] of recorder.run().steps.entries()) {
    const undone = undoneBy(step);
    if (step.state !== 'applied' || !undone) continue;
    const live = await target.get(step.ref);
    if (undoOf({ ...undone, state: 'applied' }, live).state === 'already') await recorder.step(index, { state: 'verified' });
    else recorder.log(`${describeRef(step.ref)}: not as it was before the run`, 'warn');
  }
};

/** Rolls back what the plan holds and nothing that drifted; returns the record of the rollback and that of the run it undid. */
export const applyRollback = async (request: RollbackRequest): Promise<{ readonly run: Run; readonly undone: Run }> => {
  const { target, journal, clock, version, plan } = request;
  const lock = await journal.lock();
  try {
    await assertCurrent(journal, plan.run);
    const works = plan.steps.flatMap(workOf);
    const run = newRun(await journal.nextId(clock.now()), 'rollback', works, target.info, clock.now(), version, plan.run.id);
    const undoneBy = (step: Step): Step | undefined => plan.run.steps.find((of) => sameRef(of.ref, step.ref));
    const afterWrite = async (step: Step, recorder: Recorder): Promise<void> => {
      const undone = undoneBy(step);
      if (!undone || step.action !== 'edit') return;
      if (undone.before) await target.release(step.ref, undone.before);
      if (undone.healthyBefore) await unblock(request, step.ref, recorder);
    };
    const recorder = await transact({ ...request, afterWrite }, run, works);
    await verifyUndone(target, recorder, undoneBy);
    const done = await recorder.finish();
    await rememberWarnings(journal, done);
    return { run: done, undone: await markUndone(request, done) };
  } finally {
    await lock.release();
  }
};

/** Places that somebody changed since, for one step: `verify` without undoing. */
export const driftOf = (undo: Undo): number => (undo.state === 'drift' ? Math.max(1, undo.drift.length) : 0);
