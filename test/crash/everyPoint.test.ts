import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Run } from '../../src/app/run.ts';
import { expectAgreement, expectRecorded, expectUndone, later, recordsOf, undoAll } from './laws.ts';
import { immortal, watchedLife } from './life.ts';
import { approved, fork, imageOf, live, newWorld, stateOf, wantedBy, type Process, type State, type World } from './world.ts';

type Work = (process: Process) => Promise<unknown>;

interface Moment {
  /** What the process was about to do. */
  readonly at: string;
  readonly world: World;
}

/** The world at every moment at which a process that does this could die: before each thing that it does to it, half through a file, and at its end. */
const momentsOf = async (world: World, work: Work): Promise<readonly Moment[]> => {
  const moments: Moment[] = [];
  const life = watchedLife(async (name, half) => {
    moments.push({ at: `${moments.length}, before ${name}`, world: await fork(world) });
    if (!half) return;
    const torn = await fork(world);
    await half(torn.disk);
    moments.push({ at: `${moments.length}, within ${name}`, world: torn });
  });
  await live(world, life, work);
  return [...moments, { at: 'the end', world: await fork(world) }];
};

const applying = async (world: World): Promise<Work> => {
  const plan = await approved(world);
  return ({ apply }) => apply(plan);
};
const rollingBack: Work = ({ rollback }) => rollback();
const recovering: Work = ({ recover }) => recover();

const applied = async (): Promise<World> => {
  const world = newWorld();
  await live(world, immortal, await applying(world));
  return world;
};

/** Cut off when so much of the writes was carried out. */
const cutOff = async (world: World, work: Work, writes: number): Promise<World> => {
  const moment = (await momentsOf(world, work)).find((of) => of.world.writes.length === writes);
  if (!moment) throw new Error(`there are no ${writes} writes`);
  later(moment.world);
  return moment.world;
};

const STORIES: Readonly<Record<string, () => Promise<readonly [World, Work]>>> = {
  'an apply': async () => {
    const world = newWorld();
    return [world, await applying(world)];
  },
  'a rollback': async () => [await applied(), rollingBack],
  'the recovery of an apply': async () => {
    const world = newWorld();
    return [await cutOff(world, await applying(world), 4), recovering];
  },
  'the recovery of a rollback': async () => [await cutOff(await applied(), rollingBack, 10), recovering],
};

/** How a process ends that does not end by itself: alone, or with the power of its machine. Each nth moment is tried. */
const ENDS = [
  ['is killed', 1, () => undefined],
  ['loses power, with the names that were not flushed', 7, ({ disk }: World) => disk.powerLoss(false)],
  ['loses power, but for the names', 7, ({ disk }: World) => disk.powerLoss(true)],
] as const;

const points: string[] = [];
/** Worlds that were recovered, and states that were taken back, whichever story led to them. */
const [recovered, takenBack] = [new Set<string>(), new Set<string>()];
let count = 0;
afterAll(
  () =>
    void process.stdout.write(
      `crash points: ${count}, in ${recovered.size} worlds, of which ${takenBack.size} states were taken back\n  ${points.join('\n  ')}\n`,
    ),
);

/** What decides on what an undo does, but for the time. */
const digest = (records: readonly Run[], now: State, { ours }: World): string =>
  JSON.stringify([records, now, [...ours]], (name, value: unknown) =>
    ['at', 'started', 'finished', 'resourceVersion'].includes(name) ? undefined : value,
  );

describe.each(Object.entries(STORIES))('a process that dies in %s', (story, begin) => {
  let all: readonly Moment[];
  beforeAll(async () => void (all = await momentsOf(...(await begin()))));

  it.each(ENDS)('and %s leaves what can be recovered and taken back', async (end, every, ends) => {
    const fresh = newWorld();
    const [was, sent] = [await stateOf(fresh), await wantedBy(fresh, await approved(fresh))];
    const moments = all.filter((_moment, nth) => nth % every === 0);
    const before = recovered.size;
    for (const { at, world: then } of moments) {
      const left = { ...then, disk: then.disk.fork() };
      ends(left);
      const image = await imageOf(left);
      if (recovered.has(image)) continue;
      recovered.add(image);
      const world = await fork(left);
      expectRecorded(at, await recordsOf(world), world.writes);
      later(world);
      await live(world, immortal, recovering);
      const [records, now] = [await recordsOf(world), await stateOf(world)];
      expectAgreement(at, records, now, was, sent);
      const state = digest(records, now, world);
      if (takenBack.has(state)) continue;
      takenBack.add(state);
      await undoAll(world);
      await expectUndone(at, world, was);
    }
    expect(moments.length).toBeGreaterThan(20);
    points.push(`${story}, ${end}: ${moments.length}, which leave ${recovered.size - before} worlds that were not met before`);
    count += moments.length;
  });
});
