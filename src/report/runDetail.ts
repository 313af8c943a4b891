import { basename, dirname } from 'node:path';
import type { Run, Step } from '../app/run.ts';
import type { TargetInfo } from '../app/target.ts';
import { formatPath } from '../core/diff.ts';
import { printable } from '../core/printable.ts';
import { describeRef } from '../core/resource.ts';
import { shellWord } from '../core/shellWord.ts';
import { API_VERSION } from './apiVersion.ts';
import { reportedRun, type ReportedRun } from './historyReport.ts';
import { reportedStep, type ReportedStep } from './runReport.ts';

/** One object of a run with all that its record holds of it. */
export interface DetailedStep extends ReportedStep {
  readonly at: string;
  readonly healthyBefore?: boolean;
  /** An absent side is absent there. A creation and a deletion are whole objects, and stand in their manifests. */
  readonly differences: readonly { readonly path: string; readonly before?: unknown; readonly after?: unknown }[];
  /** Paths of the object as plain manifests; none where it holds credentials. */
  readonly manifests: { readonly before?: string; readonly after?: string };
  /** Undoes this step without kubeharden and without its care for what others changed since. */
  readonly byHand?: string;
}

export interface RunDetail extends Omit<ReportedRun, 'changes'> {
  readonly apiVersion: typeof API_VERSION;
  readonly kind: 'Run';
  /** As it was when the run was made. */
  readonly target: TargetInfo;
  /** kubeharden's. */
  readonly version: string;
  /** Where the records are. */
  readonly place: string;
  readonly changes: readonly DetailedStep[];
}

const numberOf = (file: string): number => Number(/^\d+/.exec(basename(file))?.[0]) - 1;

const byHandOf = ({ action }: Step, { before, after }: DetailedStep['manifests']): string | undefined => {
  const [verb, file] = ({ create: ['delete', after], edit: ['replace', before], delete: ['create', before] } as const)[action];
  return file === undefined ? undefined : `kubectl ${verb} -f ${shellWord(file)}`;
};

const detailed = (step: Step, files: readonly string[]): DetailedStep => {
  const on = (side: string): string | undefined => files.find((file) => basename(dirname(file)) === side);
  const [before, after] = [on('before'), on('after')];
  const manifests = { ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) };
  const byHand = byHandOf(step, manifests);
  return {
    ...reportedStep(step),
    at: step.at,
    ...(step.healthyBefore === undefined ? {} : { healthyBefore: step.healthyBefore }),
    differences: step.differences.map((of) => ({
      path: formatPath(of.path),
      ...(of.before === undefined ? {} : { before: of.before }),
      ...(of.after === undefined ? {} : { after: of.after }),
    })),
    manifests,
    ...(byHand === undefined ? {} : { byHand }),
  };
};

/** One run whole; `manifests` are the files that lie beside it. */
export const runDetail = (run: Run, place: string, manifests: readonly string[]): RunDetail => {
  const { changes: _changes, ...head } = reportedRun(run);
  const beside = Map.groupBy(manifests, numberOf);
  return {
    apiVersion: API_VERSION,
    kind: 'Run',
    ...head,
    target: run.target,
    version: run.version,
    place,
    changes: run.steps.map((step, index) => detailed(step, beside.get(index) ?? [])),
  };
};

const valueText = (value: unknown): string => (value === undefined ? 'nothing' : (JSON.stringify(value) ?? 'nothing'));

const stepLines = (step: DetailedStep): readonly string[] => [
  `${step.state}  ${step.action} ${describeRef(step.resource)}${step.detail === undefined ? '' : `: ${step.detail}`}`,
  ...(step.closes.length === 0 ? [] : [`  closes ${step.closes.map((id) => id.split(':')[0]).join(', ')}`]),
  ...step.differences
    .filter(({ path }) => path !== '')
    .map(({ path, before, after }) => `  ${path}: ${valueText(before)} -> ${valueText(after)}`),
  ...(step.files ?? []).map((file) => `  file ${file}`),
  ...(step.byHand === undefined ? [] : [`  by hand: ${step.byHand}`]),
];

/** One run for people. */
export const runDetailLines = (run: RunDetail): readonly string[] =>
  [
    `Run ${run.id}: ${run.undoes === undefined ? run.does : `${run.does} of ${run.undoes}`}, ${run.state}`,
    `${run.started} to ${run.finished ?? 'nobody knows when'}, by ${run.user ?? 'an unknown user'} on ${run.target.name}, kubeharden ${run.version}`,
    '',
    ...run.changes.flatMap((step) => [...stepLines(step), '']),
    `records: ${run.place}`,
  ].map((line) => printable(line));
