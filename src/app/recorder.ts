import { hiddenIn } from '../analysis/hiddenIn.ts';
import type { OnRunEvent } from './events.ts';
import { withHiddenWords } from './hiddenWords.ts';
import type { Journal } from './journal.ts';
import type { Run, Step } from './run.ts';

/** Time, as an edge: tests hand in one that never waits. */
export interface Clock {
  now(): Date;
  /** Resolves after `ms`, or at once when the signal aborts. */
  wait(ms: number, signal?: AbortSignal): Promise<void>;
}

/**
 * Keeps the record of a run ahead of what happens: every state is on disk before anyone is told of it. What a cluster said is
 * told without its credentials.
 */
export interface Recorder {
  readonly run: () => Run;
  readonly step: (index: number, change: Partial<Step>) => Promise<Step>;
  readonly log: (text: string, level?: 'info' | 'warn' | 'error') => void;
  readonly finish: () => Promise<Run>;
}

/** Saves the run as prepared, then tells that it started. Throws what the journal throws; nothing has been sent then. */
export const startRecord = async (journal: Journal, first: Run, clock: Clock, on: OnRunEvent): Promise<Recorder> => {
  let run = first;
  await journal.begin(run);
  on({ type: 'started', run });
  const now = (): string => clock.now().toISOString();
  return {
    run: () => run,
    async step(index, change) {
      const before = run.steps[index];
      if (!before) throw new Error(`run ${run.id} has no step ${index}`);
      const step: Step = withHiddenWords({ ...before, ...change, at: now() });
      run = { ...run, steps: run.steps.with(index, step) };
      await journal.save(run);
      on({ type: 'step', index, step, run });
      return step;
    },
    log: (text, level = 'info') => on({ type: 'log', at: now(), text: hiddenIn(text), level }),
    async finish() {
      run = { ...run, finished: now() };
      await journal.save(run);
      on({ type: 'finished', run });
      return run;
    },
  };
};
