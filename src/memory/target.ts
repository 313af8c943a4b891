import { Refused, Stale } from '../app/errors.ts';
import { sameOutcome } from '../app/sameOutcome.ts';
import type {
  Denial,
  LogRequest,
  Preview,
  Proposal,
  ReadOptions,
  Rollout,
  Target,
  TargetInfo,
  Vitals,
  WatchOptions,
} from '../app/target.ts';
import type { Change } from '../core/change.ts';
import { describeRef, refOf, type Kind, type Ref, type Resource } from '../core/resource.ts';
import { snapshotOf, type Entry, type Facts, type ReadUpTo, type Snapshot, type Unread } from '../core/snapshot.ts';
import { deniedBy } from './denials.ts';
import { owningSince, WITHOUT_OWNERS } from './fields.ts';
import { MemoryServer } from './server.ts';
import { watchMemory } from './watch.ts';

export interface MemoryOptions {
  readonly entries: readonly Resource[];
  /** What a person types to confirm; `demo` unless told. */
  readonly name?: string;
  readonly readOnly?: boolean;
  readonly now?: () => Date;
  /** As whom our fields stand in managedFields; without it fields have no owners. */
  readonly fieldManager?: string;
  /** `v1.36.2` unless told. */
  readonly serverVersion?: string;
  /** Rights that the user lacks; without a namespace or name they are lacking everywhere. */
  readonly denied?: readonly Denial[];
  /** Kinds that the user may not list. */
  readonly unread?: readonly Unread[];
  /** Called around each write; what it throws is what the caller sees, so that tests can cut the connection before or after the write is stored. */
  readonly onWrite?: (moment: 'before' | 'after', change: Change) => void;
}

/** What others do behind our back, with the same admission and controllers. */
export interface Outside {
  edit(ref: Ref, change: (resource: Resource) => Resource): void;
  create(resource: Resource): void;
  remove(ref: Ref): void;
}

export interface MemoryTarget extends Target {
  readonly outside: Outside;
  /** The same cluster, opened for reading only or for writing. */
  reopened(readOnly: boolean): MemoryTarget;
}

/** Who else writes, as they stand in managedFields. */
const SOMEBODY = 'kubectl-edit';

/** What goes wrong inside rejects the promise, as with a target that is far away. */
const answered = <T>(work: () => T): Promise<T> => new Promise((resolve) => resolve(work()));

class Memory implements MemoryTarget {
  readonly info: TargetInfo;
  readonly outside: Outside;
  readonly #options: MemoryOptions;
  readonly #server: MemoryServer;

  constructor(options: MemoryOptions, server?: MemoryServer) {
    const { name = 'demo', readOnly = false, serverVersion: version = 'v1.36.2', now = () => new Date() } = options;
    this.#options = { ...options, now };
    this.#server =
      server ?? new MemoryServer(options.entries, now, version, options.fieldManager === undefined ? WITHOUT_OWNERS : owningSince(now));
    this.info = {
      type: 'memory',
      id: `memory-${name.toLowerCase().replaceAll(/[^a-z0-9-]/g, '-')}`,
      name,
      version,
      user: 'admin',
      ...(options.fieldManager === undefined ? {} : { fieldManager: options.fieldManager }),
      readOnly,
    };
    this.outside = {
      edit: (ref, change) => {
        const before = this.#server.get(ref);
        if (!before) throw new Error(`${describeRef(ref)} is not there to be edited`);
        const after = change(before);
        this.#server.store({ ref, before, after }, SOMEBODY);
        this.#server.setStatus(ref, after['status']);
      },
      create: (resource) => void this.#server.store({ ref: refOf(resource), after: resource }, SOMEBODY),
      remove: (ref) => {
        const before = this.#server.get(ref);
        if (before) this.#server.store({ ref, before }, SOMEBODY);
      },
    };
  }

  #facts(): Facts {
    const now = (this.#options.now?.() ?? new Date()).toISOString();
    return { now, origin: 'cluster', ...(this.info.version === undefined ? {} : { serverVersion: this.info.version }) };
  }

