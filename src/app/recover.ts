import { sameRef, type Ref, type Resource } from '../core/resource.ts';
import { awaited } from './arrival.ts';
import { Failure } from './errors.ts';
import { heldBy } from './heldBy.ts';
import { withHiddenWords } from './hiddenWords.ts';
import type { Journal } from './journal.ts';
import { markCutOff } from './marks.ts';
import type { Clock } from './recorder.ts';
import { recoverRehearsal } from './recoverRehearsal.ts';
import { formerOf, type Run, type Step, type StepState } from './run.ts';
import { seen } from './seen.ts';
import { owing, settle, type Debts } from './settle.ts';
import { asItStands, replaced } from './standing.ts';
import { storedOf } from './stored.ts';
import type { Target } from './target.ts';
import { rememberTried } from './tried.ts';
import { canUndo } from './undo.ts';
import { rememberWarnings } from './warnings.ts';

/** What a later run found at an object that it wrote, or may have written. */
interface Later {
  readonly run: string;
  readonly step: Step;
}

const WRITTEN: readonly StepState[] = ['applied', 'verified', 'degraded', 'rolled-back', 'rollback-conflict'];
const PERHAPS: readonly StepState[] = ['sending', 'unknown'];
const STANDING: readonly StepState[] = ['applied', 'degraded'];

/** The first of the later runs that touched the object, as they were recovered: what stands there now is their work. `later` is newest first. */
const laterOn = (ref: Ref, later: readonly Run[]): Later | undefined => {
  for (const { id, steps } of later.toReversed()) {
    const step = steps.find((of) => sameRef(of.ref, ref) && [...WRITTEN, ...PERHAPS].includes(of.state));
    if (step) return { run: id, step };
  }
  return undefined;
};

const unsure = (step: Step, detail: string): Step => ({ ...step, state: 'unknown', detail });

const FOUND = 'found out by recover';

const settled = (
  step: Step,
  at: string,
  state: 'applied' | 'not-applied',
  stood: Resource | undefined,
  manager: string | undefined,
): Step => {
  const end: Step = { ...step, at, state, detail: FOUND };
  if (state === 'not-applied' || !stood || !step.after) return end;
  const { differences, besides } = storedOf(step.differences, stood, { ...step, manager });
  return { ...end, differences, after: stood, ...(besides === undefined ? {} : { detail: `${FOUND}; ${besides}` }) };
};

/** What an object was at a step, by the target's own count; undefined where it was not there, or the target does not count. */
const versionAt = (object: Resource | undefined): bigint | undefined => {
  const version = object?.metadata.resourceVersion;
  return version !== undefined && /^\d+$/.test(version) ? BigInt(version) : undefined;
};

/** Whether the object was at the one step before it was at the other; what the target does not count, the ids tell. */
const cameLater = (next: Step, step: Step): boolean => {
  const [then, before] = [versionAt(next.before ?? next.after), versionAt(formerOf(step))];
  return then === undefined || before === undefined || then >= before;
};

/** A later write moved the resourceVersion on: what had not arrived before it never will. */
const judgedBefore = (step: Step, { run, step: next }: Later, at: string, manager: string | undefined): Step => {
  const telling = next.action === 'create' || next.before !== undefined;
  const found = telling ? seen(step, next.before, manager) : undefined;
  const proven = found === 'applied' || (found === 'not-applied' && WRITTEN.includes(next.state) && cameLater(next, step));
  return proven
    ? settled(step, at, found, next.before, manager)
    : unsure(step, `run ${run} has written to the object since; look at it yourself`);
};

/** Of an edit of an object that is not there any more nothing is left, whatever became of it. */
const lost = ({ takenBack, ...step }: Step, fate: string): Step => ({
  ...step,
  state: takenBack ? 'rolled-back' : 'not-applied',
  detail: `${FOUND}: ${fate}`,
});

