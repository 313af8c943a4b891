import { chmod, lstat, mkdir, mkdtemp, readdir, readFile, rename, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EMPTY_MEMORY, type Journal } from '../../src/app/journal.ts';
import { realDisk, type Disk } from '../../src/journal/disk.ts';
import { openFileJournal } from '../../src/journal/fileJournal.ts';
import { seal } from '../../src/journal/seal.ts';
import { INFO, runOf } from './example.ts';

let home: string;
beforeEach(async () => void (home = await mkdtemp(join(tmpdir(), 'journal-'))));
afterEach(() => rm(home, { recursive: true }));

const open = (env: NodeJS.ProcessEnv = { XDG_STATE_HOME: home }, disk: Disk = realDisk): Promise<Journal> =>
  openFileJournal({ info: INFO, env, version: '0.1.0', disk });

const RUN = runOf('2026-11-21-1');
const HEADER = `${RUN.id}.json`;
const STEP = `${RUN.id}/steps/0001.json`;
const PARTS = [
  ['header', HEADER],
  ['step', STEP],
] as const;
/** `file` is the header, `part` the file that a test damages, and `text` what stands in it. */
const saved = async (name: string = HEADER): Promise<{ journal: Journal; file: string; part: string; text: string }> => {
  const journal = await open();
  await journal.save(RUN);
  const part = join(journal.place, name);
  return { journal, file: join(journal.place, HEADER), part, text: await readFile(part, 'utf8') };
};

describe('the place of records', () => {
  it('is below XDG_STATE_HOME, else ~/.local/state', async () => {
    expect((await open()).place).toBe(join(home, 'kubeharden', INFO.id));
    const inHome = await open({ HOME: home });
    expect(inHome.place).toBe(join(home, '.local/state/kubeharden', INFO.id));
    expect((await open({ HOME: home, XDG_STATE_HOME: 'relative' })).place).toBe(inHome.place);
    await inHome.save(RUN);
    expect(await (await open({ HOME: home })).load(RUN.id)).toEqual(RUN);
  });

  it('without a home nothing is found, and nothing is sent', async () => {
    const journal = await open({});
    expect(await journal.list()).toEqual({ runs: [], corrupt: [] });
    expect(await journal.recall()).toEqual(EMPTY_MEMORY);
    for (const refused of [journal.save(RUN), journal.lock(), journal.nextId(new Date()), journal.remember(EMPTY_MEMORY)])
      await expect(refused).rejects.toMatchObject({ name: 'Failure', message: expect.stringMatching(/HOME.*Nothing was sent/) });
  });

  it('is not made by reading', async () => {
    const journal = await open();
    await journal.list();
    await journal.recall();
    await journal.nextId(new Date());
    expect(await readdir(home)).toEqual([]);
  });

  it('never comes from a target id that is a path', async () => {
    await expect(openFileJournal({ info: { ...INFO, id: '../elsewhere' }, env: { HOME: home }, version: '0.1.0' })).rejects.toThrow(
      /cannot name a folder/,
    );
  });
});

