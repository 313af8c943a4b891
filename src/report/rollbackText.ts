import type { RollbackPlan, UndoStep } from '../app/planUndo.ts';
import { printable } from '../core/printable.ts';
import { describeRef } from '../core/resource.ts';
import { unifiedDiff } from './objectDiff.ts';

const stepLines = ({ step, undo, preview, impact }: UndoStep): readonly string[] => {
  const states = preview ?? (undo.state === 'ready' ? undo.proposal : undefined);
  if (!states) return [];
  const notes = [describeRef(step.ref), ...impact.now, ...impact.warnings, ...(preview?.warnings ?? [])];
  return [...notes.map((note) => `# ${printable(note)}`), ...unifiedDiff(describeRef(step.ref), states.before, states.after), ''];
};

/** What rolling back would do, as unified diffs. */
export const rollbackLines = ({ steps }: RollbackPlan): readonly string[] => steps.flatMap(stepLines);
