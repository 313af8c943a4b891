import { setTimeout as sleep } from 'node:timers/promises';
import { isCut } from './failures.ts';
import type { Answer } from './status.ts';

const TRIES = 6;
const FIRST_WAIT_MS = 200;
const LONGEST_WAIT_MS = 30_000;
/** Answers that pass: too many requests, and what stands between us and a server that starts or is full. */
const PASSING = [429, 502, 503, 504];

export type Wait = (ms: number, signal: AbortSignal | undefined) => Promise<void>;

/** Ends early, with the signal's reason, when the signal does. */
export const waitFor: Wait = (ms, signal) =>
  sleep(ms, undefined, signal ? { signal } : {}).catch((error: unknown) => {
    signal?.throwIfAborted();
    throw error;
  });

/** In milliseconds: what the server asks for, else twice as long each time; never in step with others. */
export const pauseBefore = (attempt: number, asked?: number): number =>
  Math.min(asked ?? FIRST_WAIT_MS * 2 ** attempt * (0.5 + Math.random()), LONGEST_WAIT_MS);

/** Asks again until an answer comes that would not change by asking again, or for too long. Only for what stores nothing. */
export const patiently = async (ask: () => Promise<Answer>, wait: Wait, signal: AbortSignal | undefined): Promise<Answer> => {
  for (let attempt = 0; ; attempt++) {
    const isLast = attempt === TRIES - 1;
    let asked: number | undefined;
    try {
      const answer = await ask();
      if (isLast || !PASSING.includes(answer.status)) return answer;
      asked = answer.retryAfterMs;
    } catch (error) {
      if (isLast || signal?.aborted || !isCut(error)) throw error;
    }
    await wait(pauseBefore(attempt, asked), signal);
  }
};
