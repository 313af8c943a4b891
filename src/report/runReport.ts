import { runState, type Run, type RunState, type Step, type StepState } from '../app/run.ts';
import type { TargetInfo } from '../app/target.ts';
import { printable } from '../core/printable.ts';
import { API_VERSION } from './apiVersion.ts';
import type { HardeningReport } from './hardeningReport.ts';
import { named, shortName, type NamedObject } from './named.ts';
import type { Remaining, ReportedRehearsal } from './rehearsalReport.ts';
import { table } from './table.ts';

export interface ReportedStep extends NamedObject {
  readonly action: Step['action'];
  readonly state: StepState;
  readonly detail?: string;
  /** Ids of findings. */
  readonly closes: readonly string[];
  /** Files that were written. */
  readonly files?: readonly string[];
}

/** Something that was not changed, and why. */
export interface NotChanged extends NamedObject {
  readonly reason: string;
  /** Of the finding that stays. */
  readonly id?: string;
  readonly remediation?: string;
}

/** What an apply or a rollback did. `run` is null where there was nothing to do. */
export interface RunReport {
  readonly apiVersion: typeof API_VERSION;
  readonly kind: 'ApplyReport' | 'RollbackReport';
  readonly target: TargetInfo;
  readonly run: string | null;
  readonly state: RunState | null;
  /** The run that was rolled back. */
  readonly undoes?: string;
  readonly changes: readonly ReportedStep[];
  /** Left out: not asked for, or not confirmed. No error. */
  readonly left: readonly NotChanged[];
  /** Asked for, and refused before anything was sent. */
  readonly refused: readonly NotChanged[];
  /** What was tried before it was written. */
  readonly rehearsals?: readonly ReportedRehearsal[];
  /** What was created to try it, and could not be removed. */
  readonly remains?: readonly Remaining[];
  /** What was done for a level of Pod Security. */
  readonly hardening?: HardeningReport;
  /** 0 to 100, before and after; null where nothing was judged. */
  readonly score?: { readonly before: number | null; readonly after: number | null };
}

export const reportedStep = ({ ref, action, state, detail, closes, files }: Step): ReportedStep => ({
  ...named(ref),
  action,
  state,
  ...(detail === undefined || detail === '' ? {} : { detail }),
  closes,
  ...(files ? { files: [...new Set(files.map(({ file }) => file))] } : {}),
});

export const runReport = (
  kind: RunReport['kind'],
  target: TargetInfo,
  run: Run | undefined,
  rest: Pick<RunReport, 'left' | 'refused' | 'score' | 'hardening' | 'rehearsals' | 'remains'>,
): RunReport => ({
  apiVersion: API_VERSION,
  kind,
  target,
  run: run?.id ?? null,
  state: run ? runState(run) : null,
  ...(run?.undoes === undefined ? {} : { undoes: run.undoes }),
  changes: run?.steps.map(reportedStep) ?? [],
  ...rest,
});

/** One line for each object. */
export const stepTable = (steps: readonly ReportedStep[], columns = Infinity): readonly string[] =>
  table(
    ['STATE', 'ACTION', 'NAMESPACE', 'OBJECT', 'DETAIL'],
    steps.map(({ state, action, resource, detail = '' }) => [
      state,
      action,
      printable(resource.namespace ?? '-'),
      shortName(resource),
      printable(detail),
    ]),
    columns,
  );
