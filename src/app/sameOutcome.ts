import { equal } from '../core/change.ts';
import { differences, withoutServerFields, type Difference } from '../core/diff.ts';
import type { Preview } from './target.ts';

/** What a write changes, less what the server keeps for itself; a creation or deletion is one difference at the root. */
export const effectOf = (preview: Pick<Preview, 'before' | 'after'>): readonly Difference[] =>
  differences(preview.before && withoutServerFields(preview.before), preview.after && withoutServerFields(preview.after));

/** Whether what would happen now is what a person approved. What could only be verified later has nothing to differ from. */
export const sameOutcome = (approved: Preview, fresh: Preview): boolean =>
  approved.checked === 'later' ? fresh.checked === 'server' : equal(effectOf(approved), effectOf(fresh));
