import type { Applied } from '../app/apply.ts';
import type { CorruptRecord, Memory } from '../app/journal.ts';
import type { OnRunEvent } from '../app/events.ts';
import type { Guard } from '../app/guard.ts';
import type { Pace } from '../app/pace.ts';
import type { Plan, PlannedChange } from '../app/plan.ts';
import type { RollbackPlan } from '../app/planUndo.ts';
import type { Undoing } from '../app/undoing.ts';
import type { Extent, Rehearsal } from '../app/rehearsal.ts';
import type { Run } from '../app/run.ts';
import type { Scan, ScanProgress } from '../app/scan.ts';
import type { ReadProgress, TargetInfo, WatchOptions } from '../app/target.ts';
import type { RunControl } from '../app/transaction.ts';
import type { Finding } from '../core/finding.ts';
import type { AnswerBook, Proposed } from '../core/plan.ts';
import type { Catalogue } from '../core/remediation.ts';
import type { Kind } from '../core/resource.ts';
import type { Snapshot } from '../core/snapshot.ts';
import type { SourceFile } from '../report/sourceFiles.ts';

/** One thing that a person can open on the first screen. */
export interface Choice {
  readonly type: 'context' | 'demo';
  readonly name: string;
  /** The server, or what the demo is. */
  readonly detail: string;
  /** The kubeconfig's current context. */
  readonly current?: boolean;
}

export interface History {
  /** Where the records are, for people. */
  readonly place: string;
  /** Newest first. */
  readonly runs: readonly Run[];
  readonly corrupt: readonly CorruptRecord[];
}

/** A target as the screens know it: every use case with the target already in it. All of it throws `Failure` for what can be expected. */
export interface Connection {
  readonly info: TargetInfo;
  readonly catalogue: Catalogue;
  /** All that is looked at is in this namespace; without it, everywhere. */
  readonly namespace?: string;
  scan(onProgress: (progress: ScanProgress) => void, signal: AbortSignal): Promise<Scan>;
  /** Tells what becomes of what was read, until the signal aborts; at once where that cannot be watched. Never fails. */
  watch(since: Snapshot, onSeen: WatchOptions['onSeen'], onWatched: WatchOptions['onWatched'], signal: AbortSignal): Promise<void>;
  /** A snapshot with these kinds in it: the one of the scan, or a new one where the scan had no need of them all. */
  reading(kinds: readonly Kind[], scanned: Snapshot, onRead: (progress: ReadProgress) => void, signal: AbortSignal): Promise<Snapshot>;
  plan(snapshot: Snapshot, chosen: readonly Finding[], answers: AnswerBook): Promise<Plan>;
  /** The same for changes that no remediation proposes. */
  preview(snapshot: Snapshot, proposals: readonly Proposed[]): Promise<Plan>;
  /** Tries what a change makes of its workload as one pod, or as several one after another; what stays when it resolves is told. */
  rehearse(change: PlannedChange, snapshot: Snapshot, answers: AnswerBook, extent: Extent, control: RunControl): Promise<Rehearsal>;
  /** What degrades is rolled back after a countdown, unless the guard says otherwise. */
  apply(changes: readonly PlannedChange[], on: OnRunEvent, control: RunControl, guard: Guard): Promise<Applied>;
  history(): Promise<History>;
  /** How long restarts take here, by the runs so far. */
  pace(): Promise<Pace>;
  /** Runs whose end is not known, newest first. */
  cutOff(): Promise<readonly Run[]>;
  /** Finds out what those really did, and finishes their records. */
  recover(): Promise<readonly Run[]>;
  planUndo(undoing: Undoing, snapshot: Snapshot | undefined): Promise<readonly RollbackPlan[]>;
  /** The last of the rollbacks. */
  rollback(plans: readonly RollbackPlan[], on: OnRunEvent, control: RunControl): Promise<Run>;
  remember(memory: Pick<Memory, 'ignored' | 'decisions'>): Promise<void>;
  /** Enforced where requests are sent. Throws a Failure where it was started read-only for good. */
  setReadOnly(on: boolean): Promise<void>;
  close(): Promise<void>;
}

/** All that the TUI needs from outside. */
export interface Ports {
  /** Throws a Failure where the kubeconfig cannot be read; the demo is offered all the same. */
  contexts(): Promise<readonly Choice[]>;
  /** Read-only at first, until a person says otherwise; the demo can be written to at once. */
  connect(choice: Choice, signal: AbortSignal): Promise<Connection>;
  /** Into a folder that is made, or empty. Throws a Failure. */
  writeFolder(folder: string, files: readonly SourceFile[]): Promise<void>;
}
