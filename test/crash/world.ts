import { applyPlan } from '../../src/app/apply.ts';
import type { Journal } from '../../src/app/journal.ts';
import { previewed, type Plan } from '../../src/app/plan.ts';
import type { Clock } from '../../src/app/recorder.ts';
import { recover } from '../../src/app/recover.ts';
import { applyRollback, planRollback } from '../../src/app/rollback.ts';
import type { Run } from '../../src/app/run.ts';
import type { Target } from '../../src/app/target.ts';
import type { RunControl } from '../../src/app/transaction.ts';
import { withoutServerFields } from '../../src/core/diff.ts';
import { kindOf, refKey, type Ref, type Resource } from '../../src/core/resource.ts';
import { openFileJournal } from '../../src/journal/fileJournal.ts';
import { openMemory, type MemoryTarget } from '../../src/memory/target.ts';
import { clock } from '../app/scene.ts';
import { Crash, ForgetfulDisk } from '../journal/disks.ts';
import { diskIn, targetIn, type Life } from './life.ts';
import { changesOn, CLUSTER, REFS } from './objects.ts';

/** What outlives a process: the cluster, the disk, time, and whose fields are whose. */
export interface World {
  readonly cluster: MemoryTarget;
  readonly disk: ForgetfulDisk;
  readonly time: ReturnType<typeof clock>;
  /** Objects of which we own fields. */
  readonly ours: Set<string>;
  /** Every write that took effect, in its order. */
  readonly writes: string[];
}

const clusterOf = (entries: readonly Resource[], time: Clock): MemoryTarget => openMemory({ entries, now: () => time.now() });

export const newWorld = (): World => {
  const time = clock();
  return { cluster: clusterOf(CLUSTER, time), disk: new ForgetfulDisk(), time, ours: new Set(), writes: [] };
};

const KINDS = [...new Set(REFS.map(kindOf)), 'apps/ReplicaSet', 'Pod'];

/** The same world, as it goes on without the process that worked on it. */
export const fork = async ({ cluster, disk, time, ours, writes }: World): Promise<World> => {
  const snapshot = await cluster.read({ kinds: KINDS });
  const entries = KINDS.flatMap((kind) => snapshot.list(kind)).filter((resource) => !snapshot.isSynthetic(resource));
  const now = clock(time.at.toISOString());
  return { cluster: clusterOf(entries, now), disk: disk.fork(), time: now, ours: new Set(ours), writes: [...writes] };
};

/** All that a process that starts in this world can find out; in two worlds of one image it does the same. */
export const imageOf = async ({ cluster, disk, time, ours, writes }: World): Promise<string> => {
  const snapshot = await cluster.read({ kinds: KINDS });
  return JSON.stringify([KINDS.map((kind) => snapshot.list(kind)), disk.image(), time.at, [...ours], writes]);
};

/** The cluster with what memory does not keep: who owns fields, and what was written. */
const observed = ({ cluster, ours, writes }: World): Target => ({
  info: cluster.info,
  read: (options) => cluster.read(options),
  get: (ref) => cluster.get(ref),
  denials: (changes) => cluster.denials(changes),
  preview: (change) => cluster.preview(change),
  rollout: (ref) => cluster.rollout(ref),
  close: () => cluster.close(),
  async write(change, approved) {
    const stored = await cluster.write(change, approved);
    writes.push(refKey(change.ref));
    if (stored) ours.add(refKey(change.ref));
    else ours.delete(refKey(change.ref));
    return stored;
  },
  release(ref) {
    ours.delete(refKey(ref));
    return Promise.resolve();
  },
});

const control: RunControl = { stop: new AbortController().signal, leave: new AbortController().signal };

/** A process that works on the world until it ends or dies. */
export interface Process {
  readonly apply: (plan: Plan) => Promise<Run>;
  readonly rollback: () => Promise<Run | undefined>;
  readonly recover: () => Promise<readonly Run[]>;
  readonly journal: Journal;
}

const started = async (world: World, life: Life): Promise<Process> => {
  const target = targetIn(life, observed(world));
  const disk = diskIn(life, world.disk);
  const journal = await openFileJournal({ info: target.info, env: { XDG_STATE_HOME: '/state' }, version: '0', disk });
  const base = { target, journal, clock: world.time, version: '0', control, on: () => undefined, keepGoing: true };
  return {
    journal,
    apply: async ({ changes }) => (await applyPlan({ ...base, catalogue: [], autoRollback: true, changes })).run,
    async rollback() {
      const plan = await planRollback(target, journal);
      return plan && (await applyRollback({ ...base, plan })).run;
    },
    recover: () => recover(target, journal, world.time),
  };
};

/** Starts a process; false where it died before its end. */
export const live = async (world: World, life: Life, work: (process: Process) => Promise<unknown>): Promise<boolean> => {
  try {
    await work(await started(world, life));
    return true;
  } catch (error) {
    if (error instanceof Crash) return false;
    throw error;
  }
};

/** What a person approved. */
export const approved = async ({ cluster }: World): Promise<Plan> => {
  const changes = await changesOn((ref) => cluster.get(ref));
  const snapshot = await cluster.read({ kinds: [] });
  return previewed({ target: cluster, snapshot, proposals: changes.map((change) => ({ change, findings: [] })) });
};

export type State = Readonly<Record<string, Resource | undefined>>;

/** The objects that the tests touch, less what a server keeps for itself. */
export const stateOf = async ({ cluster }: World): Promise<State> => {
  const bare = async (ref: Ref): Promise<readonly [string, Resource | undefined]> => {
    const found = await cluster.get(ref);
    return [refKey(ref), found && withoutServerFields(found)];
  };
  return Object.fromEntries(await Promise.all(REFS.map(bare)));
};

/** The same objects as the plan wants them. */
export const wantedBy = async (world: World, { changes }: Plan): Promise<State> => {
  const wanted = changes.map(({ change, preview }) => [refKey(change.ref), preview?.after && withoutServerFields(preview.after)] as const);
  return { ...(await stateOf(world)), ...Object.fromEntries(wanted) };
};
