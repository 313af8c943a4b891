import { equal } from '../core/change.ts';
import { withoutServerFields } from '../core/diff.ts';
import { mergeObject } from '../core/merge.ts';
import type { Resource } from '../core/resource.ts';
import type { Journal } from './journal.ts';
import type { Clock } from './recorder.ts';
import type { Run, Step } from './run.ts';
import type { Target } from './target.ts';

/** A write may still arrive this long after it was sent; until then "as before" proves nothing. */
export const SETTLED_MS = 60_000;

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

const recovered = async (target: Target, step: Step, now: Date): Promise<Step> => {
  const at = now.toISOString();
  if (step.state === 'prepared') return { ...step, at, state: 'skipped', detail: 'the run was cut off before it' };
  if (step.state !== 'sending' && step.state !== 'unknown') return step;
  const live = await target.get(step.ref);
  const found = seen(step, live);
  const early = now.getTime() - Date.parse(step.at) < SETTLED_MS;
  if (found === undefined)
    return { ...step, state: 'unknown', detail: 'the object is neither as before nor as it was sent; look at it yourself' };
  if (found === 'not-applied' && early) return { ...step, state: 'unknown', detail: 'it may still arrive; ask again in a minute' };
  return {
    ...step,
    at,
    state: found,
    detail: 'found out by recover',
    ...(found === 'applied' && live && step.after ? { after: live } : {}),
  };
};

/** Runs whose end is not known: cut off, or with a step whose answer was lost. */
export const needsRecovery = (run: Run): boolean =>
  run.finished === undefined || run.steps.some((step) => step.state === 'sending' || step.state === 'unknown');

/** Finds out what runs that were cut off really did, and finishes their records. Reads the target, writes only records. */
export const recover = async (target: Target, journal: Journal, clock: Clock): Promise<readonly Run[]> => {
  const lock = await journal.lock();
  try {
    const open = (await journal.list()).runs.filter(needsRecovery);
    const ended: Run[] = [];
    for (const run of open) {
      const steps: Step[] = [];
      for (const step of run.steps) steps.push(await recovered(target, step, clock.now()));
      const next: Run = { ...run, steps, finished: run.finished ?? clock.now().toISOString() };
      await journal.save(next);
      ended.push(next);
    }
    return ended;
  } finally {
    await lock.release();
  }
};
