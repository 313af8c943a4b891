import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Journal } from '../../src/app/journal.ts';
import { openFileJournal } from '../../src/journal/fileJournal.ts';
import { migrated, type Migration } from '../../src/journal/migrations.ts';
import { seal, unseal } from '../../src/journal/seal.ts';
import { INFO, runOf } from './example.ts';

let home: string;
beforeEach(async () => void (home = await mkdtemp(join(tmpdir(), 'journal-'))));
afterEach(() => rm(home, { recursive: true }));

const open = (migrations?: readonly Migration[], version = '0.1.0'): Promise<Journal> =>
  openFileJournal({ info: INFO, env: { XDG_STATE_HOME: home }, version, ...(migrations ? { migrations } : {}) });

const CHAIN: readonly Migration[] = [
  { run: (run) => ({ ...run, user: 'nobody' }) },
  { step: (step) => ({ ...step, since: 3 }), run: (run) => ({ ...run, user: `${String(run['user'])}!` }) },
];

describe('a record of a former schema', () => {
  it('goes through every function between its schema and that of today, and no other', () => {
    const body = { id: 'x' };
    expect(migrated('run', body, 1, CHAIN)).toEqual({ id: 'x', user: 'nobody!', schema: 3 });
    expect(migrated('run', body, 2, CHAIN)).toEqual({ id: 'x', user: 'undefined!', schema: 3 });
    expect(migrated('run', body, 3, CHAIN)).toEqual({ id: 'x', schema: 3 });
    expect(migrated('step', body, 1, CHAIN)).toEqual({ id: 'x', since: 3 });
    expect(migrated('memory', body, 1, CHAIN)).toBe(body);
  });

  it('is read in the form of today, stays as it is on disk, and is written anew where it changes', async () => {
    const journal = await open();
    const run = runOf('2026-11-21-1', [...runOf('x').steps, ...runOf('x').steps]);
    await journal.save(run);
    const header = join(journal.place, `${run.id}.json`);
    const steps = join(journal.place, run.id, 'steps');
    const before = await readFile(header, 'utf8');

    const next = await open(CHAIN);
    const read = await next.load(run.id);
    expect(read).toEqual({ ...run, schema: 3, user: 'nobody!' });
    expect(await readFile(header, 'utf8')).toBe(before);

    await next.save({ ...read, steps: read.steps.with(0, { ...read.steps[0]!, state: 'applied' }) });
    const schemas = await Promise.all([header, ...(await readdir(steps)).sort().map((name) => join(steps, name))].map(schemaOf));
    expect(schemas).toEqual([1, 3, 1]);
    expect((await (await open(CHAIN)).load(run.id)).steps.map(({ state }) => state)).toEqual(['applied', 'prepared']);
  });

  it('that is newer is refused in words that say what to do, stays where it is, and hides no older run', async () => {
    const [old, run] = [runOf('2026-11-20-1'), { ...runOf('2026-11-21-1'), version: '9.8.7' }];
    const next = await open(CHAIN, '9.8.7');
    await next.save(old);
    await next.save(run);
    const today = await open();
    await today.save(old);
    const file = join(today.place, `${run.id}.json`);
    const text = await readFile(file, 'utf8');
    const { runs, corrupt } = await today.list();
    expect(runs.map(({ id }) => id)).toEqual([old.id]);
    expect(corrupt).toEqual([
      { id: run.id, file, reason: expect.stringMatching(/made by a newer kubeharden 9\.8\.7 .*: update kubeharden/) },
    ]);
    await expect(today.load(run.id)).rejects.toMatchObject({
      name: 'Failure',
      exit: 2,
      message: expect.stringContaining('newer kubeharden 9.8.7'),
    });
    expect(await readFile(file, 'utf8')).toBe(text);
    expect(await today.nextId(new Date('2026-11-21T12:00:00Z'))).toBe('2026-11-21-2');
  });

  it.each([0, -1, 0.5])('that no kubeharden wrote (schema %d) is set aside', async (schema) => {
    const journal = await open();
    const run = runOf('2026-11-21-1');
    await journal.save(run);
    const file = join(journal.place, `${run.id}.json`);
    const opened = unseal(await readFile(file, 'utf8'), 1);
    await writeFile(file, seal(schema, opened.state === 'sound' ? opened.body : {}));
    expect((await journal.list()).corrupt).toEqual([
      { id: run.id, file: `${file}.corrupt`, reason: expect.stringContaining('no kubeharden wrote') },
    ]);
  });
});

const schemaOf = async (file: string): Promise<unknown> => (JSON.parse(await readFile(file, 'utf8')) as { schema: unknown }).schema;
