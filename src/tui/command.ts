import type { Verdict } from '../app/guard.ts';
import type { Memory } from '../app/journal.ts';
import type { PlannedChange } from '../app/plan.ts';
import type { RollbackPlan } from '../app/planUndo.ts';
import type { Extent } from '../app/rehearsal.ts';
import type { Undoing } from '../app/undoing.ts';
import type { Finding } from '../core/finding.ts';
import type { AnswerBook } from '../core/plan.ts';
import type { Catalogue } from '../core/remediation.ts';
import type { Snapshot } from '../core/snapshot.ts';
import type { ToCompare } from './likeness.ts';
import type { Choice } from './ports.ts';
import type { Decisions, Overrides } from './session.ts';
import type { Decided } from './sorting.ts';
import type { Identity } from '../analysis/rbac/identity.ts';
import type { Question } from './inspect/questions.ts';
import type { World } from './state.ts';

/** What the reducer asks the outside to do. Only `apply`, `rollback`, `rehearse` and `recover` lead to a write. */
export type Command =
  | { readonly do: 'contexts' }
  | { readonly do: 'open'; readonly choice: Choice }
  | { readonly do: 'scan' }
  /** Tells what becomes of what was read, and how old it is. */
  | { readonly do: 'follow'; readonly snapshot: Snapshot }
  /** Gives up what is under way and only reads. */
  | { readonly do: 'cancel' }
  | {
      readonly do: 'sort';
      readonly findings: readonly Finding[];
      readonly snapshot: Snapshot;
      readonly catalogue: Catalogue;
      readonly memory: Memory;
      readonly answers: AnswerBook;
      readonly decided?: Decided;
    }
  | ({ readonly do: 'compare' } & ToCompare)
  | { readonly do: 'preview'; readonly finding: Finding; readonly snapshot: Snapshot; readonly answers: AnswerBook }
  | {
      readonly do: 'plan';
      readonly chosen: readonly Finding[];
      readonly snapshot: Snapshot;
      readonly answers: AnswerBook;
      readonly leads: 'review' | 'confirm';
    }
  | { readonly do: 'apply'; readonly changes: readonly PlannedChange[] }
  | { readonly do: 'rollback'; readonly plans: readonly RollbackPlan[] }
  /** Creates a pod and takes it away again; nothing that is there is written. */
  | {
      readonly do: 'rehearse';
      readonly change: PlannedChange;
      readonly snapshot: Snapshot;
      readonly answers: AnswerBook;
      readonly extent: Extent;
    }
  /** Gives fields back that a cut-off undo still owes, and removes what a rehearsal left; else it only reads. */
  | { readonly do: 'recover' }
  | { readonly do: 'stop' }
  | { readonly do: 'leave' }
  /** Of what is about to be rolled back. */
  | { readonly do: 'guard'; readonly says: Verdict }
  | {
      readonly do: 'remember';
      readonly overrides: Overrides;
      readonly findings: readonly Finding[];
      readonly decisions: Decisions;
      readonly ignored: Memory['ignored'];
      readonly snapshot: Snapshot;
      readonly catalogue: Catalogue;
      readonly answers: AnswerBook;
    }
  | { readonly do: 'inspect'; readonly question: Question; readonly world: World }
  | { readonly do: 'profile'; readonly identity: Identity; readonly snapshot: Snapshot }
  /** Gives up the answer that is under way. */
  | { readonly do: 'stop-inspecting' }
  | { readonly do: 'history' }
  /** How long restarts take. */
  | { readonly do: 'pace' }
  | { readonly do: 'plan-rollback'; readonly undoing: Undoing; readonly snapshot?: Snapshot; readonly leads: 'detail' | 'confirm' }
  | { readonly do: 'read-only'; readonly on: boolean }
  | { readonly do: 'copy'; readonly text: string }
  | { readonly do: 'browse'; readonly url: string }
  /** Hands what this change would store to the person's editor, and asks the server about what comes back. */
  | { readonly do: 'edit'; readonly change: PlannedChange; readonly snapshot: Snapshot }
  /** Writes a new file; one that is there already is left alone. */
  | { readonly do: 'save'; readonly file: string; readonly text: string }
  /** Patches for the source of what somebody else owns. */
  | {
      readonly do: 'export';
      readonly findings: readonly Finding[];
      readonly snapshot: Snapshot;
      readonly answers: AnswerBook;
      readonly folder: string;
    }
  /** Whether the terminal reports the mouse. */
  | { readonly do: 'mouse'; readonly set: 'on' | 'off' }
  | { readonly do: 'suspend' }
  | { readonly do: 'quit'; readonly code: number };
