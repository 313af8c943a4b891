import type { IdleLine } from './idleLines.ts';
import type { Style } from './style.ts';

/** The document that is being edited. */
export interface Context {
  readonly text: string;
  readonly style: Style;
  readonly comments: readonly IdleLine[];
  /**
   * Which places are written to. `own`: those that stand here; what is an alias or merged in may follow of itself.
   * `borrowed`: then what is still not as wanted, so an alias gives way to its value.
   */
  readonly writes: 'own' | 'borrowed';
}

/** What holds a value, and how it may be replaced. */
export interface Place {
  readonly holder: 'map' | 'seq' | 'document';
  /** Of the key or the dash. */
  readonly column: number;
  readonly inFlow: boolean;
}
