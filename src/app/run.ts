import type { Difference, Path } from '../core/diff.ts';
import type { Ref, Resource } from '../core/resource.ts';
import type { FileEdit, TargetInfo } from './target.ts';

/**
 * prepared -> sending -> applied | not-applied | unknown -> verified | degraded -> rolled-back | rollback-conflict.
 * `skipped`: never sent, because the run stopped before it.
 */
export type StepState =
  | 'prepared'
  | 'sending'
  | 'applied'
  | 'not-applied'
  | 'unknown'
  | 'verified'
  | 'degraded'
  | 'rolled-back'
  | 'rollback-conflict'
  | 'skipped';

/** One object of a run. What it takes to undo it is complete before the write is sent. */
export interface Step {
  readonly ref: Ref;
  readonly action: 'create' | 'edit' | 'delete';
  /** Ids of the findings that this step closes: `remediation:object`. */
  readonly closes: readonly string[];
  readonly state: StepState;
  /** When it reached this state; ISO 8601. */
  readonly at: string;
  /** The same by the clock of the target, where it tells, while the answer to a write is open; ISO 8601. */
  readonly sentAt?: string;
  /** What the write changes, as the server would store it; after the write, as it did. Values of Secrets never stand here. */
  readonly differences: readonly Difference[];
  /** The whole object before; absent for a creation and where it holds plain credentials. */
  readonly before?: Resource;
  /** What was stored; absent for a deletion and where it holds plain credentials. */
  readonly after?: Resource;
  /** In the place of a `before` that holds plain credentials: its metadata alone, less labels and annotations. */
  readonly identity?: Resource;
  /** Whose the fields were once it was written, where an `after` does not tell: it holds plain credentials, or they were given back at once. */
  readonly identityAfter?: Resource;
  readonly files?: readonly FileEdit[];
  /** Healthy before: only then is ill health afterwards blamed on us. */
  readonly healthyBefore?: boolean;
  /** Pods that were deleted because the restored workload waited for them. */
  readonly freed?: readonly Ref[];
  readonly detail?: string;
  /** Why it was taken back at once: the workload that broke, and how. With `unknown`: why it was to be, and the answer was lost. */
  readonly takenBack?: { readonly workload: Ref; readonly why: string };
  /** Fields of it are still ours that are to be given back: it is as before (`rollback-conflict`), or was written so as to yield. `recover` pays. */
  readonly owes?: true | undefined;
  /** Why it was not applied: the object moved on, or the answer was no. */
  readonly cause?: 'stale' | 'refused';
  /** Where the object is as before again although the step stands elsewhere. */
  readonly undone?: readonly Path[];
}

/** Who the object was before the step, and who owned its fields; undefined for a creation. */
export const formerOf = ({ before, identity }: Step): Resource | undefined => before ?? identity;

/** One apply or one rollback, its steps and their states; the record with which it can be undone. */
export interface Run {
  readonly schema: 1;
  /** `2026-11-21-3`: the day and a number that counts up within it. */
  readonly id: string;
  /** `rehearsal`: each of its steps creates something that it takes away again. */
  readonly does: 'apply' | 'rollback' | 'rehearsal';
  /** The run that this one rolls back. */
  readonly undoes?: string;
  readonly started: string;
  readonly finished?: string;
  /** It was made on another machine: nothing of it is undone unless it is named, and so is the target. */
  readonly imported?: true;
  readonly target: TargetInfo;
  /** kubeharden's. */
  readonly version: string;
  readonly steps: readonly Step[];
}

/** `not written`: it ended, and not one of its steps wrote. */
export type RunState = 'running' | 'applied' | 'partial' | 'not written' | 'rolled back' | 'interrupted';

/** What a person needs to know of a run in two words. */
export const runState = (run: Run): RunState => {
  const states = new Set(run.steps.map((step) => step.state));
  const undone = run.steps.filter((step) => step.state === 'rolled-back').length;
  if (undone > 0 && run.steps.every((step) => ['rolled-back', 'not-applied', 'skipped'].includes(step.state))) return 'rolled back';
  if (run.finished === undefined) {
    const isLeftOver = run.does === 'rehearsal' && states.has('rollback-conflict');
    return isLeftOver || states.has('sending') || states.has('unknown') ? 'interrupted' : 'running';
  }
  if (run.steps.some((step) => step.undone !== undefined)) return 'partial';
  if ([...states].every((state) => state === 'applied' || state === 'verified')) return 'applied';
  return [...states].every((state) => state === 'not-applied' || state === 'skipped') ? 'not written' : 'partial';
};

type Made = Pick<Run, 'id' | 'target'>;

const otherPlace = (target: TargetInfo, current: TargetInfo): readonly string[] => {
  const was = (what: string, then: string | undefined, now: string | undefined): readonly string[] =>
    then === undefined || now === undefined || then === now ? [] : [`${what} was ${then} and is ${now} now`];
  return [...was('the server', target.server, current.server), ...was('the CA', target.ca, current.ca)];
};

/** What a record of a cluster says of where it was made, if kubeharden wrote it there; a forged one may not. */
const unsaid = ({ type, server, ca }: TargetInfo): readonly string[] => {
  if (type !== 'cluster') return [];
  return [...(server === undefined ? ['its record names no server'] : []), ...(ca === undefined ? ['its record names no CA'] : [])];
};

const doubtful = ({ id }: Made, why: readonly string[]): string | undefined =>
  why.length === 0 ? undefined : `Run ${id} may be of another cluster: ${why.join('; ')}.`;

/** Why a run that is to be imported may belong to another target than the one at hand, or undefined. */
export const foreignImport = (run: Made, current: TargetInfo): string | undefined =>
  doubtful(run, [...otherPlace(run.target, current), ...unsaid(run.target)]);

/**
 * Why this run may belong to another target than the one at hand, or undefined: it was imported, or a clone restored from
 * etcd shares the id under which its records lie, but not the server or the CA. A sentence for people, to be shown before
 * a rollback, which then asks for the name.
 */
export const foreign = (run: Made & Pick<Run, 'imported'>, current: TargetInfo): string | undefined =>
  run.imported
    ? (foreignImport(run, current) ?? `Run ${run.id} was not made here: it was imported.`)
    : doubtful(run, otherPlace(run.target, current));
