import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EMPTY_MEMORY, type Journal } from '../../src/app/journal.ts';
import type { Run } from '../../src/app/run.ts';
import { realDisk, type Disk } from '../../src/journal/disk.ts';
import { openFileJournal } from '../../src/journal/fileJournal.ts';
import { Crash, dyingDisk, ForgetfulDisk, refusingDisk } from './disks.ts';
import { account, editOf, INFO, runOf } from './example.ts';

const openAt = (state: string, disk: Disk): Promise<Journal> =>
  openFileJournal({ info: INFO, env: { XDG_STATE_HOME: state }, version: '0.1.0', disk });

const withHome = async (use: (home: string) => Promise<void>): Promise<void> => {
  const home = await mkdtemp(join(tmpdir(), 'journal-'));
  try {
    await use(home);
  } finally {
    await rm(home, { recursive: true });
  }
};

const old: Run = runOf('2026-11-21-1', [editOf(account(), account(false)), editOf(account(true), account(false))]);
const next: Run = {
  ...old,
  finished: '2026-11-21T10:05:00.000Z',
  steps: old.steps.map((step) => ({ ...step, state: 'sending' as const, detail: 'longer than before, so that a torn write shows' })),
};
const memory = { ...EMPTY_MEMORY, warnsSince: { payments: '2026-11-21T10:00:00.000Z' } };

/** Each step old or new; the header is new only once all of them are. */
const PASSAGES: readonly (readonly Run[])[] = [
  ...[[], [0], [1], [0, 1]].map((done) => [
    { ...old, steps: old.steps.map((step, index) => (done.includes(index) ? next.steps[index]! : step)) },
  ]),
  [next],
];

/** Calls `attempt` for step 0, 1, … until it returns that nothing happened any more; returns how many steps there were. */
const everyStep = async (attempt: (step: number) => Promise<'crashed' | 'completed'>): Promise<number> => {
  for (let step = 0; ; step++) {
    if ((await attempt(step)) === 'completed') return step;
    if (step > 500) throw new Error('there is no end to the steps');
  }
};

const survived = async (act: () => Promise<unknown>): Promise<'crashed' | 'completed'> => {
  try {
    await act();
    return 'completed';
  } catch (error) {
    if (error instanceof Crash) return 'crashed';
    throw error;
  }
};

describe.each(['before', 'within', 'after'] as const)('a process that dies %s a step on the disk', (when) => {
  it('leaves the old record or the new one, and a journal that works', async () => {
    const steps = await everyStep(async (step) => {
      let end: 'crashed' | 'completed' = 'completed';
      await withHome(async (home) => {
        await (await openAt(home, realDisk)).save(old);
        end = await survived(async () => (await openAt(home, dyingDisk(realDisk, step, when))).save(next));
        const journal = await openAt(home, realDisk);
        const { runs, corrupt } = await journal.list();
        expect(corrupt).toEqual([]);
        expect(PASSAGES).toContainEqual(runs);
        if (end === 'completed') expect(runs).toEqual([next]);
        const lock = await journal.lock();
        await journal.save(next);
        await lock.release();
        expect(await journal.load(next.id)).toEqual(next);
        expect((await readdir(journal.place, { recursive: true })).filter((name) => name.endsWith('.tmp'))).toEqual([]);
      });
      return end;
    });
    expect(steps).toBeGreaterThan(5);
  });

  it('leaves no record or the first one, and what was remembered before or after', async () => {
    await everyStep(async (step) => {
      let end: 'crashed' | 'completed' = 'completed';
      await withHome(async (home) => {
        end = await survived(async () => {
          const journal = await openAt(home, dyingDisk(realDisk, step, when));
          await journal.save(old);
          await journal.remember(() => memory);
        });
        const journal = await openAt(home, realDisk);
        const { runs, corrupt } = await journal.list();
        expect(corrupt).toEqual([]);
        expect([[], [old]]).toContainEqual(runs);
        expect([{ memory: EMPTY_MEMORY }, { memory }]).toContainEqual(await journal.recall());
      });
      return end;
    });
  });

  it('leaves no lock behind', async () => {
    await everyStep(async (step) => {
      let end: 'crashed' | 'completed' = 'completed';
      await withHome(async (home) => {
        end = await survived(async () => {
          const lock = await (await openAt(home, dyingDisk(realDisk, step, when))).lock();
          await lock.release();
        });
        // A process that is really dead holds no database; this one lives on, so only the steps before the lock is held count.
        if (end === 'completed') await (await (await openAt(home, realDisk)).lock()).release();
      });
      return end;
    });
  });
});

describe.each([true, false])('a power loss (names that were not flushed survive: %s)', (namesSurvive) => {
  it.each(['before', 'within', 'after'] as const)(
    '%s any step leaves the old record or the new one; the new one after save',
    async (when) => {
      await everyStep(async (step) => {
        const disk = new ForgetfulDisk();
        await (await openAt('/state', disk)).save(old);
        const end = await survived(async () => (await openAt('/state', dyingDisk(disk, step, when))).save(next));
        disk.powerLoss(namesSurvive);
        const { runs, corrupt } = await (await openAt('/state', disk)).list();
        expect(corrupt).toEqual([]);
        expect(end === 'completed' ? [[next]] : PASSAGES, `at step ${step}`).toContainEqual(runs);
        return end;
      });
    },
  );

  it('keeps what was remembered', async () => {
    const disk = new ForgetfulDisk();
    await (await openAt('/state', disk)).remember(() => memory);
    disk.powerLoss(namesSurvive);
    expect(await (await openAt('/state', disk)).recall()).toEqual({ memory });
  });
});

describe.each([
  ['ENOSPC', /no space is left/],
  ['EROFS', /read-only/],
  ['EACCES', /permission denied/],
])('a disk that says %s', (code, says) => {
  it('at any step stops before anything is sent, and the old record stays', async () => {
    await everyStep(async (step) => {
      let end: 'crashed' | 'completed' = 'completed';
      await withHome(async (home) => {
        await (await openAt(home, realDisk)).save(old);
        const journal = await openAt(home, refusingDisk(step, code));
        const failure: unknown = await journal.save(next).catch((error: unknown) => error);
        if (failure !== undefined) {
          end = 'crashed';
          expect(failure).toMatchObject({ name: 'Failure', exit: 2 });
          expect((failure as Error).message).toMatch(says);
          expect((failure as Error).message).toContain('Nothing was sent.');
        }
        const { runs, corrupt } = await (await openAt(home, realDisk)).list();
        expect(corrupt).toEqual([]);
        expect(end === 'completed' ? [[next]] : PASSAGES).toContainEqual(runs);
        expect((await readdir(journal.place, { recursive: true })).filter((name) => name.endsWith('.tmp'))).toEqual([]);
      });
      return end;
    });
  });

  it('does not claim that nothing was sent once something was', async () => {
    await withHome(async (home) => {
      const journal = await openAt(home, refusingDisk(0, code));
      const applied = { ...old, steps: old.steps.map((step) => ({ ...step, state: 'applied' as const })) };
      await expect(journal.save(applied)).rejects.toThrow(/Nothing more is sent; `kubeharden recover`/);
      await expect(journal.save(applied)).rejects.toMatchObject({ exit: 6 });
    });
  });
});
