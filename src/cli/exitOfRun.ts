import { EXIT, type ExitCode } from '../app/errors.ts';
import type { Run, StepState } from '../app/run.ts';

const WRITTEN: readonly StepState[] = ['applied', 'verified'];

/** 0 all written and verified · 3 refused · 4 stale · 5 failed, and what failed was rolled back · 6 partial, unknown, or fields are owed. */
export const exitOfRun = ({ steps }: Run, refused: number): ExitCode => {
  if (steps.some(({ owes }) => owes)) return EXIT.partial;
  const states = new Set(steps.map(({ state }) => state));
  const some = steps.some(({ state }) => WRITTEN.includes(state));
  const failed = steps.some(({ state }) => state !== 'verified');
  if (!failed) return refused === 0 ? EXIT.ok : some ? EXIT.partial : EXIT.cluster;
  if (['applied', 'unknown', 'sending', 'degraded', 'rollback-conflict'].some((state) => states.has(state as StepState)))
    return EXIT.partial;
  if (states.has('rolled-back')) return EXIT.rolledBack;
  if (some) return EXIT.partial;
  return steps.some(({ cause }) => cause === 'refused') ? EXIT.cluster : EXIT.stale;
};
