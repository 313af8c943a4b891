import { describeRef, sameRef, type Ref } from '../core/resource.ts';
import { Failure } from './errors.ts';
import type { Clock, Recorder } from './recorder.ts';
import type { Target } from './target.ts';
import type { Transaction } from './transaction.ts';

const POLL_MS = 500;
/** A controller looks at what changed within moments; one that does not answer is no reason to wait for it. */
const PATIENCE_MS = 15_000;

/** Once the controller has seen what was restored: the pod that keeps it from going on. Only StatefulSets wait so. */
const blockerOf = async (target: Target, ref: Ref, clock: Clock, leave: AbortSignal): Promise<Ref | undefined> => {
  if (ref.kind !== 'StatefulSet') return undefined;
  const until = clock.now().getTime() + PATIENCE_MS;
  for (;;) {
    const rollout = await target.rollout(ref);
    if (rollout?.state !== 'progressing') return rollout?.blockedBy;
    if (leave.aborted || clock.now().getTime() > until) return undefined;
    await clock.wait(POLL_MS, leave);
  }
};

/**
 * After an undo: deletes the pod that the undone template broke and that its controller waits for, so that it is made
 * anew; that stands in the record of the step before. A pod that cannot be deleted is told, and no failure of the undo; nor
 * is it that nobody says whether there is one.
 */
export const unblock = async (
  { target, clock, control }: Pick<Transaction, 'target' | 'clock' | 'control'>,
  ref: Ref,
  recorder: Recorder,
): Promise<void> => {
  let blocker: Ref | undefined;
  try {
    blocker = await blockerOf(target, ref, clock, control.leave);
    const pod = blocker && (await target.get(blocker));
    if (!blocker || !pod) return;
    recorder.log(`${describeRef(ref)}: deleting ${describeRef(blocker)}, which it waits for, so that it is made anew`, 'warn');
    const index = recorder.run().steps.findIndex((step) => sameRef(step.ref, ref));
    const change = { ref: blocker, before: pod };
    const preview = await target.preview(change);
    await recorder.step(index, { freed: [...(recorder.run().steps[index]?.freed ?? []), blocker] });
    await target.write(change, preview);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const what = blocker ? `${describeRef(blocker)} was not deleted` : `whether a pod keeps ${describeRef(ref)} from going on is not known`;
    recorder.log(`${what}: ${error.message}`, 'warn');
  }
};