const judgedNow = async (target: Target, step: Step, now: Date): Promise<Step> => {
  const live = await target.get(step.ref);
  const found = seen(step, live, target.info.fieldManager);
  const early = awaited(step, target, now);
  if (found === undefined) return unsure(step, 'the object is neither as before nor as it was sent; look at it yourself');
  const mayChange = step.takenBack ? 'applied' : 'not-applied';
  if (found === mayChange && early) return unsure({ ...step, ...early }, 'it may still arrive; ask again in a minute');
  const end = settled(step, now.toISOString(), found, live, target.info.fieldManager);
  const fate = step.action === 'edit' ? replaced(step, live) : undefined;
  return fate === undefined ? end : lost(end, fate);
};

/** Of a step that was being taken back, the answer to that was lost: the write itself had arrived. */
const asTakenBack = (step: Step): Step => {
  const { takenBack, ...rest } = step;
  if (!takenBack || step.state === 'unknown') return step;
  if (step.state === 'not-applied') return { ...step, state: 'rolled-back', detail: `rolled back: ${takenBack.why}` };
  return { ...rest, state: 'degraded', detail: `not rolled back: ${takenBack.why}` };
};

/** A step that stood in the record may have been taken back before that could be written down. */
const judgedAgain = async (target: Target, step: Step, now: Date): Promise<Step> => {
  const live = await target.get(step.ref);
  const { state } = asItStands(step, live);
  if (state !== 'rolled-back') return step;
  const fate = replaced(step, live);
  if (fate !== undefined) return { ...step, at: now.toISOString(), state, detail: `${FOUND}: ${fate}` };
  const why = step.state === 'degraded' ? { takenBack: { workload: step.ref, why: step.detail ?? 'degraded' } } : {};
  return { ...step, at: now.toISOString(), state, detail: `${FOUND}: it is as before`, ...why };
};

/** What is as before is its former owners': a process that died just after it had restored values still owes them that. */
const settledFor = async (target: Target, step: Step): Promise<Step> => {
  if (step.state !== 'rolled-back' && step.state !== 'not-applied') return step;
  if (replaced(step, await target.get(step.ref)) !== undefined) return step;
  const debts: Debts = new Map();
  await settle(target, step, debts);
  return owing({ ...step, ...(debts.size > 0 ? { state: 'rolled-back' } : {}) }, debts);
};

/** What a later run wrote there is its own; an undo of this run is none of those. */
const paid = async (target: Target, step: Step, now: Date, run: Run, runs: readonly Run[]): Promise<Step> => {
  const { owes: _owes, ...rest } = step;
  const others = runs.filter(({ undoes }) => undoes !== run.id);
  const later = laterOn(step.ref, others);
  if (later) return { ...rest, at: now.toISOString(), detail: `run ${later.run} has written to the object since` };
  return settledFor(target, { ...rest, at: now.toISOString(), state: 'rolled-back', detail: 'recover gave its fields back' });
};

/** What was written so as to yield stands, but not as ours. */
const yielded = async (target: Target, step: Step, later: Later | undefined): Promise<Step> => {
  const { owes, ...rest } = step;
  if (!owes || step.state === 'unknown' || step.state === 'rollback-conflict') return step;
  if (!WRITTEN.includes(step.state)) return rest;
  if (later) return { ...rest, detail: `not given back to its owners: run ${later.run} has written to the object since` };
  try {
    const former = formerOf(step);
    if (former) await target.release(step.ref, former);
    return { ...rest, ...heldBy(rest, await target.get(step.ref)), detail: 'recover gave its fields back' };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { ...step, detail: `its fields are not given back: ${error.message}` };
  }
};

const judged = async (target: Target, step: Step, now: Date, later: Later | undefined): Promise<Step> => {
  if (STANDING.includes(step.state) && !later) return settledFor(target, await judgedAgain(target, step, now));
  if (!PERHAPS.includes(step.state)) return step;
  if (later) return asTakenBack(judgedBefore(step, later, now.toISOString(), target.info.fieldManager));
  return settledFor(target, asTakenBack(await judgedNow(target, step, now)));
};

