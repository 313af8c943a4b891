import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { equal } from '../../src/core/change.ts';
import type { Run, StepState } from '../../src/app/run.ts';
import { needsRecovery } from '../../src/app/recover.ts';
import { FILES, nameOf, newFolderWorld, openStage, type FolderProcess, type FolderWorld, type Stage } from './folderWorld.ts';
import { AS_BEFORE, AS_SENT, later } from './laws.ts';
import { immortal, watchedLife } from './life.ts';

type Work = (process: FolderProcess) => Promise<unknown>;

interface Moment {
  /** What the process was about to do. */
  readonly at: string;
  readonly world: FolderWorld;
}

const stage: Stage = openStage();
afterAll(() => stage.close());

const undying = () => immortal;
const rollingBack: Work = ({ rollback }) => rollback();
const recovering: Work = ({ recover }) => recover();

const DRAFT = '.apps.yaml.00000000-0000-4000-8000-000000000000.tmp';

/** The world at every moment at which a process that does this could die: half through a record, half through the draft of a manifest, and at its end. */
const momentsOf = async (begun: FolderWorld, work: Work): Promise<readonly Moment[]> => {
  const moments: Moment[] = [];
  const at = (what: string, world: FolderWorld): void => void moments.push({ at: `${moments.length}, ${what}`, world });
  const life = (now: () => FolderWorld) =>
    watchedLife(async (name, half) => {
      const then = now();
      at(`before ${name}`, then);
      if (name === 'write')
        at('within write', { ...then, files: { ...then.files, [DRAFT]: (then.files['apps.yaml'] ?? '').slice(0, 200) } });
      if (!half) return;
      const torn = now();
      await half(torn.disk);
      at(`within ${name}`, torn);
    });
  const end = await stage.live(begun, life, work);
  at('the end', end);
  return moments;
};

const applying = async (): Promise<Work> => {
  const plan = await stage.approved(newFolderWorld());
  expect(plan.changes.map(({ refused }) => refused)).toEqual(Array(5).fill(undefined));
  return ({ apply }) => apply(plan);
};

const applied = async (): Promise<FolderWorld> => stage.live(newFolderWorld(), undying, await applying());

/** Cut off when this file has changed. */
const cutOff = async (world: FolderWorld, work: Work, file: string): Promise<FolderWorld> => {
  const { world: cut } = (await momentsOf(world, work)).find((of) => of.world.files[file] !== world.files[file])!;
  later(cut);
  return cut;
};

const STORIES: Readonly<Record<string, () => Promise<readonly [FolderWorld, Work]>>> = {
  'an apply': async () => [newFolderWorld(), await applying()],
  'a rollback': async () => [await applied(), rollingBack],
  'the recovery of an apply': async () => [await cutOff(newFolderWorld(), await applying(), 'namespace.yaml'), recovering],
  'the recovery of a rollback': async () => [await cutOff(await applied(), rollingBack, 'apps.yaml'), recovering],
};

const recordsOf = async (world: FolderWorld): Promise<readonly Run[]> => {
  let found: readonly Run[] = [];
  await stage.live(world, undying, async ({ journal }) => {
    const { runs, corrupt } = await journal.list();
    expect(corrupt).toEqual([]);
    found = runs;
  });
  return found;
};

/** Each object is as it was or as it was sent, as its newest record says; an apply's step says the same once it was rolled back. */
const expectAgreement = async (at: string, records: readonly Run[], world: FolderWorld): Promise<void> => {
  expect(records.filter(needsRecovery), at).toEqual([]);
  const [live, was] = [await stage.objects(world), await stage.objects(newFolderWorld())];
  const run = records.find(({ does }) => does === 'apply');
  for (const { ref, state, after } of run?.steps ?? []) {
    const name = nameOf(ref);
    expect([...AS_SENT, ...AS_BEFORE] as readonly StepState[], `${at}: ${name}`).toContain(state);
    const wanted = AS_SENT.includes(state) ? after : was[name];
    expect(equal(live[name], wanted), `${at}: ${name}: ${state}`).toBe(true);
  }
};

const points: string[] = [];
let count = 0;
/** Worlds that were recovered, and states that were taken back, whichever story led to them. */
const [met, takenBack] = [new Set<string>(), new Set<string>()];

/** What decides on what an undo does, but for the time. */
const digest = (records: readonly Run[], { files }: FolderWorld): string =>
  JSON.stringify([records, files], (name, value: unknown) => (['at', 'started', 'finished'].includes(name) ? undefined : value));

afterAll(
  () =>
    void process.stdout.write(
      `crash points on files: ${count}, in ${met.size} worlds, of which ${takenBack.size} states were taken back\n  ${points.join('\n  ')}\n`,
    ),
);

const ENDS = [
  ['is killed', 1, () => undefined],
  ['loses power, with the names that were not flushed', 9, ({ disk }: FolderWorld) => disk.powerLoss(false)],
] as const;

describe.each(Object.entries(STORIES))('a process that dies in %s of files', (story, begin) => {
  let all: readonly Moment[];
  beforeAll(async () => void (all = await momentsOf(...(await begin()))));

  it.each(ENDS)('and %s leaves what can be recovered and taken back, to the byte', async (end, every, ends) => {
    const moments = all.filter((_moment, nth) => nth % every === 0);
    for (const { at, world } of moments) {
      const left = { ...world, disk: world.disk.fork() };
      ends(left);
      const image = JSON.stringify([left.files, left.disk.image()]);
      if (met.has(image)) continue;
      met.add(image);
      later(left);
      let now = await stage.live(left, undying, recovering);
      const records = await recordsOf(now);
      await expectAgreement(at, records, now);
      const state = digest(records, now);
      if (takenBack.has(state)) continue;
      takenBack.add(state);
      let undone: Run | undefined;
      do now = await stage.live(now, undying, async (process) => void (undone = await process.rollback()));
      while (undone);
      const { [DRAFT]: _draft, ...files } = now.files;
      expect(files, at).toEqual(FILES);
    }
    expect(moments.length).toBeGreaterThan(10);
    points.push(`${story}, ${end}: ${moments.length}`);
    count += moments.length;
  });
});
