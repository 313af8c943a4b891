import { equal } from '../core/change.ts';
import { differences, withoutServerFields, type Difference } from '../core/diff.ts';
import { merge } from '../core/merge.ts';
import type { Preview } from './target.ts';

/** What a write changes, less what the server keeps for itself; a creation or deletion is one difference at the root. */
export const effectOf = (preview: Pick<Preview, 'before' | 'after'>): readonly Difference[] =>
  differences(preview.before && withoutServerFields(preview.before), preview.after && withoutServerFields(preview.after));

/** Whether all that was expected is in what would be stored; the server may add to it what it fills in. */
const holds = (expected: Preview, fresh: Preview): boolean => {
  if (!expected.after || !fresh.after) return expected.after === fresh.after;
  if (!expected.before)
    return differences(withoutServerFields(expected.after), withoutServerFields(fresh.after)).every((d) => d.before === undefined);
  const { done, drift } = merge(withoutServerFields(fresh.after), effectOf(expected));
  return done.length + drift.length === 0;
};

/** Whether what would happen now is what a person approved; what could only be verified later must hold at least what was expected. */
export const sameOutcome = (approved: Preview, fresh: Preview): boolean =>
  approved.checked === 'later' ? fresh.checked === 'server' && holds(approved, fresh) : equal(effectOf(approved), effectOf(fresh));
