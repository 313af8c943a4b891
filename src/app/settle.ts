import { refKey } from '../core/resource.ts';
import { Failure } from './errors.ts';
import { formerOf, type Step } from './run.ts';
import type { Target } from './target.ts';

/** By object: why fields of it are still ours although it is as it was before. */
export type Debts = Map<string, string>;

/** Gives the fields of an undone step back to those who owned them; a failure of that is a debt, which the next undo pays. */
export const settle = async (target: Target, undone: Step, debts: Debts): Promise<void> => {
  const former = formerOf(undone);
  try {
    if (former) await target.release(undone.ref, former, undone.before);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    debts.set(refKey(undone.ref), `it is as before, but fields of it are still ours: ${error.message}`);
  }
};

/** A step is not taken back while we owe fields of its object; `recover` offers to pay until nothing is owed. */
export const owing = ({ owes: _paid, ...step }: Step, debts: Debts): Step => {
  const debt = step.state === 'rolled-back' ? debts.get(refKey(step.ref)) : undefined;
  return debt === undefined ? step : { ...step, state: 'rollback-conflict', detail: debt, owes: true };
};