  read({ kinds, namespace, signal, onRead }: ReadOptions): Promise<Snapshot> {
    return answered(() => {
      const versions: Record<Kind, ReadUpTo> = {};
      const facts: Facts = { ...this.#facts(), versions };
      const readUpTo: ReadUpTo = { version: this.#server.version(), ...(namespace === undefined ? {} : { namespace }) };
      const entries: Entry[] = [];
      const unread: Unread[] = [];
      const done: Kind[] = [];
      const soFar = (): Snapshot => snapshotOf([...entries], facts, [...unread]);
      for (const kind of kinds) {
        signal?.throwIfAborted();
        const hidden = (this.#options.unread ?? []).filter((u) => u.kind === kind);
        const isHidden = ({ metadata }: Resource): boolean =>
          hidden.some((u) => u.namespace === undefined || u.namespace === metadata.namespace);
        unread.push(...hidden);
        if (hidden.length === 0) versions[kind] = readUpTo;
        for (const resource of this.#server.list(kind, namespace)) if (!isHidden(resource)) entries.push({ resource });
        done.push(kind);
        onRead?.({ kind, done: done.length, total: kinds.length, objects: entries.length, soFar });
      }
      return soFar();
    });
  }

  get(ref: Ref): Promise<Resource | undefined> {
    return answered(() => this.#server.get(ref));
  }

  denials(changes: readonly Change[]): Promise<readonly Denial[]> {
    return answered(() => deniedBy(this.#options.denied ?? [], changes));
  }

  preview(proposal: Proposal): Promise<Preview> {
    return answered(() => this.#preview(proposal));
  }

  /** As a server without the right to patch: the local outcome, which nobody has verified. */
  #preview(proposal: Proposal): Preview {
    const preview = this.#server.dryRun(proposal);
    const denied = deniedBy(this.#options.denied ?? [], [proposal])[0];
    if (!denied) return preview;
    return {
      ...preview,
      checked: 'unverified',
      reason: `${denied.resource} "${proposal.ref.name}" is forbidden: ${denied.reason ?? `you cannot ${denied.verb} it`}`,
    };
  }

  write(proposal: Proposal, approved: Preview): Promise<Resource | undefined> {
    return answered(() => {
      const name = describeRef(proposal.ref);
      if (this.info.readOnly) throw new Refused(`${this.info.name} is open read-only; ${name} was not written.`);
      const fresh = this.#preview(proposal);
      if (fresh.checked !== 'server') throw new Refused(`${name}: ${fresh.reason}.`);
      if (approved.before?.metadata.uid !== fresh.before?.metadata.uid)
        throw new Stale(`${name} was deleted and created again since it was reviewed.`);
      if (!sameOutcome(approved, fresh)) throw new Stale(`${name}: what would be stored is no longer what was approved.`);
      this.#options.onWrite?.('before', proposal);
      const stored = this.#server.store(proposal, this.#options.fieldManager ?? SOMEBODY);
      this.#options.onWrite?.('after', proposal);
      return stored;
    });
  }

  rollout(ref: Ref): Promise<Rollout | undefined> {
    return answered(() => this.#server.rollout(ref));
  }

  vitals(ref: Ref): Promise<Vitals | undefined> {
    return answered(() => this.#server.vitals(ref));
  }

  watch(options: WatchOptions): Promise<void> {
    return watchMemory(this.#server, options);
  }

  logs(pod: Ref, request: LogRequest): Promise<readonly string[]> {
    return answered(() => this.#server.log(pod, request));
  }

  release(ref: Ref, recorded: Resource, restored?: Resource): Promise<void> {
    const { fieldManager } = this.info;
    return answered(() => (fieldManager === undefined ? undefined : this.#server.release(ref, recorded, restored, fieldManager)));
  }

  reopened(readOnly: boolean): MemoryTarget {
    return new Memory({ ...this.#options, readOnly }, this.#server);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

/** A cluster in memory: the demo and tests. It behaves like an API server where kubeharden could tell the difference. */
export const openMemory = (options: MemoryOptions): MemoryTarget => new Memory(options);
