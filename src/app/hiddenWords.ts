import { hiddenIn } from '../analysis/hiddenIn.ts';
import type { Memory } from './journal.ts';
import type { Outcome } from './rehearsal.ts';
import type { Step } from './run.ts';

type Words = Pick<Step, 'detail' | 'takenBack'>;

/** What is told of a step, without the credentials that a log line or a message may hold; the same object where there are none. */
export const withHiddenWords = <T extends Words>(step: T): T => {
  const { detail, takenBack } = step;
  const [said, why] = [detail, takenBack?.why].map((text) => (text === undefined ? undefined : hiddenIn(text)));
  if (said === detail && why === takenBack?.why) return step;
  return {
    ...step,
    ...(said === undefined ? {} : { detail: said }),
    ...(takenBack && why !== undefined ? { takenBack: { ...takenBack, why } } : {}),
  };
};

/** The same for what is remembered of fixes that were taken back. */
export const withHiddenReasons = (memory: Memory): Memory =>
  memory.tried ? { ...memory, tried: memory.tried.map((tried) => ({ ...tried, why: hiddenIn(tried.why) })) } : memory;

/** The same for what a rehearsal showed. */
export const withHiddenOutcome = (outcome: Outcome): Outcome => {
  if (outcome.state === 'ready') return outcome;
  const { reason, lastLine } = outcome;
  return { ...outcome, reason: hiddenIn(reason), ...(lastLine === undefined ? {} : { lastLine: hiddenIn(lastLine) }) };
};