const recovered = async (target: Target, step: Step, now: Date, run: Run, runs: readonly Run[]): Promise<Step> => {
  if (step.owes && step.state === 'rollback-conflict') return paid(target, step, now, run, runs);
  if (step.state === 'prepared') return { ...step, at: now.toISOString(), state: 'skipped', detail: 'the run was cut off before it' };
  const later = laterOn(step.ref, runs);
  return yielded(target, await judged(target, step, now, later), later);
};

/** Whether something of the step is open: its answer was lost, fields are owed, or what a rehearsal made could not be removed. */
const isOpen = ({ state, owes }: Step, { does }: Pick<Run, 'does'>): boolean =>
  PERHAPS.includes(state) || owes === true || (does === 'rehearsal' && state === 'rollback-conflict');

/** Steps of which something of ours may stay. */
export const openSteps = (run: Run): readonly Step[] => run.steps.filter((step) => isOpen(step, run));

const isUnfinished = (run: Run): boolean => run.finished === undefined || openSteps(run).length > 0;

/**
 * Runs of this machine whose end is not known: cut off, with a step whose answer was lost, or that still owe fields to their owners. What was
 * imported is for who made it.
 */
export const needsRecovery = (run: Run): boolean => !run.imported && isUnfinished(run);

/** The run with what each of its steps really did. `later`: the runs since, as they were recovered. */
const ended = async (target: Target, run: Run, clock: Clock, later: readonly Run[]): Promise<Run> => {
  const steps: Step[] = [];
  for (const step of run.steps) steps.push(withHiddenWords(await recovered(target, step, clock.now(), run, later)));
  return { ...run, steps, finished: run.finished ?? clock.now().toISOString() };
};

/** Tells the run that a cut-off undo was undoing what was done, and pays what it still owed. */
const markRecovered = async (target: Target, journal: Journal, rollback: Run, undone: Run | undefined, now: Date): Promise<void> => {
  if (!undone) return;
  const debts: Debts = new Map();
  const lives: (Resource | undefined)[] = [];
  for (const { ref, state } of rollback.steps) {
    const step = undone.steps.find((of) => sameRef(of.ref, ref));
    if (step && canUndo(step) && (state === 'applied' || state === 'verified')) await settle(target, step, debts);
    lives.push(await target.get(ref));
  }
  await markCutOff(journal, { rollback, lives, debts }, now);
};

/**
 * Finds out what runs that were cut off really did, and finishes their records and what a cut-off undo still owed: to the
 * record of the run that it undid, and to the former owners of fields. On the target it only pays that, and removes what a
 * rehearsal left behind. An imported run is told of as it is: who wrote its record, and whether it goes on there, is not known here.
 */
export const recover = async (target: Target, journal: Journal, clock: Clock): Promise<readonly Run[]> => {
  const lock = await journal.lock();
  try {
    const known = [...(await journal.list()).runs];
    const found: Run[] = [];
    for (const [index, { id }] of known.entries()) {
      if (!isUnfinished(known[index] as Run)) continue;
      const run = await journal.load(id);
      if (run.imported) {
        found.push(run);
        continue;
      }
      const next =
        run.does === 'rehearsal' ? await recoverRehearsal(target, run, clock) : await ended(target, run, clock, known.slice(0, index));
      const undone = known.find((of) => of.id === next.undoes);
      await markRecovered(target, journal, next, undone, clock.now());
      await rememberWarnings(journal, next);
      await rememberTried(journal, next, []);
      await journal.save(next);
      known[index] = next;
      const at = undone ? known.indexOf(undone) : -1;
      if (undone && at >= 0) known[at] = await journal.load(undone.id);
      found.push(next);
    }
    return found;
  } finally {
    await lock.release();
  }
};
