import { setTimeout as sleep } from 'node:timers/promises';
import { isCut } from './failures.ts';
import type { Answer } from './status.ts';

const TRIES = 6;
const FIRST_WAIT_MS = 200;
const LONGEST_WAIT_MS = 30_000;
/** All waits for one answer together. */
const PATIENCE_MS = 60_000;
/** Answers that pass: too many requests, and what stands between us and a server that starts or is full. */
const PASSING = [429, 502, 503, 504];

export type Wait = (ms: number, signal: AbortSignal | undefined) => Promise<void>;

/** Ends early, with the signal's reason, when the signal does. */
export const waitFor: Wait = (ms, signal) =>
  sleep(ms, undefined, signal ? { signal } : {}).catch((error: unknown) => {
    signal?.throwIfAborted();
    throw error;
  });

/** In milliseconds: twice as long each time; never in step with others. */
export const pauseBefore = (attempt: number): number => Math.min(FIRST_WAIT_MS * 2 ** attempt * (0.5 + Math.random()), LONGEST_WAIT_MS);

/** Whether the same question may get another answer in a moment. */
export const isPassing = ({ status }: Answer): boolean => PASSING.includes(status);

/**
 * Asks again until an answer comes that would not change by asking again, or for too long; as late as the server wishes,
 * and not at all where that is later than anybody waits. Only for what stores nothing.
 */
export const patiently = async (ask: () => Promise<Answer>, wait: Wait, signal: AbortSignal | undefined): Promise<Answer> => {
  for (let [attempt, left] = [0, PATIENCE_MS]; ; attempt++) {
    const isLast = attempt === TRIES - 1;
    let pause = pauseBefore(attempt);
    try {
      const answer = await ask();
      pause = answer.retryAfterMs ?? pause;
      if (isLast || pause > left || !isPassing(answer)) return answer;
    } catch (error) {
      if (isLast || signal?.aborted || !isCut(error)) throw error;
    }
    left -= pause;
    await wait(pause, signal);
  }
};
