import type { Change } from '../core/change.ts';
import type { Kind, Ref, Resource } from '../core/resource.ts';
import type { Snapshot } from '../core/snapshot.ts';

/** What a target is, for headers, records and confirmations. */
export interface TargetInfo {
  readonly type: 'cluster' | 'manifests' | 'memory';
  /** Names the folder of its records: the UID of kube-system, or a hash of what identifies the target. `[a-z0-9-]+`. */
  readonly id: string;
  /** What a person calls it, and types to confirm: the context, the path, `demo`. */
  readonly name: string;
  /** The URL of the API server. */
  readonly server?: string;
  /** SHA-256 of the CA, in hex: a clone restored from etcd shares the id, not this. */
  readonly ca?: string;
  /** `v1.36.2`. */
  readonly version?: string;
  /** Who we are there, as the server says. */
  readonly user?: string;
  /** As whom our fields stand in managedFields; absent where fields have no owners. */
  readonly fieldManager?: string;
  readonly readOnly: boolean;
}

export interface ReadOptions {
  readonly kinds: readonly Kind[];
  /** Only this namespace, and what has none. */
  readonly namespace?: string;
  readonly signal?: AbortSignal;
  /** After each kind: how far reading is, and what can be judged already. */
  readonly onRead?: (progress: ReadProgress) => void;
}

export interface ReadProgress {
  readonly kind: Kind;
  readonly done: number;
  readonly total: number;
  readonly objects: number;
  /** Everything read so far; kinds that are not complete yet are not in it. Made on demand. */
  soFar(): Snapshot;
}

/** A part of the input that could not be read as objects; everything else still is. */
export interface InputProblem {
  readonly file: string;
  /** Counted from 1, where it is known. */
  readonly line?: number;
  /** Counted from 0, as in a Source. */
  readonly document?: number;
  /** What is wrong and what to do, to follow the file's name: `is empty: delete it or write an object`. */
  readonly message: string;
}

/** Bytes of one file before and after a write; what a record of files holds instead of the file. UTF-8 offsets in bytes. */
export interface FileEdit {
  readonly file: string;
  readonly at: number;
  /** base64. */
  readonly removed: string;
  /** base64. */
  readonly inserted: string;
  /** SHA-256 in hex of the whole file before and after; an absent file has none. */
  readonly shaBefore?: string;
  readonly shaAfter?: string;
}

/** What a write would do. Changes nothing. */
export interface Preview {
  /** The object as it stands, whole and fresh; undefined for a creation. */
  readonly before?: Resource;
  /** As it would be stored: defaults and webhooks included; undefined for a deletion. */
  readonly after?: Resource;
  /** The server's own, in its order. */
  readonly warnings: readonly string[];
  /** `server`: it was asked. `later`: it depends on an earlier step of the plan and is asked again just before it is sent. `unverified`: it could not be asked, and must not be applied. */
  readonly checked: 'server' | 'later' | 'unverified';
  /** Why it is not `server`. */
  readonly reason?: string;
  readonly files?: readonly FileEdit[];
}

/** A right that the plan needs and the user does not have. */
export interface Denial {
  readonly verb: string;
  /** `deployments.apps`. */
  readonly resource: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly reason?: string;
}

/** A change together with the exact bytes, where a record has them (undoing a run on files). */
export interface Proposal extends Change {
  readonly files?: readonly FileEdit[];
}

/** The state of a workload's rollout at one moment. */
export interface Rollout {
  readonly state: 'healthy' | 'progressing' | 'degraded' | 'pending';
  /** `2 of 3 ready`, `pod checkout-7c9f-k8: CrashLoopBackOff`. */
  readonly detail: string;
  /** A broken pod of an older template: nothing goes on until it is deleted. */
  readonly blockedBy?: Ref;
  /** The container that ends again and again: its log may say why. */
  readonly crashed?: { readonly pod: Ref; readonly container: string };
}

