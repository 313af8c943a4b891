import { applyPlan } from '../../src/app/apply.ts';
import { UnknownOutcome } from '../../src/app/errors.ts';
import type { Journal, Lock } from '../../src/app/journal.ts';
import { previewed, type PlannedChange } from '../../src/app/plan.ts';
import { needsRecovery, recover } from '../../src/app/recover.ts';
import { applyRollback, planRollback } from '../../src/app/rollback.ts';
import type { Run, Step } from '../../src/app/run.ts';
import type { Target } from '../../src/app/target.ts';
import type { Change } from '../../src/core/change.ts';
import { field, refOf, type Resource } from '../../src/core/resource.ts';
import { memoryJournal } from '../../src/journal/memoryJournal.ts';
import { openMemory } from '../../src/memory/target.ts';
import { clock } from '../app/scene.ts';
import { Crash } from '../journal/disks.ts';

/** `one` and `two` are edited, `made` is created, `gone` is deleted. */
export const NAMES = ['one', 'two', 'made', 'gone'] as const;
export type Name = (typeof NAMES)[number];

/** What somebody else does: to the value that we set, beside it, or to the whole object. */
export interface Foreign {
  readonly on: Name;
  readonly does: 'set' | 'note' | 'delete' | 'create';
}

/** What comes between at the nth thing that we do to the world outside. */
export interface Mishap {
  readonly nth: number;
  readonly is: 'death' | 'lost' | Foreign;
}

export type Command =
  | { readonly does: 'apply'; readonly to: readonly Name[]; readonly mishaps: readonly Mishap[] }
  | { readonly does: 'undo' | 'recover'; readonly mishaps: readonly Mishap[] }
  | { readonly does: 'foreign'; readonly edit: Foreign };

const config = (name: Name, data: Readonly<Record<string, string>>): Resource => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'web' },
  data,
});
const refs = Object.fromEntries(NAMES.map((name) => [name, refOf(config(name, {}))])) as Record<Name, ReturnType<typeof refOf>>;

/** Each place of each object: `one.a`, `one.note`; `one` itself where it is there. */
type Places = Readonly<Record<string, string>>;

const never = { stop: new AbortController().signal, leave: new AbortController().signal };
const LATER_MS = 120_000;

