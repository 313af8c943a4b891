import { describeRef } from '../core/resource.ts';
import type { Recorder } from './recorder.ts';
import type { Step } from './run.ts';
import { takeBack } from './takeBack.ts';
import type { Transaction } from './transaction.ts';

export type Verdict = 'keep' | 'roll back';

/** What a person says of one step. */
export interface Answering {
  /** Undefined while nothing was said. */
  readonly said: () => Verdict | undefined;
  /** Aborts once something is said. */
  readonly heard: AbortSignal;
}

/** Somebody who may stop a rollback before it begins; asked anew for each step. */
export type Guard = () => Answering;

/** How long there is to say no, in seconds. */
export const COUNTDOWN = 30;

/** Takes a degraded step back when the countdown is over, unless somebody says that it is to be kept; who leaves takes nothing back. */
export const takeBackUnless =
  (request: Pick<Transaction, 'target' | 'clock' | 'control' | 'on'>, guard: Guard) =>
  async (step: Step, recorder: Recorder): Promise<Partial<Step>> => {
    const { clock, on } = request;
    const { leave } = request.control;
    const { said, heard } = guard();
    const either = AbortSignal.any([heard, leave]);
    for (let left = COUNTDOWN; left > 0 && !either.aborted; left--) {
      on({ type: 'countdown', ref: step.ref, left });
      await clock.wait(1000, either);
    }
    on({ type: 'countdown', ref: step.ref, left: 0 });
    if (said() !== 'keep' && (said() !== undefined || !leave.aborted)) return takeBack(request)(step, recorder);
    recorder.log(`${describeRef(step.ref)} is kept as it is`, 'warn');
    return { detail: `kept although ${step.detail ?? 'it is degraded'}` };
  };
