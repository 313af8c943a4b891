import { equal } from '../core/change.ts';
import { withoutServerFields } from '../core/diff.ts';
import { mergeObject } from '../core/merge.ts';
import { sameRef, type Ref, type Resource } from '../core/resource.ts';
import type { Journal } from './journal.ts';
import type { Clock } from './recorder.ts';
import { recoverRehearsal } from './recoverRehearsal.ts';
import type { Run, Step, StepState } from './run.ts';
import type { Target } from './target.ts';

/** A write may still arrive this long after it was sent; until then "as before" proves nothing. */
const SETTLED_MS = 60_000;

/** `applied`, `not-applied`, or undefined where the object tells neither. */
const seen = (step: Step, live: Resource | undefined): 'applied' | 'not-applied' | undefined => {
  if (step.action === 'delete')
    return live === undefined ? 'applied' : live.metadata.uid === step.before?.metadata.uid ? 'not-applied' : undefined;
  if (live === undefined) return step.action === 'create' ? 'not-applied' : undefined;
  if (step.action === 'create')
    return step.after && equal(withoutServerFields(live), withoutServerFields(step.after)) ? 'applied' : undefined;
  const { done, already, drift } = mergeObject(live, step.differences);
  if (drift.length > 0) return undefined;
  if (done.length === 0) return 'applied';
  return already.length === 0 ? 'not-applied' : undefined;
};

/** What a later run found at an object that it wrote, or may have written. */
interface Later {
  readonly run: string;
  readonly step: Step;
}

const WRITTEN: readonly StepState[] = ['applied', 'verified', 'degraded', 'rolled-back', 'rollback-conflict'];
const PERHAPS: readonly StepState[] = ['sending', 'unknown'];

/** The first of the later runs that touched the object, as they were recovered: what stands there now is their work. `later` is newest first. */
const laterOn = (ref: Ref, later: readonly Run[]): Later | undefined => {
  for (const { id, steps } of later.toReversed()) {
    const step = steps.find((of) => sameRef(of.ref, ref) && [...WRITTEN, ...PERHAPS].includes(of.state));
    if (step) return { run: id, step };
  }
  return undefined;
};

const unsure = (step: Step, detail: string): Step => ({ ...step, state: 'unknown', detail });

const settled = (step: Step, at: string, state: 'applied' | 'not-applied', stood: Resource | undefined): Step => ({
  ...step,
  at,
  state,
  detail: 'found out by recover',
  ...(state === 'applied' && stood && step.after ? { after: stood } : {}),
});

/** A later write moved the resourceVersion on: what had not arrived before it never will. */
const judgedBefore = (step: Step, { run, step: next }: Later, at: string): Step => {
  const telling = next.action === 'create' || next.before !== undefined;
  const found = telling ? seen(step, next.before) : undefined;
  const proven = found === 'applied' || (found === 'not-applied' && WRITTEN.includes(next.state));
  return proven ? settled(step, at, found, next.before) : unsure(step, `run ${run} has written to the object since; look at it yourself`);
};

const judgedNow = async (target: Target, step: Step, now: Date): Promise<Step> => {
  const live = await target.get(step.ref);
  const found = seen(step, live);
  const early = now.getTime() - Date.parse(step.at) < SETTLED_MS;
  if (found === undefined) return unsure(step, 'the object is neither as before nor as it was sent; look at it yourself');
  if (found === 'not-applied' && early) return unsure(step, 'it may still arrive; ask again in a minute');
  return settled(step, now.toISOString(), found, live);
};

const recovered = async (target: Target, step: Step, now: Date, runs: readonly Run[]): Promise<Step> => {
  if (step.state === 'prepared') return { ...step, at: now.toISOString(), state: 'skipped', detail: 'the run was cut off before it' };
  if (!PERHAPS.includes(step.state)) return step;
  const later = laterOn(step.ref, runs);
  return later ? judgedBefore(step, later, now.toISOString()) : judgedNow(target, step, now);
};

/** Runs whose end is not known: cut off, or with a step whose answer was lost. */
export const needsRecovery = (run: Run): boolean =>
  run.finished === undefined || run.steps.some((step) => step.state === 'sending' || step.state === 'unknown');

/**
 * Finds out what runs that were cut off really did, and finishes their records. Reads the target and writes records; on
 * the target it only removes what a rehearsal left behind.
 */
export const recover = async (target: Target, journal: Journal, clock: Clock): Promise<readonly Run[]> => {
  const lock = await journal.lock();
  try {
    const { runs } = await journal.list();
    const known = [...runs];
    const ended: Run[] = [];
    for (const [index, run] of runs.entries()) {
      if (!needsRecovery(run)) continue;
      if (run.does === 'rehearsal') {
        const cleared = await recoverRehearsal(target, run, clock);
        await journal.save(cleared);
        ended.push((known[index] = cleared));
        continue;
      }
      const steps: Step[] = [];
      for (const step of run.steps) steps.push(await recovered(target, step, clock.now(), known.slice(0, index)));
      const next: Run = { ...run, steps, finished: run.finished ?? clock.now().toISOString() };
      await journal.save(next);
      known[index] = next;
      ended.push(next);
    }
    return ended;
  } finally {
    await lock.release();
  }
};
