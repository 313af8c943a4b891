import type { Hint } from '../analysis/rehearsal/hints.ts';
import type { Finding } from '../core/finding.ts';
import type { Resource } from '../core/resource.ts';
import type { PlannedChange } from './plan.ts';

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

/** The finding without whose fix the pod ran, or those at which its words point. */
export interface Blame {
  /** `tried`: without its fix the pod ran. `likely`: the words of the failure point at it. */
  readonly by: 'tried' | 'likely';
  readonly findings: readonly Finding[];
}

/** What rehearsing one change showed. */
export interface Rehearsal {
  readonly change: PlannedChange;
  readonly outcome: Outcome;
  readonly blame?: Blame;
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
