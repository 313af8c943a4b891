import { awaited } from './arrival.ts';
import { Failure } from './errors.ts';
import { withHiddenWords } from './hiddenWords.ts';
import type { Clock } from './recorder.ts';
import { removeRehearsal, type Removal } from './removeRehearsal.ts';
import type { Run, Step } from './run.ts';
import type { Target } from './target.ts';

const SAID: Readonly<Record<Removal, string>> = {
  absent: 'it was gone already',
  removed: 'recover removed it',
  foreign: 'another object has its name, and stays',
};

const left = (target: Target, step: Step, at: Date, removal: Removal): Step => {
  const isAnswered = step.state === 'applied' || step.state === 'rollback-conflict';
  if (removal !== 'absent' || isAnswered) return { ...step, at: at.toISOString(), state: 'rolled-back', detail: SAID[removal] };
  const early = awaited(step, target, at);
  if (early) return { ...step, ...early, state: 'unknown', detail: 'it may still arrive; ask again in a minute' };
  return { ...step, at: at.toISOString(), state: 'not-applied', detail: 'found out by recover' };
};

/** It stays there, or may still come to be there. */
export const notRemoved = ({ state }: Pick<Step, 'state'>, why: string): Pick<Step, 'state' | 'detail'> => ({
  state: state === 'sending' || state === 'unknown' ? 'unknown' : 'rollback-conflict',
  detail: `not removed: ${why}`,
});

const cleared = async (target: Target, run: Run, step: Step, at: Date): Promise<Step> => {
  if (step.state === 'prepared') return { ...step, at: at.toISOString(), state: 'skipped', detail: 'the run was cut off before it' };
  if (!['sending', 'unknown', 'applied', 'rollback-conflict'].includes(step.state)) return step;
  try {
    return left(target, step, at, await removeRehearsal(target, step.ref, run.id));
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return withHiddenWords({ ...step, ...notRemoved(step, error.message) });
  }
};

/** Removes what a rehearsal that was cut off left behind, the last first; what could not be removed stays on record. */
export const recoverRehearsal = async (target: Target, run: Run, clock: Clock): Promise<Run> => {
  const steps: Step[] = [];
  for (const step of run.steps.toReversed()) steps.unshift(await cleared(target, run, step, clock.now()));
  const isOver = steps.every(({ state }) => ['rolled-back', 'skipped', 'not-applied'].includes(state));
  return { ...run, steps, ...(isOver ? { finished: run.finished ?? clock.now().toISOString() } : {}) };
};
