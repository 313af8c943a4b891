import { describeRef, type Ref } from '../core/resource.ts';
import { changesPods } from './changesPods.ts';
import { Failure } from './errors.ts';
import type { Recorder } from './recorder.ts';
import { watchRollout } from './rolloutWatch.ts';
import type { Run, Step } from './run.ts';
import { LONGEST, settling, type Settling } from './settling.ts';
import type { Rollout, Vitals } from './target.ts';
import type { Transaction } from './transaction.ts';

const POLL_MS = 1000;
const NOTHING: Vitals = { restarts: 0, serves: [] };

/** How a workload is before it is changed. */
export interface Before {
  readonly rollout?: Rollout;
  readonly vitals?: Vitals;
}

/** Watches what becomes of the workloads that a run changes; only healthy -> unhealthy is its fault. */
export interface Watching {
  readonly before: (step: Pick<Step, 'ref' | 'action' | 'differences'>) => Promise<Before>;
  /** Waits for the rollout that a written step began. */
  readonly after: (index: number, step: Step, before: Before) => Promise<Step>;
  /** Looks at what has become healthy before: returns the steps that are so no more. */
  readonly meanwhile: () => Promise<readonly Step[]>;
  /** Until all has stayed healthy for long enough, or nobody waits. */
  readonly end: () => Promise<void>;
}

/** What is the same for all steps. */
interface Scene {
  readonly context: Transaction;
  readonly recorder: Recorder;
  readonly settle: Settling;
}

const degraded = async ({ context, recorder }: Scene, index: number, { detail }: Rollout): Promise<Step> => {
  const step = await recorder.step(index, { state: 'degraded', detail });
  const end = await context.onDegraded?.(step, recorder);
  return end ? recorder.step(index, end) : step;
};

const looked = async (scene: Scene): Promise<readonly Step[]> => {
  const steps: Step[] = [];
  for (const { index, rollout } of await scene.settle.look()) steps.push(await degraded(scene, index, rollout));
  return steps;
};

/** What was unwell before is not waited for: it may stay so for ever. An undo may well heal what is broken. */
const isUnwell = ({ rollout }: Before, does: Run['does']): boolean =>
  rollout !== undefined && rollout.state !== 'healthy' && (does === 'apply' || rollout.state !== 'degraded');

const unwell = async ({ context, recorder }: Scene, index: number, step: Step): Promise<Step> => {
  const now = await context.target.rollout(step.ref);
  return recorder.step(index, { detail: now?.state === 'pending' ? now.detail : 'it was not healthy before, so it is not waited for' });
};

const waited = async (scene: Scene, index: number, step: Step, before: Before): Promise<Step> => {
  const { context, recorder, settle } = scene;
  if (!changesPods(step)) return step;
  if (isUnwell(before, recorder.run().does)) return unwell(scene, index, step);
  const rollout = await watchRollout(context.target, step.ref, context.clock, context.control.leave, (text) => recorder.log(text));
  if (rollout?.state === 'degraded' && step.healthyBefore !== false) return degraded(scene, index, rollout);
  if (rollout?.state === 'healthy' && step.healthyBefore === true) await settle.add(index, step, before.vitals ?? NOTHING);
  return !rollout || rollout.state === 'healthy' ? step : recorder.step(index, { detail: rollout.detail });
};

/** How it fares before it is written; where that cannot be asked, its restarts and Services are not compared afterwards. */
const vitalsBefore = async ({ context: { target }, recorder }: Scene, ref: Ref): Promise<Vitals | undefined> => {
  try {
    return await target.vitals?.(ref);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    recorder.log(`${describeRef(ref)}: what Services lead to it is not known, and not watched: ${error.message}`, 'warn');
    return undefined;
  }
};

export const watching = (context: Transaction, recorder: Recorder): Watching => {
  const { target, clock, control, settleMs = 0 } = context;
  const settle = settling({ target, clock, settleMs }, recorder);
  const scene: Scene = { context, recorder, settle };
  return {
    async before(step) {
      const rollout = changesPods(step) ? await target.rollout(step.ref) : undefined;
      const vitals = rollout?.state === 'healthy' ? await vitalsBefore(scene, step.ref) : undefined;
      return { ...(rollout ? { rollout } : {}), ...(vitals ? { vitals } : {}) };
    },
    after: (index, step, before) => waited(scene, index, step, before),
    meanwhile: () => looked(scene),
    async end() {
      if (!settle.isOver()) recorder.log(`looking whether all of it stays healthy for ${settleMs / 1000} s`);
      for (let left = (LONGEST * settleMs) / POLL_MS; left > 0 && !settle.isOver() && !control.leave.aborted; left--) {
        await clock.wait(POLL_MS, control.leave);
        await looked(scene);
      }
    },
  };
};
