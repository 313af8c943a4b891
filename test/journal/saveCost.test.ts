import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Journal } from '../../src/app/journal.ts';
import type { Step } from '../../src/app/run.ts';
import { realDisk, type Disk } from '../../src/journal/disk.ts';
import { openFileJournal } from '../../src/journal/fileJournal.ts';
import { memoryJournal } from '../../src/journal/memoryJournal.ts';
import { INFO, runOf } from './example.ts';

let home: string;
beforeEach(async () => void (home = await mkdtemp(join(tmpdir(), 'journal-'))));
afterEach(() => rm(home, { recursive: true }));

const open = (env: NodeJS.ProcessEnv = { XDG_STATE_HOME: home }, disk: Disk = realDisk): Promise<Journal> =>
  openFileJournal({ info: INFO, env, version: '0.1.0', disk });

const RUN = runOf('2026-11-21-1');
const HEADER = `${RUN.id}.json`;

describe('what a save costs', () => {
  const counting = (): { readonly disk: Disk; readonly created: () => readonly string[] } => {
    const files: string[] = [];
    const create: Disk['create'] = (file, content) => {
      files.push(file.replace(/^.*\/\.|\.[^.]*\.tmp$/g, ''));
      return realDisk.create(file, content);
    };
    return { disk: { ...realDisk, create }, created: () => files.splice(0) };
  };
  const many = { ...RUN, steps: Array.from({ length: 12 }, () => ({ ...RUN.steps[0]! })) };
  const moved = { ...many, steps: many.steps.with(6, { ...many.steps[6]!, state: 'sending' as const }) };

  it('is one file for one step, however many there are, and one for the header', async () => {
    const { disk, created } = counting();
    const journal = await open({ XDG_STATE_HOME: home }, disk);
    await journal.save(many);
    expect(created().at(-1), 'the header comes last').toBe(HEADER);
    await journal.save(moved);
    expect(created()).toEqual(['0007.json']);
    await journal.save({ ...moved, finished: '2026-11-21T10:05:00.000Z' });
    expect(created()).toEqual([HEADER]);
    await journal.save({ ...many, finished: '2026-11-21T10:05:00.000Z' });
    expect(created(), 'an object that stood there before is written again').toEqual(['0007.json']);
  });

  it('is as little for a run that was read, but all of it once another process may have written', async () => {
    await (await open()).save(many);
    const { disk, created } = counting();
    const journal = await open({ XDG_STATE_HOME: home }, disk);
    const run = await journal.load(many.id);
    const next = { ...run, steps: run.steps.with(0, { ...run.steps[0]!, detail: 'seen' }) };
    await journal.save(next);
    expect(created().filter((name) => name.endsWith('.json'))).toEqual(['0001.json']);
    const lock = await journal.lock();
    created();
    await journal.save(next);
    expect(created().filter((name) => name.endsWith('.json'))).toHaveLength(many.steps.length + 1);
    await lock.release();
  });

  it('is one step in memory, too', async () => {
    let written = 0;
    const countedStep = (): Step => ({ ...RUN.steps[0]!, toJSON: (): Step => (written++, RUN.steps[0]!) }) as Step;
    const journal = memoryJournal();
    const run = { ...RUN, steps: Array.from({ length: 500 }, countedStep) };
    await journal.save(run);
    expect(written).toBe(500);
    await journal.save({ ...run, steps: run.steps.with(250, countedStep()) });
    expect(written).toBe(501);
    expect(await journal.load(RUN.id)).toEqual({ ...RUN, steps: run.steps.map(() => RUN.steps[0]) });
  });
});
