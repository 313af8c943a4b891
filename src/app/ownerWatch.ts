import { describeRef } from '../core/resource.ts';
import { Failure } from './errors.ts';
import type { Recorder } from './recorder.ts';
import type { Step } from './run.ts';
import { takenBack, takenBackText } from './takenBack.ts';
import type { Transaction } from './transaction.ts';

const POLL_MS = 1000;
/** Argo CD heals after 5 s unless told otherwise; who takes longer is told by `verify`. */
const LOOKS = 10;

const isWritten = ({ state }: Step): boolean => state === 'applied' || state === 'verified';

/** One look: what was taken back says so in its record. Returns the steps that still stand. */
const look = async (
  { target }: Pick<Transaction, 'target'>,
  recorder: Recorder,
  indexes: readonly number[],
): Promise<readonly number[]> => {
  const standing: number[] = [];
  for (const index of indexes) {
    const step = recorder.run().steps[index];
    if (!step) continue;
    const taken = takenBack(step, await target.get(step.ref));
    if (!taken) {
      standing.push(index);
      continue;
    }
    const detail = takenBackText(taken);
    recorder.log(`${describeRef(step.ref)}: ${detail}`, 'warn');
    await recorder.step(index, { state: 'applied', detail });
  }
  return standing;
};

/** Watches for some seconds what was written although somebody else owns it. That it cannot be read is told, and no failure of the run. */
export const watchOwners = async (
  request: Pick<Transaction, 'target' | 'clock' | 'control'>,
  recorder: Recorder,
  isOwned: (step: Step) => boolean,
): Promise<void> => {
  const { clock, control } = request;
  let watched: readonly number[] = recorder.run().steps.flatMap((step, index) => (isWritten(step) && isOwned(step) ? [index] : []));
  try {
    for (let looks = 0; watched.length > 0; looks++) {
      watched = await look(request, recorder, watched);
      if (looks === LOOKS || watched.length === 0 || control.leave.aborted || control.stop.aborted) return;
      if (looks === 0) recorder.log(`watching for ${(LOOKS * POLL_MS) / 1000} s whether an owner takes it back`);
      await clock.wait(POLL_MS, control.leave);
    }
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    recorder.log(`not watched any more: ${error.message}`, 'warn');
  }
};
