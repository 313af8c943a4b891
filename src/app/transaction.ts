import { actionOf } from '../core/change.ts';
import { describeRef } from '../core/resource.ts';
import { sentNow } from './arrival.ts';
import { Failure, Refused, Stale, UnknownOutcome } from './errors.ts';
import type { OnRunEvent } from './events.ts';
import type { Journal } from './journal.ts';
import { startRecord, type Clock, type Recorder } from './recorder.ts';
import type { Run, Step } from './run.ts';
import { sameOutcome } from './sameOutcome.ts';
import { recordable } from './secrets.ts';
import { seen } from './seen.ts';
import { storedOf } from './stored.ts';
import type { Preview, Proposal, Target, TargetInfo } from './target.ts';
import { watching, type Before, type Watching } from './watching.ts';

/** How a person stops a run: `stop` after the object in flight, `leave` without waiting for what is under way. */
export interface RunControl {
  readonly stop: AbortSignal;
  readonly leave: AbortSignal;
}

/** One object to write, as it was approved. */
export interface Work {
  readonly proposal: Proposal;
  readonly approved: Preview;
  /** Ids of findings. */
  readonly closes: readonly string[];
  /** Its fields are given back to their owners once it is written. */
  readonly yields?: true;
}

export interface Transaction {
  readonly target: Target;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly control: RunControl;
  readonly on: OnRunEvent;
  readonly version: string;
  /** Go on with other objects after one could not be written; never after an unknown outcome. */
  readonly keepGoing: boolean;
  /** How long a workload must stay healthy after its rollout, in milliseconds; without it nobody looks again. */
  readonly settleMs?: number;
  /** After a write: what belongs to it before anyone waits, such as giving fields back to their owners. */
  readonly afterWrite?: (step: Step, recorder: Recorder) => Promise<void>;
  /** A workload that was healthy is not any more; returns the state in which the step ends. */
  readonly onDegraded?: (step: Step, recorder: Recorder) => Promise<Partial<Step>>;
}

const preparedStep = (work: Work, now: string): Step => ({
  ref: work.proposal.ref,
  action: actionOf(work.proposal),
  closes: work.closes,
  state: 'prepared',
  at: now,
  ...recordable(work.approved),
});

export const newRun = (
  id: string,
  does: Run['does'],
  works: readonly Work[],
  target: TargetInfo,
  now: Date,
  version: string,
  undoes?: string,
): Run => ({
  schema: 1,
  id,
  does,
  ...(undoes === undefined ? {} : { undoes }),
  started: now.toISOString(),
  target,
  version,
  steps: works.map((work) => preparedStep(work, now.toISOString())),
});

/** What was decided on an absence is not done where it has ended. Throws Stale. */
const assertAbsent = async (target: Target, { ref, absent = [] }: Proposal): Promise<void> => {
  for (const of of absent)
    if (await target.get(of)) throw new Stale(`${describeRef(ref)} is left as it is: ${describeRef(of)}, which was missing, is there now`);
};

/** What is sent is what was approved, looked at once more just before. */
const approvedStill = async (target: Target, { proposal, approved }: Work): Promise<Preview> => {
  await assertAbsent(target, proposal);
  const fresh = await target.preview(proposal);
  const unasked = `${describeRef(proposal.ref)}: ${fresh.reason ?? 'the server could not be asked'}`;
  if (fresh.checked === 'unverified') throw new Refused(unasked);
  if (fresh.checked !== 'server') throw new Stale(unasked);
  if (!sameOutcome(approved, fresh)) throw new Stale(`${describeRef(proposal.ref)}: what would be stored is no longer what was approved`);
  return fresh;
};

/** A write whose answer never came is applied only if all that was sent is there, and from us; undefined where that is not known. */
const foundOut = async ({ target }: Transaction, step: Step, fresh: Preview): Promise<Partial<Step> | undefined> => {
  try {
    const live = await target.get(step.ref);
    if (seen(step, live, target.info.fieldManager) !== 'applied') return undefined;
    const { besides, ...stored } = storedOf(step.differences, step.action === 'delete' ? undefined : live, {
      ...fresh,
      manager: target.info.fieldManager,
    });
    const detail = ['the answer was lost; the object has the change', ...(besides === undefined ? [] : [besides])].join('; ');
    return { state: 'applied', detail, ...stored };
  } catch (error) {
    if (error instanceof Failure) return undefined;
    throw error;
  }
};

