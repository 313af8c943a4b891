import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Journal } from '../../src/app/journal.ts';
import type { Run } from '../../src/app/run.ts';
import { realDisk, type Disk } from '../../src/journal/disk.ts';
import { openFileJournal } from '../../src/journal/fileJournal.ts';
import { Crash, dyingDisk } from './disks.ts';
import { account, editOf, INFO, runOf } from './example.ts';

const openAt = (home: string, disk: Disk): Promise<Journal> =>
  openFileJournal({ info: INFO, env: { XDG_STATE_HOME: home }, version: '0.1.0', disk });

/** A run of some steps, and which of them change together in each later save. */
const history = fc.integer({ min: 1, max: 5 }).chain((size) =>
  fc.record({
    size: fc.constant(size),
    saves: fc.array(fc.subarray([...Array(size).keys()], { minLength: 1 }), { minLength: 1, maxLength: 4 }),
  }),
);

const versionsOf = ({ size, saves }: { readonly size: number; readonly saves: readonly (readonly number[])[] }): readonly Run[] => {
  const first = runOf(
    '2026-11-21-1',
    Array.from({ length: size }, () => editOf(account(), account(false))),
  );
  const versions = [first];
  for (const [at, touched] of saves.entries()) {
    const last = versions.at(-1) ?? first;
    versions.push({ ...last, steps: last.steps.map((step, i) => (touched.includes(i) ? { ...step, detail: `save ${at}` } : step)) });
  }
  return versions;
};

it('killed anywhere in any course of saves, a run is whole, and no step is older than the last save or newer than the next', async () => {
  await fc.assert(
    fc.asyncProperty(history, fc.nat(120), fc.constantFrom('before', 'within', 'after'), async (drawn, dies, when) => {
      const home = await mkdtemp(join(tmpdir(), 'journal-'));
      try {
        const versions = versionsOf(drawn);
        let saved = 0;
        const journal = await openAt(home, dyingDisk(realDisk, dies, when)).catch((error: unknown) => {
          if (!(error instanceof Crash)) throw error;
        });
        try {
          for (const version of journal ? versions : []) {
            await journal?.save(version);
            saved++;
          }
        } catch (error) {
          if (!(error instanceof Crash)) throw error;
        }
        const after = await openAt(home, realDisk);
        const { runs, corrupt } = await after.list();
        expect(corrupt).toEqual([]);
        if (runs.length === 0) {
          expect(saved).toBe(0);
          return;
        }
        const [past, next] = [versions[Math.max(0, saved - 1)]!, versions[Math.min(saved, versions.length - 1)]!];
        expect(runs[0]?.steps).toHaveLength(drawn.size);
        for (const [i, step] of runs[0]!.steps.entries()) expect([past.steps[i], next.steps[i]]).toContainEqual(step);
        await after.save(next);
        expect((await after.list()).runs).toEqual([next]);
      } finally {
        await rm(home, { recursive: true });
      }
    }),
    { numRuns: 60 },
  );
});
