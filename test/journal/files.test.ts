import { chmod, lstat, mkdir, mkdtemp, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
    expect(await journal.recall()).toEqual({ memory: EMPTY_MEMORY });
    for (const refused of [journal.save(RUN), journal.lock(), journal.nextId(new Date()), journal.remember(() => EMPTY_MEMORY)])
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
      await journal.remember(() => EMPTY_MEMORY);
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

describe('what is remembered', () => {
  it.each([
    ['damaged', 'x'],
    ['of a newer kubeharden', seal(2, {})],
    ['of another form', seal(1, { ignored: 3 })],
  ])('is empty when it is %s, and that is kept and told once', async (_what, text) => {
    const journal = await open();
    await journal.remember(() => EMPTY_MEMORY);
    const file = join(journal.place, 'memory.json');
    await writeFile(file, text);
    const first = await journal.recall();
    expect(first).toMatchObject({ memory: EMPTY_MEMORY, lost: { id: 'memory', reason: expect.any(String) } });
    expect(await readFile(first.lost?.file ?? '', 'utf8')).toBe(text);
    const memory = { ...EMPTY_MEMORY, warnsSince: { web: '2026-11-21T10:00:00.000Z' } };
    await journal.remember(() => memory);
    await journal.recall();
    expect(await journal.recall()).toEqual({ memory });
    expect(await readFile(`${file}.corrupt`, 'utf8')).toBe(text);
    expect((await journal.list()).corrupt, 'it is no record of a run').toEqual([]);
  });

  it('is told of by whoever changes it, if nobody has read it before', async () => {
    const journal = await open();
    await journal.remember(() => EMPTY_MEMORY);
    const file = join(journal.place, 'memory.json');
    await writeFile(file, 'x');
    await journal.remember((memory) => memory);
    expect(await journal.recall()).toEqual({
      memory: EMPTY_MEMORY,
      lost: { id: 'memory', reason: expect.any(String), file: `${file}.corrupt` },
    });
    expect(await journal.recall()).toEqual({ memory: EMPTY_MEMORY });
  });
});
