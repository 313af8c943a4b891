import type { Impact } from '../analysis/impact.ts';
import type { Owner } from '../core/owner.ts';
import type { Proposed } from '../core/plan.ts';
import type { Denial, Preview } from './target.ts';

/** How much a person has to do to let a change through: press enter, press `y`, or type the target's name. */
export type Danger = 'enter' | 'y' | 'name';

/** One object's change with everything a person needs to decide on it. */
export interface PlannedChange extends Proposed {
  readonly impact: Impact;
  readonly owners: readonly Owner[];
  readonly danger: Danger;
  /** Absent until it was asked for. */
  readonly preview?: Preview;
  /** Why it cannot be applied: the server refused it, it drifted, a right is missing. */
  readonly refused?: string;
}

export interface Plan {
  readonly changes: readonly PlannedChange[];
  readonly denials: readonly Denial[];
}
