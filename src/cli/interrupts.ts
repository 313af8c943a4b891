import { onSignals } from '../app/signals.ts';
import type { RunControl } from '../app/transaction.ts';

export interface Interrupts {
  readonly control: RunControl;
  readonly stoppable: <T>(work: () => Promise<T>) => Promise<T>;
  /** While this runs, signals are none of our business: somebody else listens to them. */
  readonly pause: <T>(work: () => Promise<T>) => Promise<T>;
  /** The exit code that the signal asks for, once one has come. */
  readonly code: () => number | undefined;
}

/** The first signal stops a run after the object in flight, the second stops waiting; where nothing is written it ends the process. */
export const interruptsOf = (tell: (text: string) => void): Interrupts => {
  const [stop, leave] = [new AbortController(), new AbortController()];
  let mode: 'idle' | 'running' | 'paused' = 'idle';
  let code: number | undefined;
  const interrupted = (as: number): void => {
    if (mode === 'paused') return;
    code ??= as;
    if (mode === 'idle') process.exit(code);
    if (stop.signal.aborted) leave.abort();
    else tell('Stopping after the object in flight. Once more stops waiting; the record stays, and `kubeharden recover` finishes it.');
    stop.abort();
  };
  onSignals(interrupted);
  const during =
    (as: typeof mode) =>
    async <T>(work: () => Promise<T>): Promise<T> => {
      const before = mode;
      mode = as;
      try {
        return await work();
      } finally {
        mode = before;
      }
    };
  return { control: { stop: stop.signal, leave: leave.signal }, code: () => code, stoppable: during('running'), pause: during('paused') };
};
