import { changesPods } from './changesPods.ts';
import { runState, type Run, type Step } from './run.ts';

/** How long restarts take: what a person can be told before they begin. */
export interface Pace {
  readonly seconds: number;
  /** Of what: a workload as runs here took it, or a pod as is assumed. */
  readonly each: 'workload' | 'pod';
}

/** A pod that pulls no image and is asked for readiness every ten seconds; what is assumed until a rollout was watched. */
export const ASSUMED: Pace = { seconds: 20, each: 'pod' };

/** The newest tell most. */
const RUNS = 10;

const isRestart = (step: Step): boolean => changesPods(step) && ['applied', 'verified'].includes(step.state);

/** Seconds for each workload that a run restarted and saw healthy; all that it waited for besides is in them. */
const secondsEach = (run: Run): number | undefined => {
  const restarts = run.steps.filter(isRestart).length;
  if (run.finished === undefined || run.imported || restarts === 0 || runState(run) !== 'applied') return undefined;
  return (Date.parse(run.finished) - Date.parse(run.started)) / 1000 / restarts;
};

/** By the middle one of the newest runs; newest first. */
export const paceOf = (runs: readonly Run[]): Pace => {
  const known = runs
    .flatMap((run) => secondsEach(run) ?? [])
    .slice(0, RUNS)
    .sort((a, b) => a - b);
  const middle = known[Math.floor(known.length / 2)];
  return middle === undefined ? ASSUMED : { seconds: Math.max(1, Math.round(middle)), each: 'workload' };
};
