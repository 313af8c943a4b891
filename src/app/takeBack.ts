import { accountOf } from '../analysis/accounts.ts';
import { formatPath } from '../core/diff.ts';
import { describeRef, type Resource } from '../core/resource.ts';
import { podSpecOf } from '../core/workload.ts';
import { sentNow } from './arrival.ts';
import { Failure, Refused, UnknownOutcome } from './errors.ts';
import type { Recorder } from './recorder.ts';
import { formerOf, type Step } from './run.ts';
import { effectOf } from './sameOutcome.ts';
import type { Transaction } from './transaction.ts';
import { unblock } from './unblock.ts';
import { undoOf } from './undo.ts';

type Request = Pick<Transaction, 'target' | 'clock' | 'control'>;

/** The steps of the run that edited the ServiceAccount from which these pods take what they do not say themselves. */
const accountSteps = (steps: readonly Step[], workload: Resource | undefined): readonly number[] => {
  const spec = workload && podSpecOf(workload);
  if (!spec || typeof spec['automountServiceAccountToken'] === 'boolean') return [];
  const account = accountOf(workload, spec);
  return steps.flatMap(({ ref, action, state }, index) => {
    const isIts = ref.kind === 'ServiceAccount' && ref.namespace === account.namespace && ref.name === account.name;
    return isIts && action === 'edit' && state === 'applied' ? [index] : [];
  });
};

type TakenBack = NonNullable<Step['takenBack']>;

/** What of a step still is, or would be, to be undone on this object, by its places; undefined where it is as before. */
const remaining = (step: Step, object: Resource | undefined): string | undefined => {
  const undo = undoOf(step, object);
  if (undo.state === 'already') return undefined;
  const places = undo.state === 'ready' ? effectOf(undo.proposal) : undo.places;
  return places.length > 0 ? `${places.map(({ path }) => formatPath(path)).join(', ')} is not as it was` : 'it is not as it was';
};

const restored = async (
  { target }: Request,
  step: Step,
  takenBack: TakenBack,
  before?: (after: Resource | undefined) => Promise<void>,
): Promise<Partial<Step>> => {
  try {
    const undo = undoOf(step, await target.get(step.ref));
    if (undo.state === 'drift') return { state: 'rollback-conflict', detail: undo.reason };
    if (undo.state === 'ready') {
      const preview = await target.preview(undo.proposal);
      const kept = remaining(step, preview.after);
      if (kept !== undefined) throw new Refused(`the server would not take it back: ${kept}`);
      await before?.(undo.proposal.after);
      await target.write(undo.proposal, preview);
      const left = remaining(step, await target.get(step.ref));
      if (left !== undefined) return { state: 'rollback-conflict', detail: `not taken back: ${left}` };
    }
    const former = formerOf(step);
    if (former) await target.release(step.ref, former);
    return { state: 'rolled-back', detail: `rolled back: ${takenBack.why}`, takenBack };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const detail = `while rolling back: ${error.message}`;
    return error instanceof UnknownOutcome
      ? { state: 'unknown', detail, takenBack, ...sentNow(target) }
      : { state: 'rollback-conflict', detail };
  }
};

/**
 * Takes one degraded step back at once, and before it what the run changed of the account that its pods start with:
 * pods that are made anew would lack it. That it is degraded, and what undoes it, is on record before anything is sent.
 */
export const takeBack =
  (request: Request) =>
  async (step: Step, recorder: Recorder): Promise<Partial<Step>> => {
    recorder.log(`${describeRef(step.ref)}: rolling back`, 'warn');
    const takenBack: TakenBack = { workload: step.ref, why: step.detail ?? 'degraded' };
    const giveAccountBack = async (workload: Resource | undefined): Promise<void> => {
      for (const index of accountSteps(recorder.run().steps, workload)) {
        const account = recorder.run().steps[index] as Step;
        const why = `${describeRef(step.ref)} starts with it: ${takenBack.why}`;
        await recorder.step(index, await restored(request, account, { ...takenBack, why }));
      }
    };
    const end = await restored(request, step, takenBack, giveAccountBack);
    if (end.state === 'rolled-back') await unblock(request, step.ref, recorder);
    return end;
  };
