import type { UndoStep } from '../app/planUndo.ts';
import type { Run, RunState } from '../app/run.ts';
import { runState } from '../app/run.ts';
import type { TargetInfo } from '../app/target.ts';
import { printable } from '../core/printable.ts';
import { describeRef } from '../core/resource.ts';
import { driftTable, reportedDrift, type ReportedPlace } from './drift.ts';
import { named } from './named.ts';
import { runReport, stepTable, type NotChanged, type RunReport } from './runReport.ts';

/** An object that stays as it is, and where somebody changed what the run had set. */
export interface NotUndone extends NotChanged {
  readonly drift?: readonly ReportedPlace[];
}

/** One rollback, and the run that it undid. */
export interface ReportedRollback {
  readonly run: string;
  readonly undoes: string;
  readonly state: RunState;
  /** Of the run that was undone, as it stands now. */
  readonly left: RunState;
}

/** `run`, `state` and `undoes` are those of the first of the rollbacks, the changes those of all. */
export interface RollbackReport extends RunReport {
  readonly rollbacks: readonly ReportedRollback[];
  readonly refused: readonly NotUndone[];
}

export const notUndone = (step: UndoStep, reason: string): NotUndone => {
  const drift = reportedDrift(step);
  return { ...named(step.step.ref), reason, ...(drift.length === 0 ? {} : { drift }) };
};

export const rollbackReport = (
  target: TargetInfo,
  done: readonly { readonly run: Run; readonly undone: Run }[],
  rest: Pick<RollbackReport, 'left' | 'refused'>,
): RollbackReport => {
  const [first] = done;
  const whole = first && { ...first.run, steps: done.flatMap(({ run }) => run.steps) };
  return {
    ...runReport('RollbackReport', target, whole, rest),
    ...(first ? { state: runState(first.run) } : {}),
    rollbacks: done.map(({ run, undone }) => ({ run: run.id, undoes: undone.id, state: runState(run), left: runState(undone) })),
    refused: rest.refused,
  };
};

const ended = ({ run, undoes, state, left }: ReportedRollback): string =>
  `Run ${undoes} ${left === 'rolled back' ? 'is' : 'is not wholly'} rolled back by ${run}: ${state}.`;

const refusedLines = ({ resource, reason, drift = [] }: NotUndone): readonly string[] => [
  printable(`not rolled back: ${describeRef(resource)}: ${reason}`),
  ...(drift.length === 0 ? [] : driftTable(drift).map((line) => `  ${line}`)),
];

export const rollbackTable = (report: RollbackReport): readonly string[] => [
  ...(report.run === null ? ['Nothing was rolled back.'] : [...stepTable(report.changes), '', ...report.rollbacks.map(ended)]),
  ...report.left.map(({ resource, reason }) => printable(`left: ${describeRef(resource)}: ${reason}`)),
  ...report.refused.flatMap(refusedLines),
  ...(report.refused.some(({ drift }) => drift !== undefined)
    ? ['', 'Somebody changed it since: --drift keep undoes the rest of it, --drift restore overwrites that change.']
    : []),
];