/** A cluster of four objects, a journal, and beside them who wrote each place last. Throws where a law is broken. */
export const newModel = () => {
  const time = clock();
  const entries = [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'web' } },
    ...(['one', 'two', 'gone'] as const).map((name) => config(name, { a: 'first' })),
  ];
  const cluster = openMemory({ entries, now: () => time.now() });
  const records = memoryJournal();
  const writers = new Map<string, 'us' | 'them'>();
  /** When somebody else was last at an object, and when a run began, counted in what happened. */
  const [visits, begun] = [new Map<string, number>(), new Map<string, number>()];
  let [serial, held] = [0, undefined as Lock | undefined];
  let mishaps: readonly Mishap[] = [];
  let [count, isDead, isUndoing] = [0, false, false];
  let approved: Places = {};

  const places = async (): Promise<Places> => {
    const found: Record<string, string> = {};
    for (const name of NAMES) {
      const live = await cluster.get(refs[name]);
      if (!live) continue;
      found[name] = 'there';
      for (const [key, value] of Object.entries(field(live, 'data') as Record<string, string>)) found[`${name}.${key}`] = value;
    }
    return found;
  };
  const changed = (before: Places, after: Places): readonly string[] =>
    [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((place) => before[place] !== after[place]);

  const broken = (law: string): Error => new Error(`${law}; records: ${JSON.stringify(known.map(told))}`);
  const told = ({ id, does, steps }: Run): unknown => [id, does, ...steps.map(({ ref, state }) => `${ref.name} ${state}`)];
  /** All records, as they were when a process had recovered what was cut off. */
  let known: readonly Run[] = [];

  const edited = async ({ on, does }: Foreign): Promise<void> => {
    const before = await places();
    const value = `theirs-${++serial}`;
    const set = (key: string): void =>
      cluster.outside.edit(refs[on], (live) => ({ ...live, data: { ...(live['data'] as object), [key]: value } }));
    if (does === 'create' && !before[on]) cluster.outside.create(config(on, { a: value }));
    else if (does === 'delete' && on !== 'gone') cluster.outside.remove(refs[on]);
    else if (before[on] && (does === 'set' || does === 'note')) set(does === 'set' ? 'a' : 'note');
    for (const place of changed(before, await places())) {
      writers.set(place, 'them');
      visits.set(on, ++serial);
    }
  };

  /** One after the other, also where we do several things at once. */
  let others = Promise.resolve();
  const foreign = (edit: Foreign): Promise<void> => (others = others.then(() => edited(edit)));

  /** Everything that we do to the world outside goes through here. */
  const act = async <T>(work: () => Promise<T>, isWrite = false): Promise<T> => {
    if (isDead) throw new Crash();
    const now = mishaps.filter(({ nth }) => nth === count);
    count++;
    for (const { is } of now) if (typeof is === 'object') await foreign(is);
    if (now.some(({ is }) => is === 'death')) {
      isDead = true;
      throw new Crash();
    }
    const done = await work();
    if (isWrite && now.some(({ is }) => is === 'lost')) throw new UnknownOutcome('the connection was cut');
    return done;
  };

  /** No write loses what somebody else wrote since it was approved, and no undo what somebody else wrote since the run. */
  const written = async (write: () => Promise<Resource | undefined>): Promise<Resource | undefined> => {
    const before = await places();
    const stored = await write();
    const after = await places();
    for (const place of changed(before, after)) {
      if (before[place] !== approved[place]) throw broken(`${place}: ${before[place]} was not what was approved, ${approved[place]}`);
      if (isUndoing && writers.get(place) === 'them') throw broken(`${place}: an undo wrote over ${before[place]}`);
      writers.set(place, 'us');
    }
    return stored;
  };

  const target: Target = {
    info: cluster.info,
    read: (options) => act(() => cluster.read(options)),
    get: (ref) => act(() => cluster.get(ref)),
    denials: (changes) => act(() => cluster.denials(changes)),
    preview: (change) => act(() => cluster.preview(change)),
    write: (change, preview) => act(() => written(() => cluster.write(change, preview)), true),
    rollout: () => Promise.resolve(undefined),
    release: () => act(() => Promise.resolve()),
    close: () => Promise.resolve(),
  };
  const journal: Journal = {
    ...records,
    list: () => act(() => records.list()),
    load: (id) => act(() => records.load(id)),
    begin: (run) =>
      act(() => {
        begun.set(run.id, ++serial);
        return records.begin(run);
      }),
    save: (run) => act(() => records.save(run)),
    remember: (change) => act(() => records.remember(change)),
    lock: () => act(async () => (held = await records.lock())),
  };
  const base = { target, journal, clock: time, version: '0', control: never, on: () => undefined, keepGoing: true };

  const planned = async (to: readonly Name[]): Promise<readonly PlannedChange[]> => {
    const changes: Change[] = [];
    for (const name of to) {
      const [live, a, ref] = [await cluster.get(refs[name]), `ours-${++serial}`, refs[name]];
      if (name === 'made') changes.push(...(live ? [] : [{ ref, after: config(name, { a }) }]));
      else if (live && name === 'gone') changes.push({ ref, before: live });
      else if (live) changes.push({ ref, before: live, after: { ...live, data: { ...(live['data'] as object), a } } });
    }
    const snapshot = await cluster.read({ kinds: [] });
    return (await previewed({ target: cluster, snapshot, proposals: changes.map((change) => ({ change, findings: [] })) })).changes;
  };

  /** One process, until its end or its death; a dead one holds no lock. */
  const run = async (of: readonly Mishap[], work: () => Promise<unknown>): Promise<boolean> => {
    [mishaps, count, isDead] = [of, 0, false];
    try {
      await work();
      return true;
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
      await held?.release();
      return false;
    } finally {
      [mishaps, isDead, isUndoing] = [[], false, false];
    }
  };

  const undo = async (): Promise<Run | undefined> => {
    const plan = await planRollback(target, journal);
    if (!plan) return undefined;
    approved = await places();
    isUndoing = true;
    return (await applyRollback({ ...base, plan })).run;
  };

  const works = {
    apply: async (to: readonly Name[]): Promise<unknown> => {
      const changes = await planned(to);
      approved = await places();
      return changes.length === 0 ? undefined : applyPlan({ ...base, catalogue: [], autoRollback: false, changes });
    },
    undo,
    recover: () => recover(target, journal, time),
  };

  /** Of each object the newest record, while nobody else has been there since, says how it stands. */
  const expectAgreement = async (): Promise<void> => {
    const now = await places();
    const isTheirs = (name: string): boolean => [name, `${name}.a`].some((place) => writers.get(place) === 'them');
    for (const name of NAMES) {
      if (isTheirs(name)) continue;
      const steps = known.flatMap((of) => of.steps.filter(({ ref }) => ref.name === name));
      const mayStand = ({ state }: Step): boolean => ['applied', 'verified', 'rollback-conflict', 'unknown'].includes(state);
      const newest = steps.find(mayStand);
      const value = (step: Step): unknown => field(step.after, 'data', 'a');
      const stands = now[`${name}.a`];
      if (newest && ['applied', 'verified'].includes(newest.state) && stands !== value(newest))
        throw broken(`${name}: ${stands}, not ${String(value(newest))} as recorded`);
      const isNotOurs = steps.some((step) => ['rolled-back', 'not-applied', 'skipped'].includes(step.state) && value(step) === stands);
      const isOurs = steps.some((step) => mayStand(step) && value(step) === stands);
      if (stands?.startsWith('ours') && isNotOurs && !isOurs) throw broken(`${name}: ${stands} is there, although no record says so`);
    }
  };

  /** A new process: what was cut off is recovered, once nothing can arrive any more. */
  const restart = async (): Promise<void> => {
    time.at = new Date(time.at.getTime() + LATER_MS);
    await run([], works.recover);
    known = (await records.list()).runs;
    for (const { id, steps } of known.filter(needsRecovery)) {
      const wasAlone = (name: string): boolean => (visits.get(name) ?? 0) < (begun.get(id) ?? 0);
      const unknown = steps.find(({ ref, state }) => state === 'unknown' && wasAlone(ref.name));
      if (unknown) throw broken(`${unknown.ref.name}: nobody else was there since ${id} began, but what it did stays unknown`);
    }
  };

  return {
    /** Does it and what it takes to go on; false where it was cut off. */
    async obey(command: Command): Promise<boolean> {
      if (command.does === 'foreign') {
        await foreign(command.edit);
        return true;
      }
      const work = command.does === 'apply' ? () => works.apply(command.to) : works[command.does];
      const survived = await run(command.mishaps, work);
      await restart();
      await expectAgreement();
      return survived;
    },
    places,
  };
};
