import type { Applied } from '../app/apply.ts';
import type { RunEvent } from '../app/events.ts';
import type { Pace } from '../app/pace.ts';
import type { Plan, PlannedChange } from '../app/plan.ts';
import type { RollbackPlan } from '../app/planUndo.ts';
import type { Undoing } from '../app/undoing.ts';
import type { Rehearsal } from '../app/rehearsal.ts';
import type { Run } from '../app/run.ts';
import type { Scan, ScanProgress } from '../app/scan.ts';
import type { Sighting, TargetInfo, Watched } from '../app/target.ts';
import type { Catalogue } from '../core/remediation.ts';
import type { Key } from './input.ts';
import type { Likenesses } from './likeness.ts';
import type { Pointing } from './mouse.ts';
import type { Choice, History } from './ports.ts';
import type { Profile } from '../analysis/rbac/profile.ts';
import type { AnswerBook } from '../core/plan.ts';
import type { Snapshot } from '../core/snapshot.ts';
import type { Answer } from './inspect/entries.ts';
import type { Reading } from './inspect/inspection.ts';
import type { Question } from './inspect/questions.ts';
import type { Sorted } from './session.ts';
import type { Size, Trouble } from './state.ts';

/** What comes in from outside. */
export type Message =
  /** All keys of one chunk. */
  | { readonly type: 'keys'; readonly keys: readonly Key[] }
  | { readonly type: 'pasted'; readonly text: string }
  | { readonly type: 'pointed'; readonly pointing: Pointing }
  /** The system or the terminal asks the program to end, with this exit code. */
  | { readonly type: 'ended'; readonly code: number }
  | { readonly type: 'resized'; readonly size: Size }
  | { readonly type: 'contexts'; readonly choices: readonly Choice[]; readonly trouble?: Trouble }
  | { readonly type: 'opened'; readonly target: TargetInfo; readonly catalogue: Catalogue }
  /** Several reads at once: what streams in is batched. */
  | { readonly type: 'progress'; readonly steps: readonly ScanProgress[] }
  | { readonly type: 'scanned'; readonly scan: Scan; readonly target: TargetInfo; readonly catalogue: Catalogue }
  | { readonly type: 'not-scanned'; readonly trouble: Trouble }
  /** `of`: the snapshot that is followed. Several sightings at once: they come in crowds. */
  | { readonly type: 'seen'; readonly of: Snapshot; readonly sightings: readonly Sighting[] }
  | { readonly type: 'watched'; readonly of: Snapshot; readonly watched: Watched }
  /** What was read is so many minutes old. */
  | { readonly type: 'aged'; readonly of: Snapshot; readonly minutes: number }
  | { readonly type: 'sorted'; readonly sorted: Sorted; readonly of: Scan['result']['findings'] }
  | { readonly type: 'previewed'; readonly finding: string; readonly plan?: Plan; readonly trouble?: Trouble }
  /** `of`: the snapshot on which it was asked. */
  | { readonly type: 'compared'; readonly finding: string; readonly of: Snapshot; readonly likenesses: Likenesses }
  | { readonly type: 'planned'; readonly plan: Plan; readonly leads: 'review' | 'confirm' }
  /** `of`: the snapshot of the scan on which it was asked. */
  | { readonly type: 'inspecting'; readonly of: Snapshot; readonly question: Question; readonly reading: Reading }
  | {
      readonly type: 'inspected';
      readonly of: Snapshot;
      readonly question: Question;
      readonly answer: Answer;
      readonly answers: AnswerBook;
      /** What it was answered from. */
      readonly read: Snapshot;
    }
  | { readonly type: 'not-inspected'; readonly of: Snapshot; readonly question: Question; readonly trouble: Trouble }
  | { readonly type: 'profiled'; readonly key: string; readonly of: Snapshot; readonly profile: Profile }
  | { readonly type: 'run'; readonly events: readonly RunEvent[] }
  | { readonly type: 'applied'; readonly applied: Applied }
  | { readonly type: 'rolled-back'; readonly run: Run }
  | { readonly type: 'not-run'; readonly trouble: Trouble }
  /** What was cut off before this was opened. */
  | { readonly type: 'cut-off'; readonly runs: readonly Run[] }
  | { readonly type: 'recovered'; readonly runs: readonly Run[] }
  | { readonly type: 'history'; readonly history: History }
  | { readonly type: 'paced'; readonly pace: Pace }
  | {
      readonly type: 'undo-planned';
      readonly undoing: Undoing;
      readonly leads: 'detail' | 'confirm';
      readonly plans?: readonly RollbackPlan[];
      readonly trouble?: Trouble;
    }
  | { readonly type: 'access'; readonly target: TargetInfo }
  /** Without `change`: it was left as it is. */
  | { readonly type: 'rehearsed'; readonly rehearsal: Rehearsal }
  | { readonly type: 'edited'; readonly of: PlannedChange; readonly change?: PlannedChange }
  /** Where it could not be opened, it was copied. */
  | { readonly type: 'browsed'; readonly url: string; readonly opened: boolean }
  | { readonly type: 'saved'; readonly file: string }
  /** Something that was asked for besides did not work; the screen stays. */
  | { readonly type: 'trouble'; readonly trouble: Trouble };
