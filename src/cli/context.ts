import type { Journal } from '../app/journal.ts';
import type { Clock } from '../app/recorder.ts';
import type { Run } from '../app/run.ts';
import type { SavedPlan } from '../app/savedPlan.ts';
import type { Target } from '../app/target.ts';
import type { RunControl } from '../app/transaction.ts';
import type { Catalogue } from '../core/remediation.ts';
import type { SourceFile } from '../report/sourceFiles.ts';
import type { Terminal } from './terminal.ts';

/** Which target a person means, and as whom. */
export interface TargetOptions {
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly as?: string;
  readonly asGroups?: readonly string[];
  readonly requestTimeoutMs?: number;
  readonly fieldManager?: string;
  readonly readOnly: boolean;
  /** Each kubelet may be asked for its configuration, through nodes/proxy. */
  readonly kubelets?: boolean;
  /** Files and folders instead of a cluster; `-` is the standard input. */
  readonly files: readonly string[];
}

export interface Opened {
  readonly target: Target;
  readonly journal: Journal;
}

/** What the screens open, and the one namespace that they report on. */
export interface ScreenOptions extends TargetOptions {
  readonly namespace: string | undefined;
}

/** Runs as single files, to be carried to another machine; all of it throws a Failure for what can be expected. */
export interface Archive {
  readonly archiveOf: (run: Run) => string;
  readonly writeArchive: (file: string, run: Run) => Promise<void>;
  readonly readArchive: (file: string) => Promise<Run>;
}

/** What the commands need from outside; main.ts joins it. */
export interface Context {
  readonly version: string;
  readonly terminal: Terminal;
  readonly clock: Clock;
  /** Aborted by the first and the second Ctrl-C. */
  readonly control: RunControl;
  readonly catalogue: () => Promise<Catalogue>;
  /** Throws a Failure where the target cannot be talked to. */
  readonly open: (options: TargetOptions) => Promise<Opened>;
  readonly openDemo: () => Promise<Opened>;
  /** The screens, until a person leaves them, as the config file says; resolves with the exit code. Throws a usage Failure for a wrong one. */
  readonly openScreens: (start: 'demo' | ScreenOptions, config: string | undefined) => Promise<number>;
  /** While this runs, Ctrl-C stops it after the object in flight; otherwise it ends kubeharden at once. */
  readonly stoppable: <T>(work: () => Promise<T>) => Promise<T>;
  readonly savePlan: (file: string, plan: SavedPlan) => Promise<void>;
  /** Throws a Failure for what is no plan. */
  readonly loadPlan: (file: string) => Promise<SavedPlan>;
  readonly archive: () => Promise<Archive>;
  /** Into a folder that is made, or empty. Throws a Failure. */
  readonly writeFolder: (folder: string, files: readonly SourceFile[]) => Promise<void>;
}
