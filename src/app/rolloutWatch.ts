import type { Ref } from '../core/resource.ts';
import { describeRef } from '../core/resource.ts';
import { withLastWords } from './lastWords.ts';
import type { Clock } from './recorder.ts';
import type { Rollout, Target } from './target.ts';

/** A small rollout is over in a moment: the pause between two looks begins short and doubles up to this. */
const LONGEST_PAUSE_MS = 1000;
const FIRST_PAUSE_MS = 100;
/** Two Deployment progress deadlines (600 s by default): by then the server itself has called it failed. */
const PATIENCE_MS = 1_200_000;

/** Looks until the rollout is over or the signal aborts; tells each news once. Undefined where there is no rollout. */
export const watchRollout = async (
  target: Target,
  ref: Ref,
  clock: Clock,
  leave: AbortSignal,
  tell: (text: string) => void,
): Promise<Rollout | undefined> => {
  const until = clock.now().getTime() + PATIENCE_MS;
  let last = '';
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    const rollout = await target.rollout(ref);
    if (!rollout) return undefined;
    if (rollout.detail !== last) tell(`${describeRef(ref)}: ${(last = rollout.detail)}`);
    if (rollout.state !== 'progressing') return withLastWords(target, rollout, clock, tell);
    if (leave.aborted) return { state: 'pending', detail: `not waited for: ${rollout.detail}` };
    if (clock.now().getTime() > until) return { state: 'degraded', detail: `no end after 20 minutes: ${rollout.detail}` };
    await clock.wait(pause, leave);
  }
};
