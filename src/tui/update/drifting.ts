import type { RollbackPlan, UndoStep } from '../../app/planUndo.ts';
import { placeName } from '../../app/undoing.ts';
import type { Place } from '../../core/threeWay.ts';
import { changedPlaces } from '../../report/drift.ts';
import type { DriftScreen } from '../state.ts';

/** One place that somebody changed since a run, and which step of the run had set it. */
export interface DriftedPlace {
  readonly name: string;
  readonly undone: UndoStep;
  readonly place: Place;
}

export const driftedPlaces = (plans: readonly RollbackPlan[]): readonly DriftedPlace[] =>
  plans.flatMap(({ run, steps }) =>
    steps.flatMap((undone) => changedPlaces(undone).map((place) => ({ name: placeName(run.id, undone.index, place), undone, place }))),
  );

/** An object that the run created is there or not: its places are decided together. */
const together = (all: readonly DriftedPlace[], one: DriftedPlace): readonly DriftedPlace[] =>
  one.undone.step.action === 'create' ? all.filter(({ undone }) => undone === one.undone) : [one];

/** The place under the cursor is overwritten where it was kept, and kept where it was overwritten. */
export const toggled = (screen: DriftScreen): DriftScreen => {
  const places = driftedPlaces(screen.plans);
  const at = places[screen.cursor];
  if (!at) return screen;
  const names = new Set(together(places, at).map(({ name }) => name));
  const others = [...screen.restored].filter((name) => !names.has(name));
  return { ...screen, restored: new Set(screen.restored.has(at.name) ? others : [...others, ...names]) };
};
