import type { Hint } from '../analysis/rehearsal/hints.ts';
import { equal } from '../core/change.ts';
import type { Finding } from '../core/finding.ts';
import { describeRef, kindOf, type Resource } from '../core/resource.ts';
import { podMetadataOf, podSpecOf } from '../core/workload.ts';
import type { PlannedChange } from './plan.ts';
import type { Step } from './run.ts';

/** Why a pod of the next template did not run. */
export interface Failed {
  readonly state: 'failed';
  /** `container api: CrashLoopBackOff, exit code 1`, or the server's refusal. */
  readonly reason: string;
  /** The last line that it printed. */
  readonly lastLine?: string;
  readonly hint?: Hint;
}

/** What one pod showed. `ready` is evidence, and no proof: it ran for some seconds, and nobody asked it anything. */
export type Outcome =
  | { readonly state: 'ready'; readonly seconds: number }
  | Failed
  /** It says nothing about the change. */
  | { readonly state: 'inconclusive'; readonly reason: string; readonly lastLine?: string };

/** The finding without whose fix the pod ran, or those at which its words point, or those of which no one alone explains it. */
export interface Blame {
  /** `tried`: without its fix the pod ran. `likely`: the words of the failure point at it. `several`: without any one of their fixes the pod failed all the same. */
  readonly by: 'tried' | 'likely' | 'several';
  readonly findings: readonly Finding[];
}

/** What rehearsing one change showed. */
export interface Rehearsal {
  readonly change: PlannedChange;
  readonly outcome: Outcome;
  readonly blame?: Blame;
  /** What was created for it and could not be removed, where it was asked for alone. */
  readonly remains?: readonly Step[];
}

/** How far a rehearsal goes. */
export interface Extent {
  /** After a failure: try again without one fix after the other, to name the finding. */
  readonly why: boolean;
  /** Also what must not run a second time by chance: somebody asked for just that. */
  readonly onceOnly: boolean;
}

/** One template to be tried. */
export interface Try {
  /** The workload with the template, as the server would store it; its own uid counts as an owner's. */
  readonly workload: Resource;
  /** For the log: `Deployment checkout`, `Deployment checkout without run-as-root`. */
  readonly what: string;
  /** The same with today's template: a refusal that it meets too says nothing about the change. */
  readonly today?: Resource;
}

/** Bare pods are not replaced by a change, so there is nothing to foresee. */
const isReplaced = (workload: Resource): boolean => kindOf(workload) !== 'Pod' && podSpecOf(workload) !== undefined;

/** The workload after the change, where its pods will be others than today. */
export const rehearsable = ({ change, preview }: PlannedChange): Try | undefined => {
  const [before, after] = [preview?.before ?? change.before, preview?.after ?? change.after];
  if (!before || !after || !isReplaced(after)) return undefined;
  const same = equal(podSpecOf(before), podSpecOf(after)) && equal(podMetadataOf(before), podMetadataOf(after));
  return same ? undefined : { workload: after, today: before, what: describeRef(change.ref) };
};
