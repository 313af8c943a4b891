import type { Ref } from '../core/resource.ts';
import type { Run, Step } from './run.ts';

/** What an apply or a rollback tells while it works; `step` counts from 0. */
export type RunEvent =
  | { readonly type: 'started'; readonly run: Run }
  | { readonly type: 'step'; readonly index: number; readonly step: Step; readonly run: Run }
  /** One line for the log, with the time. */
  | { readonly type: 'log'; readonly at: string; readonly text: string; readonly level: 'info' | 'warn' | 'error' }
  /** A workload that degraded is rolled back in `left` seconds; 0: the countdown is over. */
  | { readonly type: 'countdown'; readonly ref: Ref; readonly left: number }
  | { readonly type: 'finished'; readonly run: Run };

export type OnRunEvent = (event: RunEvent) => void;
