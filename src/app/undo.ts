import { inverted, type Change } from '../core/change.ts';
import { differences, invert, withoutServerFields, type Difference } from '../core/diff.ts';
import { mergeObject, type Drift } from '../core/merge.ts';
import type { Resource } from '../core/resource.ts';
import { invertFiles } from './fileEdits.ts';
import type { Step } from './run.ts';
import type { Proposal } from './target.ts';

/**
 * What it takes to undo one step on the object as it lives now.
 * `ready`: the proposal does it. `already`: nothing is left to undo. `drift`: somebody else changed what the step
 * touched, so nothing is proposed; `clean` holds what could still be undone, and `drift` what could not.
 */
export type Undo =
  | { readonly state: 'ready'; readonly proposal: Proposal }
  | { readonly state: 'already' }
  | { readonly state: 'drift'; readonly drift: readonly Drift[]; readonly clean?: Proposal; readonly reason: string };

/** States in which a step may have left something behind. */
export const canUndo = (step: Step): boolean =>
  ['sending', 'applied', 'verified', 'degraded', 'unknown', 'rollback-conflict'].includes(step.state);

const drifted = (reason: string, drift: readonly Drift[] = [], clean?: Proposal): Undo => ({
  state: 'drift',
  reason,
  drift,
  ...(clean ? { clean } : {}),
});

const withFiles = (step: Step, change: Change): Proposal => (step.files ? { ...change, files: invertFiles(step.files) } : change);

/** Whether the record holds the answer to the write, not the dry-run's: only then is its uid real. */
const isAnswered = ({ state }: Step): boolean => state !== 'sending' && state !== 'unknown';

const undoCreation = (step: Step, live: Resource | undefined): Undo => {
  if (!live) return { state: 'already' };
  if (!step.after) return drifted('the record does not hold the object that was created');
  if (isAnswered(step) && step.after.metadata.uid !== live.metadata.uid) return drifted('it was deleted and created again since');
  const since = differences(withoutServerFields(step.after), withoutServerFields(live));
  if (since.length > 0)
    return drifted(
      'it was changed after it was created',
      since.map((difference) => ({ difference, live: difference.after })),
    );
  return { state: 'ready', proposal: withFiles(step, { ref: step.ref, before: live }) };
};

const undoDeletion = (step: Step, live: Resource | undefined): Undo => {
  if (!step.before) return drifted('the record does not hold the object that was deleted');
  if (!live) return { state: 'ready', proposal: withFiles(step, inverted({ ref: step.ref, before: step.before })) };
  if (live.metadata['deletionTimestamp'] !== undefined) return drifted('it is still being deleted: a finalizer holds it');
  const since = differences(withoutServerFields(step.before), withoutServerFields(live));
  return since.length === 0 ? { state: 'already' } : drifted('another object of that name has come since');
};

const undoEdit = (step: Step, live: Resource | undefined): Undo => {
  if (!live) return drifted('it has been deleted since');
  const was = step.before?.metadata.uid;
  if (was !== undefined && live.metadata.uid !== was) return drifted('it was deleted and created again since');
  const back: readonly Difference[] = invert(step.differences);
  const { merged, done, drift } = mergeObject(live, back);
  const proposal: Proposal = withFiles(step, { ref: step.ref, before: live, after: merged });
  if (drift.length > 0)
    return drifted(
      'somebody changed what the run had set',
      drift,
      done.length > 0 ? { ref: step.ref, before: live, after: merged } : undefined,
    );
  return done.length === 0 ? { state: 'already' } : { state: 'ready', proposal };
};

const BY_ACTION = { create: undoCreation, edit: undoEdit, delete: undoDeletion } as const;

/**
 * Three-way, per path: live = applied -> as it was before; live = before -> already undone; anything else -> drift.
 * As before proves nothing while the write may still arrive: such a step is for `recover`.
 */
export const undoOf = (step: Step, live: Resource | undefined): Undo => {
  const undo = BY_ACTION[step.action](step, live);
  return undo.state === 'already' && !isAnswered(step)
    ? drifted('whether it was written is not known; `kubeharden recover` finds out')
    : undo;
};
