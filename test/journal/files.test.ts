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
const saved = async (): Promise<{ journal: Journal; file: string; text: string }> => {
  const journal = await open();
  await journal.save(RUN);
  const file = join(journal.place, `${RUN.id}.json`);
  return { journal, file, text: await readFile(file, 'utf8') };
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

  it.each(['before', 'after'])('writes no manifest through a link in the place of %s', async (side) => {
    const { journal } = await saved();
    await mkdir(join(home, 'victim'));
    await mkdir(join(journal.place, '2026-11-21-2'));
    await symlink(join(home, 'victim'), join(journal.place, '2026-11-21-2', side));
    await expect(journal.save(runOf('2026-11-21-2'))).rejects.toThrow(/symbolic link/);
    expect(await readdir(join(home, 'victim'))).toEqual([]);
  });

  it('does not read a record through a link, nor move it', async () => {
    const { journal, file } = await saved();
    await rename(file, join(home, 'real.json'));
    await symlink(join(home, 'real.json'), file);
    await expect(journal.load(RUN.id)).rejects.toThrow(/symbolic link/);
    expect((await journal.list()).corrupt).toEqual([{ id: RUN.id, file, reason: expect.stringContaining('symbolic link') }]);
    expect((await lstat(file)).isSymbolicLink()).toBe(true);
  });

  it('replaces a link when it writes a record, and leaves alone what the link led to', async () => {
    const { journal, file } = await saved();
    await writeFile(join(home, 'victim'), 'untouched');
    await rm(file);
    await symlink(join(home, 'victim'), file);
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
  it('is never believed, whichever byte was changed', async () => {
    const { journal, file, text } = await saved();
    const bytes = Buffer.from(text);
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), async (at, by) => {
        const flipped = Buffer.from(bytes);
        flipped[at] = flipped[at]! ^ by;
        await rm(journal.place, { recursive: true });
        await mkdir(journal.place);
        await writeFile(file, flipped);
        const { runs, corrupt } = await journal.list();
        // White space around the JSON is the one thing that may differ without meaning.
        if (runs.length > 0) expect([runs, flipped.toString().trim()]).toEqual([[RUN], text.trim()]);
        else expect(corrupt).toEqual([{ id: RUN.id, reason: expect.any(String), file: expect.stringContaining(RUN.id) }]);
      }),
      { numRuns: 400 },
    );
  });

  it('is never believed, wherever it was cut off', async () => {
    const { journal, file, text } = await saved();
    await fc.assert(
      fc.asyncProperty(fc.nat(text.length - 2), async (length) => {
        await rm(journal.place, { recursive: true });
        await mkdir(journal.place);
        await writeFile(file, text);
        await truncate(file, length);
        expect(await journal.list()).toEqual({ runs: [], corrupt: [{ id: RUN.id, reason: expect.any(String), file: `${file}.corrupt` }] });
      }),
      { numRuns: 50 },
    );
  });

  it('is set aside, reported each time, and its number is not given again', async () => {
    const { journal, file, text } = await saved();
    await writeFile(file, text.replace('payments', 'paymentz'));
    expect((await journal.list()).corrupt).toEqual([{ id: RUN.id, file: `${file}.corrupt`, reason: expect.stringMatching(/checksum/) }]);
    expect((await journal.list()).corrupt).toEqual([{ id: RUN.id, file: `${file}.corrupt`, reason: expect.stringMatching(/set aside/) }]);
    await expect(journal.load(RUN.id)).rejects.toMatchObject({
      name: 'Failure',
      next: expect.arrayContaining([expect.stringContaining(`${file}.corrupt`)]),
    });
    expect(await journal.nextId(new Date('2026-11-21T12:00:00Z'))).toBe('2026-11-21-2');
    expect(await readFile(`${file}.corrupt`, 'utf8')).toContain('paymentz');
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

  it.each([
    ['without the form of a run', seal(1, { id: RUN.id })],
    ['with a step in no known state', seal(1, { ...RUN, steps: RUN.steps.map((step) => ({ ...step, state: 'fine' })) })],
    ['of another run', seal(1, runOf('2026-11-21-7'))],
    ['nested beyond reason', `{"schema":1,"checksum":"x","body":${'['.repeat(200_000)}${']'.repeat(200_000)}}`],
    ['that is JSON, but no object', '[]'],
  ])('is set aside when it is one %s', async (_what, text) => {
    const { journal, file } = await saved();
    await writeFile(file, text);
    expect(await journal.list()).toEqual({ runs: [], corrupt: [{ id: RUN.id, file: `${file}.corrupt`, reason: expect.any(String) }] });
  });

  it('stays where it is when a newer kubeharden wrote it', async () => {
    const { journal, file } = await saved();
    const text = seal(2, { entirely: 'different' });
    await writeFile(file, text);
    expect(await journal.list()).toEqual({
      runs: [],
      corrupt: [{ id: RUN.id, file, reason: expect.stringMatching(/newer kubeharden wrote it/) }],
    });
    await expect(journal.load(RUN.id)).rejects.toThrow(/newer kubeharden wrote it/);
    expect(await readFile(file, 'utf8')).toBe(text);
  });

  it('is reported where it stands if it cannot be moved', async () => {
    const { file } = await saved();
    await writeFile(file, 'damaged');
    const refuse = (): Promise<never> => Promise.reject(Object.assign(new Error('EROFS'), { code: 'EROFS', errno: -30 }));
    const journal = await open({ XDG_STATE_HOME: home }, { ...realDisk, rename: refuse });
    expect((await journal.list()).corrupt).toEqual([{ id: RUN.id, file, reason: expect.any(String) }]);
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
