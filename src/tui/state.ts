import type { Pace } from '../app/pace.ts';
import type { Plan } from '../app/plan.ts';
import type { RollbackPlan } from '../app/planUndo.ts';
import type { Undoing } from '../app/undoing.ts';
import type { Rehearsal } from '../app/rehearsal.ts';
import type { Run } from '../app/run.ts';
import type { Scan } from '../app/scan.ts';
import type { TargetInfo } from '../app/target.ts';
import type { Finding } from '../core/finding.ts';
import type { Ref } from '../core/resource.ts';
import type { Catalogue } from '../core/remediation.ts';
import type { FindingsList } from './findingsList.ts';
import type { Overlay } from './overlay.ts';
import type { KeyMap } from './keymap.ts';
import type { Cell } from './mouse.ts';
import type { Choice, History } from './ports.ts';
import type { DiffView } from './parts/diffRows.ts';
import type { Inspection } from './inspect/inspection.ts';
import type { Session } from './session.ts';
import type { Since } from './since.ts';

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** An expected failure, as the screens show it. */
export interface Trouble {
  readonly message: string;
  readonly next: readonly string[];
}

export interface Notice {
  readonly text: string;
  readonly tone: 'info' | 'good' | 'warn' | 'bad';
}

/** What is known of the target in use; it outlives the screens. */
export interface World {
  readonly target: TargetInfo;
  readonly catalogue: Catalogue;
  readonly scan: Scan;
  readonly session: Session;
  readonly list: FindingsList;
  readonly inspection: Inspection;
  readonly since: Since;
  /** How long restarts take, as far as it is known by now. */
  readonly pace: Pace;
}

export interface FirstRun {
  readonly at: 'first-run';
  /** Undefined while the kubeconfig is read. */
  readonly choices?: readonly Choice[];
  readonly cursor: number;
  /** Why contexts are missing, or why the last choice did not open. */
  readonly trouble?: Trouble;
}

export interface Scanning {
  readonly at: 'scanning';
  readonly choice: Choice;
  readonly connected?: { readonly target: TargetInfo; readonly catalogue: Catalogue };
  /** The screen that it leads back to. */
  readonly from: From;
  readonly done: number;
  /** 0 until it is known. */
  readonly total: number;
  readonly objects: number;
  readonly kind: string;
  /** As they stream in, newest last. */
  readonly findings: readonly Finding[];
}

/** Where a plan came from, and where the screen after it leads. */
export type From = 'session' | 'findings';

export interface Review {
  readonly at: 'review';
  readonly from: From;
  readonly plan: Plan;
  readonly object: number;
  /** Which of the two panes scrolls; on a narrow screen there is one. */
  readonly pane: 'diff' | 'impact';
  readonly top: number;
  readonly view: DiffView;
  /** Findings that were taken out of the plan, newest last: what `u` brings back. */
  readonly dropped: readonly (readonly Finding[])[];
  /** What trying a change showed, the change as it was tried. */
  readonly rehearsals?: readonly Rehearsal[];
}

export interface LogLine {
  readonly at: string;
  readonly text: string;
  readonly level: 'info' | 'warn' | 'error';
}

export interface Recheck {
  readonly gone: number;
  readonly left: number;
  readonly scoreBefore: Scan['result']['score'];
  readonly scoreAfter: Scan['result']['score'];
}

export interface Applying {
  readonly at: 'applying';
  readonly does: Run['does'];
  readonly from: From | 'history';
  /** Undefined until the record is on disk. */
  readonly run?: Run;
  readonly log: readonly LogLine[];
  readonly showsLog: boolean;
  /** `asked`: stops after the object in flight; `left`: nothing is waited for any more. */
  readonly stopping: 'no' | 'asked' | 'left';
  /** What degraded and is rolled back in so many seconds. */
  readonly countdown?: { readonly ref: Ref; readonly left: number };
  /** The exit code of a signal: what is under way is finished first. */
  readonly endsWith?: number;
  readonly over: boolean;
  readonly recheck?: Recheck;
  readonly trouble?: Trouble;
}

export interface Summary {
  readonly at: 'summary';
  readonly top: number;
}

export interface HistoryScreen {
  readonly at: 'history';
  /** Undefined while it is read. */
  readonly history?: History;
  readonly cursor: number;
  readonly pane: 'list' | 'detail';
  readonly top: number;
  /** Runs that are undone together; none: the one under the cursor. */
  readonly picked: ReadonlySet<string>;
  /** The object under the cursor, of those that would be undone; absent where the detail is only read. */
  readonly object?: number;
  /** Of the run only this object is undone. */
  readonly only?: Ref;
  /** What rolling back the run under the cursor would do now. */
  readonly undo?: { readonly undoing: Undoing; readonly plans?: readonly RollbackPlan[]; readonly trouble?: Trouble };
}

/** What somebody changed since a run, place by place, and which of it is to be overwritten. */
export interface DriftScreen {
  readonly at: 'drift';
  readonly from: HistoryScreen;
  readonly undoing: Undoing;
  readonly plans: readonly RollbackPlan[];
  /** Among the places. */
  readonly cursor: number;
  /** By `placeName`; all others are kept. */
  readonly restored: ReadonlySet<string>;
}

/** Runs whose end is not known; once it was found out, as they are then. */
export interface RecoverScreen {
  readonly at: 'recover';
  readonly runs: readonly Run[];
  readonly over: boolean;
  readonly top: number;
}

export interface Failed {
  readonly at: 'failed';
  readonly choice: Choice;
  readonly trouble: Trouble;
}

export type Screen =
  | FirstRun
  | Scanning
  | { readonly at: 'session' }
  | { readonly at: 'findings' }
  | { readonly at: 'inspect' }
  | Review
  | Applying
  | Summary
  | HistoryScreen
  | DriftScreen
  | RecoverScreen
  | Failed;

export interface State {
  readonly size: Size;
  readonly version: string;
  /** A person's own keys. */
  readonly keys: KeyMap;
  readonly screen: Screen;
  readonly choice?: Choice;
  readonly world?: World;
  readonly overlay?: Overlay;
  readonly notice?: Notice;
  /** Present while the terminal reports the mouse; where its button is held down. */
  readonly mouse?: { readonly pressed?: Cell };
  /** Counts the chunks of keys: a dialog takes no answer from the chunk that opened it. */
  readonly chunk: number;
}

export const MINIMUM: Size = { columns: 60, rows: 20 };
export const isTooSmall = ({ columns, rows }: Size): boolean => columns < MINIMUM.columns || rows < MINIMUM.rows;
export const hasTwoPanes = ({ columns }: Size): boolean => columns >= 100;

/** What a person has chosen. */
export interface Chosen {
  readonly keys: KeyMap;
  readonly mouse?: boolean;
}

export const startState = (size: Size, version: string, { keys, mouse = false }: Chosen = { keys: {} }): State => ({
  size,
  version,
  keys,
  ...(mouse ? { mouse: {} } : {}),
  screen: { at: 'first-run', cursor: 0 },
  chunk: 0,
});
