import type { RollbackPlan, UndoStep } from '../app/planUndo.ts';
import { printable } from '../core/printable.ts';
import { describeRef } from '../core/resource.ts';
import { formatPath } from '../core/diff.ts';
import { driftTable, reportedPlace } from './drift.ts';
import { unifiedDiff } from './objectDiff.ts';

/** What a person has to know of an undo besides its difference. */
export const undoNotes = ({ step, undo, preview, impact }: UndoStep): readonly string[] => {
  const keeps = undo.state === 'ready' ? undo.keeps : [];
  return [
    ...(step.action === 'delete' ? ['It comes back as a new object, with a new uid.'] : []),
    ...(keeps.length > 0 ? [`Left as somebody changed it: ${keeps.map(({ path }) => formatPath(path)).join(', ')}.`] : []),
    ...impact.now,
    ...impact.warnings,
    ...(preview?.checked === 'later' ? [`Asked of the server just before it is sent: ${preview.reason ?? ''}.`] : []),
    ...(preview?.warnings ?? []),
  ];
};

const overwritten = (undone: UndoStep): readonly string[] => {
  const overwrites = undone.undo.state === 'ready' ? undone.undo.overwrites : [];
  return overwrites.length === 0
    ? []
    : ['This overwrites what somebody changed:', ...driftTable(overwrites.map((place) => reportedPlace(undone, place)))];
};

const stepLines = (undone: UndoStep): readonly string[] => {
  const { step, undo, preview } = undone;
  const states = preview ?? (undo.state === 'ready' ? undo.proposal : undefined);
  if (!states) return [];
  const notes = [describeRef(step.ref), ...undoNotes(undone)].map(printable);
  return [
    ...[...notes, ...overwritten(undone)].map((note) => `# ${note}`),
    ...unifiedDiff(describeRef(step.ref), states.before, states.after),
    '',
  ];
};

/** What rolling back would do, run after run, as unified diffs. */
export const rollbackLines = (plans: readonly RollbackPlan[]): readonly string[] =>
  plans.flatMap(({ run, steps }) => [...(plans.length > 1 ? [`# Run ${run.id}, of ${run.started}`, ''] : []), ...steps.flatMap(stepLines)]);