describe('who may read records', () => {
  it('nobody but the user: folders 0700, files 0600, whatever the umask', async () => {
    const before = process.umask(0);
    try {
      const { journal } = await saved();
      await journal.remember(EMPTY_MEMORY);
      const lock = await journal.lock();
      const entries = await readdir(join(home, 'kubeharden'), { recursive: true });
      expect(entries.length).toBeGreaterThan(8);
      for (const entry of ['', ...entries]) {
        const found = await lstat(join(home, 'kubeharden', entry));
        expect([entry, (found.mode & 0o777).toString(8)]).toEqual([entry, found.isDirectory() ? '700' : '600']);
      }
      await lock.release();
    } finally {
      process.umask(before);
    }
  });

  it('shuts others out of a folder that was open', async () => {
    const { journal } = await saved();
    await chmod(journal.place, 0o755);
    await open();
    expect((await lstat(journal.place)).mode & 0o777).toBe(0o700);
  });

  it.each(['kubeharden', `kubeharden/${INFO.id}`])('refuses a link in the place of %s', async (path) => {
    const { journal } = await saved();
    await rename(join(home, path), join(home, 'elsewhere'));
    await symlink(join(home, 'elsewhere'), join(home, path));
    await expect(open()).rejects.toMatchObject({ name: 'Failure', message: expect.stringMatching(/symbolic link.*Nothing was sent/) });
    await expect(journal.save(RUN), 'also when the link comes later').rejects.toThrow(/symbolic link/);
    await expect(journal.lock()).rejects.toThrow(/symbolic link/);
  });

  it.each(['before', 'after', 'steps'])('writes nothing through a link in the place of %s', async (side) => {
    const { journal } = await saved();
    await mkdir(join(home, 'victim'));
    await mkdir(join(journal.place, '2026-11-21-2'));
    await symlink(join(home, 'victim'), join(journal.place, '2026-11-21-2', side));
    await expect(journal.save(runOf('2026-11-21-2'))).rejects.toThrow(/symbolic link/);
    expect(await readdir(join(home, 'victim'))).toEqual([]);
  });

  it.each([HEADER, STEP, RUN.id, `${RUN.id}/steps`])(
    'does not read a record through a link in the place of %s, nor move it',
    async (name) => {
      const { journal } = await saved();
      const path = join(journal.place, name);
      await rename(path, join(home, 'real'));
      await symlink(join(home, 'real'), path);
      await expect(journal.load(RUN.id)).rejects.toThrow(/symbolic link/);
      const { runs, corrupt } = await journal.list();
      expect([runs, corrupt]).toEqual([[], [{ id: RUN.id, file: expect.any(String), reason: expect.stringContaining('symbolic link') }]]);
      expect((await lstat(path)).isSymbolicLink()).toBe(true);
    },
  );

  it.each([HEADER, STEP])('replaces a link when it writes %s, and leaves alone what the link led to', async (name) => {
    const { part } = await saved(name);
    await writeFile(join(home, 'victim'), 'untouched');
    await rm(part);
    await symlink(join(home, 'victim'), part);
    const journal = await open();
    await journal.save(RUN);
    expect(await readFile(join(home, 'victim'), 'utf8')).toBe('untouched');
    expect(await journal.load(RUN.id)).toEqual(RUN);
  });

  it('refuses what belongs to another user', async () => {
    const { file, journal } = await saved();
    const owned = (path: string): Disk => ({
      ...realDisk,
      find: async (at) => {
        const found = await realDisk.find(at);
        return found && at === path ? { ...found, uid: found.uid + 1 } : found;
      },
    });
    await expect(open({ XDG_STATE_HOME: home }, owned(journal.place))).rejects.toThrow(/belongs to another user/);
    const other = await open({ XDG_STATE_HOME: home }, owned(file));
    await expect(other.load(RUN.id)).rejects.toThrow(/belongs to another user/);
    expect((await other.list()).runs).toEqual([]);
  });
});

