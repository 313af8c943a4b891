import { hiddenIn } from '../analysis/hiddenIn.ts';
import type { Ref } from '../core/resource.ts';
import { Failure } from './errors.ts';
import type { Clock } from './recorder.ts';
import type { LogRequest, Rollout, Target } from './target.ts';

const LINES = 5;
/** Nobody waits longer than this for a kubelet that does not answer. */
const PATIENCE_MS = 5000;

/** The last lines that a container printed, with its credentials hidden; none where they cannot be had. */
export const lastLines = async (target: Target, pod: Ref, request: LogRequest, clock: Clock): Promise<readonly string[]> => {
  const over = new AbortController();
  const asked = target.logs?.(pod, request) ?? Promise.resolve([]);
  const late = clock.wait(PATIENCE_MS, over.signal).then(() => []);
  try {
    return (await Promise.race([asked, late])).map(hiddenIn);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return [];
  } finally {
    over.abort();
    asked.catch(() => undefined);
  }
};

/** The same rollout with the last line of what crashes; all lines are told. */
export const withLastWords = async (target: Target, rollout: Rollout, clock: Clock, tell: (text: string) => void): Promise<Rollout> => {
  const { crashed, detail } = rollout;
  if (!crashed) return rollout;
  const { pod, container } = crashed;
  const lines = await lastLines(target, pod, { container, lines: LINES, previous: true }, clock);
  for (const line of lines) tell(`pod ${pod.name}, ${container}: ${line}`);
  const last = lines.at(-1);
  return last === undefined ? rollout : { ...rollout, detail: `${detail}: ${last.slice(0, 200)}` };
};
