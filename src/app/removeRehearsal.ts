import { rehearsalOf } from '../analysis/rehearsal/pod.ts';
import type { Ref } from '../core/resource.ts';
import type { Failure } from './errors.ts';
import { Refused, Stale, UnknownOutcome } from './errors.ts';
import type { Target } from './target.ts';

/** `removed`: it is gone, or ends within its grace period. `absent`: it was not there. `foreign`: another object of that name, which stays. */
export type Removal = 'removed' | 'absent' | 'foreign';

/** A pod's status changes all the time while it starts. */
const ATTEMPTS = 8;

/**
 * Deletes what a rehearsal created, and nothing that does not carry the mark of its run. Throws a Failure where it
 * could not be deleted.
 */
export const removeRehearsal = async (target: Target, ref: Ref, run: string): Promise<Removal> => {
  let last: Failure | undefined;
  let isSent = false;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const live = await target.get(ref);
    if (!live) return isSent ? 'removed' : 'absent';
    if (rehearsalOf(live) !== run) return 'foreign';
    if (live.metadata['deletionTimestamp'] !== undefined) return 'removed';
    try {
      const deletion = { ref, before: live };
      const preview = await target.preview(deletion);
      if (preview.checked !== 'server') throw new Refused(preview.reason ?? 'the server could not be asked');
      isSent = true;
      await target.write(deletion, preview);
    } catch (error) {
      if (!(error instanceof Stale || error instanceof UnknownOutcome)) throw error;
      last = error;
    }
  }
  throw last ?? new Refused(`${ref.kind} ${ref.name} does not go`);
};
