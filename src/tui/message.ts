import type { Applied } from '../app/apply.ts';
import type { RunEvent } from '../app/events.ts';
import type { Plan } from '../app/plan.ts';
import type { RollbackPlan } from '../app/rollback.ts';
import type { Run } from '../app/run.ts';
import type { Scan, ScanProgress } from '../app/scan.ts';
import type { TargetInfo } from '../app/target.ts';
import type { Catalogue } from '../core/remediation.ts';
import type { Key } from './input.ts';
import type { Choice, History } from './ports.ts';
import type { Sorted } from './session.ts';
import type { Size, Trouble } from './state.ts';

/** What comes in from outside. */
export type Message =
  /** All keys of one chunk. */
  | { readonly type: 'keys'; readonly keys: readonly Key[] }
  | { readonly type: 'pasted'; readonly text: string }
  /** The system or the terminal asks the program to end, with this exit code. */
  | { readonly type: 'ended'; readonly code: number }
  | { readonly type: 'resized'; readonly size: Size }
  | { readonly type: 'contexts'; readonly choices: readonly Choice[]; readonly trouble?: Trouble }
  | { readonly type: 'opened'; readonly target: TargetInfo; readonly catalogue: Catalogue }
  /** Several reads at once: what streams in is batched. */
  | { readonly type: 'progress'; readonly steps: readonly ScanProgress[] }
  | { readonly type: 'scanned'; readonly scan: Scan; readonly target: TargetInfo; readonly catalogue: Catalogue }
  | { readonly type: 'not-scanned'; readonly trouble: Trouble }
  | { readonly type: 'sorted'; readonly sorted: Sorted; readonly of: Scan['result']['findings'] }
  | { readonly type: 'previewed'; readonly finding: string; readonly plan?: Plan; readonly trouble?: Trouble }
  | { readonly type: 'planned'; readonly plan: Plan; readonly leads: 'review' | 'confirm' }
  | { readonly type: 'run'; readonly events: readonly RunEvent[] }
  | { readonly type: 'applied'; readonly applied: Applied }
  | { readonly type: 'rolled-back'; readonly run: Run }
  | { readonly type: 'not-run'; readonly trouble: Trouble }
  | { readonly type: 'history'; readonly history: History }
  | {
      readonly type: 'undo-planned';
      readonly id: string;
      readonly leads: 'detail' | 'confirm';
      readonly plan?: RollbackPlan;
      readonly trouble?: Trouble;
    }
  | { readonly type: 'access'; readonly target: TargetInfo }
  /** Something that was asked for besides did not work; the screen stays. */
  | { readonly type: 'trouble'; readonly trouble: Trouble };
