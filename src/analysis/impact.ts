import type { Change } from '../core/change.ts';
import type { Ref } from '../core/resource.ts';
import type { Snapshot } from '../core/snapshot.ts';

/** What a change may break, now and at the next restart. Sentences are whole and for people. */
export interface Impact {
  /** The workload whose pods are replaced at once, and how many run. */
  readonly restarts?: { readonly workload: Ref; readonly pods: number };
  /** What happens when it is applied: `3 pods restart, one after another`, `budget payments/checkout allows 1 disruption`. */
  readonly now: readonly string[];
  /** What happens at the next start of a pod. */
  readonly later: readonly string[];
  /** What could make this hurt: a single replica, no budget left, a right or connection that is lost. */
  readonly warnings: readonly string[];
}

/** Pure; the snapshot is the one from before the change. */
export const impactOf = (_change: Change, _snapshot: Snapshot): Impact => ({ now: [], later: [], warnings: [] });
