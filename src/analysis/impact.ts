import type { Change } from '../core/change.ts';
import type { Kind, Ref } from '../core/resource.ts';
import type { Snapshot } from '../core/snapshot.ts';
import { admissionImpact } from './impact/admission.ts';
import { bindingImpact } from './impact/binding.ts';
import { DISRUPTION_BUDGET } from './impact/budgets.ts';
import { deletionImpact } from './impact/deletion.ts';
import { guardImpact } from './impact/guard.ts';
import { policyImpact } from './impact/policy.ts';
import { roleImpact } from './impact/role.ts';
import { rolloutImpact } from './impact/rollout.ts';
import { tokenImpact } from './impact/token.ts';
import { INTENT_KINDS, NETWORK_KINDS } from './network/inspect.ts';

/** What a change may break, now and at the next restart. Sentences are whole and for people. */
export interface Impact {
  /** The workload whose pods are replaced at once, and how many run. */
  readonly restarts?: { readonly workload: Ref; readonly pods: number };
  /** What happens when it is applied: `3 pods restart, one after another.`, `Budget payments/checkout allows 1 disruption.` */
  readonly now: readonly string[];
  /** What happens at the next start of a pod. */
  readonly later: readonly string[];
  /** What could make this hurt: a single replica, no budget left, a right or connection that is lost. */
  readonly warnings: readonly string[];
  /** What a rollback brings back, and what it does not. */
  readonly rollback: readonly string[];
}

/** What the impact is read from besides what the catalogue reads; if it cannot be read, the impact says less. */
export const IMPACT_KINDS: readonly Kind[] = [...new Set([DISRUPTION_BUDGET, ...NETWORK_KINDS, ...INTENT_KINDS])];

const PARTS = [rolloutImpact, tokenImpact, policyImpact, bindingImpact, roleImpact, admissionImpact, guardImpact, deletionImpact];

/** Pure; the snapshot is the one from before the change, and `together` all changes of its plan. */
export const impactOf = (change: Change, snapshot: Snapshot, together: readonly Change[] = [change]): Impact => {
  const parts = PARTS.map((part) => part(change, snapshot, together));
  const restarts = parts.find((part) => part.restarts)?.restarts;
  return {
    ...(restarts ? { restarts } : {}),
    now: parts.flatMap((part) => part.now ?? []),
    later: parts.flatMap((part) => part.later ?? []),
    warnings: parts.flatMap((part) => part.warnings ?? []),
    rollback: parts.flatMap((part) => part.rollback ?? []),
  };
};