const send = async (context: Transaction, recorder: Recorder, index: number, work: Work, fresh: Preview): Promise<Step> => {
  const { differences } = recordable(fresh);
  try {
    const stored = await context.target.write(work.proposal, fresh);
    const { besides, ...kept } = storedOf(differences, stored, { ...fresh, manager: context.target.info.fieldManager });
    if (besides !== undefined) recorder.log(`${describeRef(work.proposal.ref)}: ${besides}`, 'warn');
    return await recorder.step(index, { state: 'applied', ...kept, ...(besides === undefined ? {} : { detail: besides }) });
  } catch (error) {
    if (!(error instanceof UnknownOutcome)) throw error;
    recorder.log(`${describeRef(work.proposal.ref)}: ${error.message}; looking what happened`, 'warn');
    const unknown = await recorder.step(index, { state: 'unknown', detail: error.message, ...sentNow(context.target) });
    const end = await foundOut(context, unknown, fresh);
    return end ? recorder.step(index, end) : unknown;
  }
};

/** What is the same for all steps of a run. */
interface Running {
  readonly context: Transaction;
  readonly recorder: Recorder;
  readonly watch: Watching;
}

/** What follows a write; that it fails does not undo the write, so the step stays applied and says so. */
const afterwards = async ({ context, recorder, watch }: Running, index: number, sent: Step, before: Before): Promise<Step> => {
  try {
    await context.afterWrite?.(sent, recorder);
    return await watch.after(index, sent, before);
  } catch (error) {
    if (!(error instanceof Failure) || recorder.run().steps[index]?.state !== 'applied') throw error;
    recorder.log(`${describeRef(sent.ref)} was written, but: ${error.message}`, 'warn');
    return recorder.step(index, { detail: `written, but: ${error.message}` });
  }
};

const runStep = async (running: Running, index: number, work: Work): Promise<Step> => {
  const { context, recorder, watch } = running;
  try {
    const fresh = await approvedStill(context.target, work);
    const prepared = { ...recordable(fresh), ref: work.proposal.ref, action: actionOf(work.proposal) };
    const before = await watch.before(prepared);
    const healthyBefore = before.rollout ? { healthyBefore: before.rollout.state === 'healthy' } : {};
    await recorder.step(index, {
      state: 'sending',
      ...sentNow(context.target),
      ...prepared,
      ...healthyBefore,
      ...(work.yields ? { owes: true } : {}),
    });
    const sent = await send(context, recorder, index, work, fresh);
    if (sent.state !== 'applied') return sent;
    return await afterwards(running, index, sent, before);
  } catch (error) {
    const state = recorder.run().steps[index]?.state;
    if (!(error instanceof Failure) || (state !== 'prepared' && state !== 'sending')) throw error;
    recorder.log(error.message, 'error');
    const cause = error instanceof Stale ? 'stale' : 'refused';
    return recorder.step(index, { state: 'not-applied', detail: error.message, cause, owes: undefined });
  }
};

/** Whether the run may go on after a step that ended like this. */
const mayGoOn = (step: Step, keepGoing: boolean): boolean => step.state === 'applied' || (keepGoing && step.state !== 'unknown');

/** Writes one object after another; what it takes to undo each is on disk before it is sent. Returns the record, which is not finished yet. */
export const transact = async (context: Transaction, run: Run, works: readonly Work[]): Promise<Recorder> => {
  const recorder = await startRecord(context.journal, run, context.clock, context.on);
  const watch = watching(context, recorder);
  for (const [index, work] of works.entries()) {
    if (context.control.stop.aborted) break;
    const step = await runStep({ context, recorder, watch }, index, work);
    const relapsed = await watch.meanwhile();
    if (![step, ...relapsed].every((of) => mayGoOn(of, context.keepGoing))) break;
  }
  for (const [index, step] of recorder.run().steps.entries()) {
    if (step.state === 'prepared') await recorder.step(index, { state: 'skipped', detail: 'the run stopped before it' });
  }
  await watch.end();
  return recorder;
};
