import type { UndoStep } from '../app/planUndo.ts';
import { takenBack, takenBackText } from '../app/takenBack.ts';
import { equal } from '../core/change.ts';
import { formatPath } from '../core/diff.ts';

/** How an object stands to what a run made of it. `partly undone`: some of it is as before, by whomever. */
export interface StandingNow {
  readonly state: 'as applied' | 'partly undone' | 'undone' | 'drifted';
  readonly detail?: string;
}

/** Who took some of it back: an undo of ours, as the record says, or somebody. */
const partly = ({ step, live }: UndoStep): StandingNow | undefined => {
  const taken = takenBack(step, live);
  if (!taken) return undefined;
  const ours = (step.undone ?? []).map(formatPath);
  const others = (taken.places ?? []).map(({ path }) => formatPath(path)).filter((name) => !ours.includes(name));
  return {
    state: 'partly undone',
    detail: others.length > 0 || ours.length === 0 ? takenBackText(taken) : `rolled back: ${ours.join(', ')}`,
  };
};

/** Every place that the run set is looked at: that something is left to undo does not mean that all of it stands. */
export const standingNow = (undoing: UndoStep): StandingNow => {
  const { step, undo, live } = undoing;
  if (undo.state === 'ready') return partly(undoing) ?? { state: 'as applied' };
  if (undo.state === 'drift') {
    const isKept = undo.places.length > 0 && undo.places.every(({ applied, now }) => equal(applied, now));
    if (!isKept) return { state: 'drifted', detail: undo.reason };
    return partly(undoing) ?? { state: 'as applied', detail: undo.reason };
  }
  const taken = takenBack(step, live);
  return { state: 'undone', detail: taken ? takenBackText(taken) : 'somebody took it back' };
};