/** What a healthy workload may still lose. */
export interface Vitals {
  /** How often containers of its pods have been started anew. */
  readonly restarts: number;
  /** Services that select its pods and have a ready endpoint; undefined where that may not be read. */
  readonly serves?: readonly string[];
}

/** What became of one object after it was read. Writes that only report its status do not count. */
export interface Sighting {
  readonly ref: Ref;
  /** `new`: it was not there when the target was read. */
  readonly how: 'changed' | 'gone' | 'new';
  /** Its resourceVersion since. */
  readonly version: string;
}

/** How many of the kinds that were read are watched at this moment, and what of the others is not known. */
export interface Watched {
  readonly live: number;
  /** The connection is gone; it is tried again. */
  readonly cut: number;
  /** The server no longer has what happened in between: only reading again tells. */
  readonly lost: number;
  /** They may not or cannot be watched. */
  readonly off: number;
  /** Why one of them is not live. */
  readonly why?: string;
}

export interface WatchOptions {
  /** Only what comes after it is told. */
  readonly since: Snapshot;
  readonly onSeen: (sighting: Sighting) => void;
  readonly onWatched: (watched: Watched) => void;
  readonly signal: AbortSignal;
}

/** Which lines of a container's log are wanted. */
export interface LogRequest {
  /** Of several; without it the only one is meant. */
  readonly container?: string;
  /** How many, from the end. */
  readonly lines: number;
  /** Of the run before the last restart. */
  readonly previous?: true;
}

/**
 * Where objects live: a cluster, a folder of manifests, or memory (the demo and tests). One contract suite runs on all three.
 * Throws `Failure` for what can be expected to go wrong and nothing else.
 */
export interface Target {
  readonly info: TargetInfo;
  read(options: ReadOptions): Promise<Snapshot>;
  /** Tells what changes until the signal aborts, and resolves then: it never fails. Files are not watched. */
  watch?(options: WatchOptions): Promise<void>;
  /** What the last read could not make objects of. Only files have such problems. */
  problems?(): readonly InputProblem[];
  /** One object, whole and fresh; undefined where there is none. */
  get(ref: Ref): Promise<Resource | undefined>;
  /** The rights that these changes need and the user lacks; files: what is not writable. */
  denials(changes: readonly Change[]): Promise<readonly Denial[]>;
  /**
   * Carries the change over to the object as it stands (its paths only, `merge`), and asks what would be stored.
   * Throws `Stale` when the object drifted on a path that the change touches, is gone, or is already there;
   * `Refused` when the server says no.
   */
  preview(change: Proposal): Promise<Preview>;
  /**
   * Does what `preview` of the same change said, guarded by uid and resourceVersion (files: by their bytes), and
   * returns what was stored. Throws `Stale` when what was approved is not what would happen; `Refused`; `UnknownOutcome`.
   */
  write(change: Proposal, approved: Preview): Promise<Resource | undefined>;
  /** The health of what a workload runs; undefined for what has no rollout, and for files. */
  rollout(ref: Ref): Promise<Rollout | undefined>;
  /** The last lines that a container of a pod printed, oldest first; none where it has not run or they may not be read. Only what runs pods has logs. */
  logs?(pod: Ref, request: LogRequest): Promise<readonly string[]>;
  /** What to look at besides while a workload is healthy; undefined for what runs no pods. */
  vitals?(ref: Ref): Promise<Vitals | undefined>;
  /**
   * Gives our fields back to those who owned them before, as `recorded.metadata.managedFields` says; with `restored`, only
   * those that stand as they do there. A no-op where fields have no owners.
   */
  release(ref: Ref, recorded: Resource, restored?: Resource): Promise<void>;
  /** Real paths that a write may change, a folder with all below it, where another target may have them too: no two runs may. */
  readonly claims?: () => readonly string[];
  /** The target's own clock, as of its last answer; undefined where it has none, or does not tell. */
  readonly serverTime?: () => Date | undefined;
  close(): Promise<void>;
}