describe('a record that is not as kubeharden wrote it', () => {
  it.each(PARTS)('is never believed, whichever byte of its %s was changed', async (_what, name) => {
    const { journal, file, part, text } = await saved(name);
    const header = await readFile(file);
    const bytes = Buffer.from(text);
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), async (at, by) => {
        const flipped = Buffer.from(bytes);
        flipped[at] = flipped[at]! ^ by;
        await rm(`${file}.corrupt`, { force: true });
        await writeFile(file, header);
        await writeFile(part, flipped);
        const { runs, corrupt } = await journal.list();
        // White space around the JSON is the one thing that may differ without meaning.
        if (runs.length > 0) expect([runs, flipped.toString().trim()]).toEqual([[RUN], text.trim()]);
        else expect(corrupt).toEqual([{ id: RUN.id, reason: expect.any(String), file: expect.stringContaining(RUN.id) }]);
      }),
      { numRuns: 300 },
    );
  });

  it.each(PARTS)('is never believed, wherever its %s was cut off', async (_what, name) => {
    const { journal, file, part, text } = await saved(name);
    const header = await readFile(file);
    await fc.assert(
      fc.asyncProperty(fc.nat(text.length - 2), async (length) => {
        await rm(`${file}.corrupt`, { force: true });
        await writeFile(file, header);
        await writeFile(part, text);
        await truncate(part, length);
        expect(await journal.list()).toEqual({ runs: [], corrupt: [{ id: RUN.id, reason: expect.any(String), file: `${file}.corrupt` }] });
      }),
      { numRuns: 50 },
    );
  });

  it.each([
    ['header', HEADER, 'staging', 'stagimg'],
    ['step', STEP, 'payments', 'paymentz'],
  ])('is set aside, reported each time, and its number is not given again: %s', async (_what, name, was, is) => {
    const { journal, file, part, text } = await saved(name);
    await writeFile(part, text.replace(was, is));
    expect((await journal.list()).corrupt).toEqual([{ id: RUN.id, file: `${file}.corrupt`, reason: expect.stringMatching(/checksum/) }]);
    expect((await journal.list()).corrupt).toEqual([{ id: RUN.id, file: `${file}.corrupt`, reason: expect.stringMatching(/set aside/) }]);
    await expect(journal.load(RUN.id)).rejects.toMatchObject({
      name: 'Failure',
      next: expect.arrayContaining([expect.stringContaining(`${file}.corrupt`)]),
    });
    expect(await journal.nextId(new Date('2026-11-21T12:00:00Z'))).toBe('2026-11-21-2');
    expect(await readFile(name === HEADER ? `${file}.corrupt` : part, 'utf8')).toContain(is);
  });

  it('does not replace one that was set aside before', async () => {
    const { journal, file } = await saved();
    for (const content of ['first', 'second']) {
      await writeFile(file, content);
      await expect(journal.load(RUN.id)).rejects.toMatchObject({ name: 'Failure' });
    }
    expect(await readFile(`${file}.corrupt`, 'utf8')).toBe('first');
    expect(await readFile(`${file}.corrupt-2`, 'utf8')).toBe('second');
    expect((await journal.list()).corrupt).toHaveLength(2);
  });

  it('does not hide the sound ones beside it', async () => {
    const { journal, file } = await saved();
    const next = runOf('2026-11-21-2');
    await journal.save(next);
    await writeFile(file, '');
    expect((await journal.list()).runs).toEqual([next]);
  });

  const header = { ...RUN, steps: RUN.steps.length };
  const step = { run: RUN.id, number: 1, step: RUN.steps[0] };
  it.each([
    ['a header without its form', HEADER, seal(1, { id: RUN.id })],
    ['the header of another run', HEADER, seal(1, { ...header, id: '2026-11-21-7' })],
    ['a header that counts more steps than there are', HEADER, seal(1, { ...header, steps: 2 })],
    ['a header nested beyond reason', HEADER, `{"schema":1,"checksum":"x","body":${'['.repeat(200_000)}${']'.repeat(200_000)}}`],
    ['a header that is JSON, but no object', HEADER, '[]'],
    ['a step in no known state', STEP, seal(1, { ...step, step: { ...step.step, state: 'fine' } })],
    ['a step of another run', STEP, seal(1, { ...step, run: '2026-11-21-7' })],
    ['a step from another place', STEP, seal(1, { ...step, number: 2 })],
  ])('is set aside when it has %s', async (_what, name, text) => {
    const { journal, file, part } = await saved(name);
    await writeFile(part, text);
    expect(await journal.list()).toEqual({ runs: [], corrupt: [{ id: RUN.id, file: `${file}.corrupt`, reason: expect.any(String) }] });
  });

  it.each(['0001.json', '0002.json', '0003.json'])('is not shorter without its step %s, but set aside', async (name) => {
    const [only] = RUN.steps;
    const journal = await open();
    await journal.save({ ...RUN, steps: [only!, only!, only!] });
    await rm(join(journal.place, RUN.id, 'steps', name));
    const { runs, corrupt } = await journal.list();
    expect(runs).toEqual([]);
    expect(corrupt).toEqual([
      { id: RUN.id, file: join(journal.place, `${HEADER}.corrupt`), reason: expect.stringMatching(new RegExp(`${name}.*missing`)) },
    ]);
  });

  it.each(PARTS)('stays where it is when a newer kubeharden wrote its %s', async (_what, name) => {
    const { journal, file, part } = await saved(name);
    const text = seal(2, { entirely: 'different' });
    await writeFile(part, text);
    expect(await journal.list()).toEqual({
      runs: [],
      corrupt: [{ id: RUN.id, file: part, reason: expect.stringMatching(/newer kubeharden wrote it/) }],
    });
    await expect(journal.load(RUN.id)).rejects.toThrow(/newer kubeharden wrote it/);
    expect(await readFile(part, 'utf8')).toBe(text);
    expect((await lstat(file)).isFile()).toBe(true);
  });

  it('is reported where it stands if it cannot be moved', async () => {
    const { file } = await saved();
    await writeFile(file, 'damaged');
    const refuse = (): Promise<never> => Promise.reject(Object.assign(new Error('EROFS'), { code: 'EROFS', errno: -30 }));
    const journal = await open({ XDG_STATE_HOME: home }, { ...realDisk, rename: refuse });
    expect((await journal.list()).corrupt).toEqual([{ id: RUN.id, file, reason: expect.any(String) }]);
  });
});

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
});

describe('what is remembered', () => {
  it.each([
    ['damaged', 'x'],
    ['of a newer kubeharden', seal(2, {})],
    ['of another form', seal(1, { ignored: 3 })],
  ])('is empty when it is %s, and that is kept and reported', async (_what, text) => {
    const journal = await open();
    await journal.remember(EMPTY_MEMORY);
    const file = join(journal.place, 'memory.json');
    await writeFile(file, text);
    expect(await journal.recall()).toEqual(EMPTY_MEMORY);
    const memory = { ...EMPTY_MEMORY, warnsSince: { web: '2026-11-21T10:00:00.000Z' } };
    await journal.remember(memory);
    expect(await journal.recall()).toEqual(memory);
    expect(await readFile(`${file}.corrupt`, 'utf8')).toBe(text);
    expect((await journal.list()).corrupt).toEqual([{ id: 'memory', file: `${file}.corrupt`, reason: expect.any(String) }]);
  });
});
