import type { Override } from '../core/owner.ts';
import type { Answers } from '../core/remediation.ts';
import type { Ref } from '../core/resource.ts';
import type { Tried } from '../core/tried.ts';
import type { Run } from './run.ts';

/** A record that cannot be trusted. It is set aside, never skipped in silence. */
export interface CorruptRecord {
  readonly id: string;
  readonly reason: string;
  /** Where it was put. */
  readonly file?: string;
}

export interface Lock {
  release(): Promise<void>;
}

/** A finding that a person does not want to see, and why. */
export interface Ignored {
  readonly finding: string;
  readonly reason: string;
  /** ISO 8601 date; undefined means until it is taken back. */
  readonly until?: string;
}

/** What a person decided about one finding in the guided session. */
export interface Decision {
  readonly finding: string;
  readonly choice: 'accept' | 'skip';
  /** A digest of the change that was decided on: when it differs, the decision is asked again. */
  readonly of: string;
  /** The values that were given for it. */
  readonly answers?: Answers;
  /** How it is to be written although somebody else owns the object. */
  readonly override?: Override;
}

/**
 * Why a fix is not made unseen again. It counts while the program that broke is there as it was then (image, command,
 * arguments and environment of its containers), until a run makes the fix and keeps it.
 */
export interface TriedFix extends Tried {
  readonly finding: string;
  /** The workload that broke. */
  readonly workload: Ref;
  /** A digest of its program; without one it counts until the fix is made. */
  readonly program?: string;
}

/** What is remembered of one target between sessions, besides runs. */
export interface Memory {
  readonly ignored: readonly Ignored[];
  readonly decisions: readonly Decision[];
  /** Since when namespaces warn; ISO 8601 by namespace. */
  readonly warnsSince: Readonly<Record<string, string>>;
  /** Fixes that were taken back because something broke. */
  readonly tried?: readonly TriedFix[];
}

export const EMPTY_MEMORY: Memory = { ignored: [], decisions: [], warnsSince: {} };

export interface Recalled {
  readonly memory: Memory;
  /** What could not be used of it; told once. */
  readonly lost?: CorruptRecord;
}

/**
 * The records of one target. After `save` resolves, the record survives the loss of power.
 * One suite runs on the files and on memory.
 */
export interface Journal {
  /** Where it is, for people. */
  readonly place: string;
  /** Only one run at a time; throws a Failure that says who holds it and since when. */
  lock(): Promise<Lock>;
  /** As `newestFirst` has them. */
  list(): Promise<{ readonly runs: readonly Run[]; readonly corrupt: readonly CorruptRecord[] }>;
  /** Throws a Failure (usage) for an unknown id, and one that names the file for a corrupt record. */
  load(id: string): Promise<Run>;
  /** An id that no record has, above that of every run made here: today's day, or the newest of theirs, and the next number. */
  nextId(now: Date): Promise<string>;
  /** The first save of a new run. Throws a Failure, and writes nothing, where its id has a record. */
  begin(run: Run): Promise<void>;
  save(run: Run): Promise<void>;
  /** Forgets a run for good, with what lies beside it; for who holds the lock. */
  remove(id: string): Promise<void>;
  /** Paths of the manifests that lie beside a run for plain kubectl: `…/before/001-shop-Deployment-web.yaml`. */
  manifests(id: string): Promise<readonly string[]>;
  recall(): Promise<Recalled>;
  /** Changes what is remembered as it stands now, whoever else has changed it since it was recalled. */
  remember(change: (memory: Memory) => Memory): Promise<void>;
}
