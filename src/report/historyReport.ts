import type { CorruptRecord, Journal } from '../app/journal.ts';
import { runState, type Run, type RunState } from '../app/run.ts';
import type { TargetInfo } from '../app/target.ts';
import { printable } from '../core/printable.ts';
import { API_VERSION } from './apiVersion.ts';
import { reportedStep, type ReportedStep } from './runReport.ts';
import { table } from './table.ts';

export interface ReportedRun {
  readonly id: string;
  readonly does: Run['does'];
  readonly undoes?: string;
  /** ISO 8601. */
  readonly started: string;
  readonly finished?: string;
  /** From another machine. */
  readonly imported?: true;
  readonly user?: string;
  readonly state: RunState;
  readonly changes: readonly ReportedStep[];
}

export interface HistoryReport {
  readonly apiVersion: typeof API_VERSION;
  readonly kind: 'History';
  readonly target: TargetInfo;
  /** Where the records are. */
  readonly place: string;
  /** Newest first. */
  readonly runs: readonly ReportedRun[];
  /** Records that cannot be used. */
  readonly corrupt: readonly CorruptRecord[];
}

export const reportedRun = (run: Run): ReportedRun => ({
  id: run.id,
  does: run.does,
  ...(run.undoes === undefined ? {} : { undoes: run.undoes }),
  started: run.started,
  ...(run.finished === undefined ? {} : { finished: run.finished }),
  ...(run.imported ? { imported: run.imported } : {}),
  ...(run.target.user === undefined ? {} : { user: run.target.user }),
  state: runState(run),
  changes: run.steps.map(reportedStep),
});

export const historyReport = (
  target: TargetInfo,
  place: string,
  { runs, corrupt }: Awaited<ReturnType<Journal['list']>>,
): HistoryReport => ({
  apiVersion: API_VERSION,
  kind: 'History',
  target,
  place,
  runs: runs.map(reportedRun),
  corrupt,
});

const doing = ({ does, undoes, imported }: ReportedRun): string =>
  `${does}${undoes === undefined ? '' : ` of ${undoes}`}${imported ? ', imported' : ''}`;

export const historyTable = ({ runs, corrupt, place }: HistoryReport, columns = Infinity): readonly string[] => {
  const rows = runs.map((run) => [run.id, run.started, doing(run), printable(run.user ?? '-'), String(run.changes.length), run.state]);
  return [
    ...(rows.length > 0 ? table(['RUN', 'STARTED', 'DOES', 'WHO', 'OBJECTS', 'STATE'], rows, columns) : ['No run on this target yet.']),
    ...corrupt.map(({ id, reason, file }) => printable(`cannot be used: ${id}: ${reason}${file === undefined ? '' : ` (${file})`}`)),
    `records: ${printable(place)}`,
  ];
};
