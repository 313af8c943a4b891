import { impactOf, type Impact } from '../analysis/impact.ts';
import { ownersOf } from '../analysis/owners.ts';
import type { Change } from '../core/change.ts';
import type { Finding } from '../core/finding.ts';
import type { Owner, Override } from '../core/owner.ts';
import { planChanges, type AnswerBook, type Proposed } from '../core/plan.ts';
import type { Catalogue } from '../core/remediation.ts';
import { sameRef } from '../core/resource.ts';
import type { Snapshot } from '../core/snapshot.ts';
import { dangerOf, type Danger } from './danger.ts';
import { Failure } from './errors.ts';
import { inParallel } from './parallel.ts';
import type { Denial, Preview, Target } from './target.ts';
import { refusingUndone } from './withstood.ts';

/** One object's change with everything a person needs to decide on it. */
export interface PlannedChange extends Proposed {
  readonly impact: Impact;
  /** Strongest first. */
  readonly owners: readonly Owner[];
  readonly danger: Danger;
  /** Absent where it was refused. */
  readonly preview?: Preview;
  /** Decided for this object, where somebody else owns it. */
  readonly override?: Override;
  /** Why it cannot be applied: the server refused it, it drifted, it cannot be verified. */
  readonly refused?: string;
  /** Of its findings those that would stay, because something of the cluster undoes it. */
  readonly stays?: readonly Finding[];
}

export interface Plan {
  readonly changes: readonly PlannedChange[];
  /** Rights that the plan needs and the user lacks: told before, not after. */
  readonly denials: readonly Denial[];
}

export interface PlanRequest {
  readonly target: Target;
  readonly catalogue: Catalogue;
  readonly snapshot: Snapshot;
  readonly chosen: readonly Finding[];
  readonly answers?: AnswerBook;
}

/** What is proposed, however it was chosen. */
export interface PreviewRequest {
  readonly target: Target;
  /** Whose findings are looked for in what would be stored. */
  readonly catalogue?: Catalogue;
  readonly snapshot: Snapshot;
  readonly proposals: readonly Proposed[];
}

const CONCURRENT_PREVIEWS = 8;

/** What the target says to a change; an expected refusal is an answer, not an error. */
const asked = async (target: Target, proposed: Proposed): Promise<Pick<PlannedChange, 'preview' | 'refused'>> => {
  try {
    const preview = await target.preview(proposed.change);
    return preview.checked === 'unverified'
      ? { preview, refused: `not verified by the server: ${preview.reason ?? 'it could not be asked'}` }
      : { preview };
  } catch (error) {
    if (error instanceof Failure) return { refused: error.message };
    throw error;
  }
};

/** Owners are told from the whole object: a snapshot's has no managedFields. */
const planned = async (target: Target, proposed: Proposed, snapshot: Snapshot, together: readonly Change[]): Promise<PlannedChange> => {
  const answer = await asked(target, proposed);
  const stands = answer.preview?.before ?? proposed.change.before;
  return {
    ...proposed,
    ...answer,
    impact: impactOf(proposed.change, snapshot, together),
    owners: stands ? ownersOf(stands) : [],
    danger: dangerOf(proposed.change),
  };
};

/** Proposed changes, each with its impact, owners and what the server would store. */
export const previewed = async ({ target, catalogue = [], snapshot, proposals }: PreviewRequest): Promise<Plan> => {
  const together = proposals.map(({ change }) => change);
  const [changes, denials] = await Promise.all([
    inParallel(CONCURRENT_PREVIEWS, proposals, (proposed) => planned(target, proposed, snapshot, together)),
    target.denials(together),
  ]);
  return { changes: refusingUndone(changes, snapshot, catalogue), denials };
};

/** A fix that the cluster undoes, as it stands alone in the plan: refused. */
const leftOut = (undone: readonly PlannedChange[], proposals: readonly Proposed[]): readonly PlannedChange[] =>
  proposals.flatMap((proposed) => {
    const planned = undone.find(({ change }) => sameRef(change.ref, proposed.change.ref));
    if (!planned) return [];
    const { preview: _preview, ...rest } = planned;
    return [{ ...rest, ...proposed }];
  });

/**
 * snapshot + chosen findings -> changes, as `previewed` tells them. A fix that the cluster undoes is left out of a change that does more,
 * and stands there refused on its own.
 */
export const makePlan = async ({ target, catalogue, snapshot, chosen, answers = {} }: PlanRequest): Promise<Plan> => {
  const proposing = (findings: readonly Finding[]): readonly Proposed[] => planChanges(snapshot, findings, catalogue, answers);
  const plan = await previewed({ target, catalogue, snapshot, proposals: proposing(chosen) });
  const undone = plan.changes.filter(({ stays, findings }) => stays && stays.length < findings.length);
  if (undone.length === 0) return plan;
  const left = undone.flatMap(({ stays = [] }) => stays);
  const others = chosen.filter(({ id }) => left.every((finding) => finding.id !== id));
  const rest = await previewed({ target, catalogue, snapshot, proposals: proposing(others) });
  return { ...rest, changes: [...rest.changes, ...leftOut(undone, proposing(left))] };
};
