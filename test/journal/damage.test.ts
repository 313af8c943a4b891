import { lstat, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Failure } from '../../src/app/errors.ts';
import { type Journal } from '../../src/app/journal.ts';
import { realDisk, type Disk } from '../../src/journal/disk.ts';
import { openFileJournal } from '../../src/journal/fileJournal.ts';
import { seal } from '../../src/journal/seal.ts';
import { ranBy } from '../core/shell.ts';
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
    const again = { id: RUN.id, file: `${file}.corrupt`, reason: expect.stringMatching(/checksum.*set aside/) as string };
    expect((await journal.list()).corrupt).toEqual([again]);
    await expect(journal.load(RUN.id)).rejects.toMatchObject({
      name: 'Failure',
      next: expect.arrayContaining([expect.stringContaining(`${file}.corrupt`)]),
    });
    expect(await journal.nextId(new Date('2026-11-21T12:00:00Z'))).toBe('2026-11-21-2');
    expect(await readFile(name === HEADER ? `${file}.corrupt` : part, 'utf8')).toContain(is);
  });

  it('is refused with what is left of it: the objects as they were before, for kubectl alone', async () => {
    const journal = await open({ XDG_STATE_HOME: join(home, "it's a state") });
    await journal.save(RUN);
    await writeFile(join(journal.place, STEP), 'damaged');
    const refusal = await journal.load(RUN.id).then(
      () => undefined,
      (error: unknown) => error as Failure,
    );
    const [, command = ''] = /`([^`]+)`/.exec(refusal!.next.join('\n')) ?? [];
    const [[verb, flag, folder = '']] = ranBy(command, 'kubectl') as [readonly string[]];
    expect([verb, flag]).toEqual(['replace', '-f']);
    expect((await readdir(folder)).map((name) => join(folder, name))).toEqual(
      (await journal.manifests(RUN.id)).filter((name) => name.includes('/before/')),
    );
  });

  it('is refused without a word on manifests where it has none', async () => {
    const journal = await open();
    const steps = RUN.steps.map(({ before: _, ...step }) => step);
    await journal.save({ ...RUN, steps });
    await writeFile(join(journal.place, HEADER), 'damaged');
    await expect(journal.load(RUN.id)).rejects.toMatchObject({ next: [expect.any(String), expect.stringMatching(/^No manifest/)] });
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

  it.each(PARTS)('stays where it is when a made by a newer kubehardens %s', async (_what, name) => {
    const { journal, file, part } = await saved(name);
    const text = seal(2, { entirely: 'different' });
    await writeFile(part, text);
    expect(await journal.list()).toEqual({
      runs: [],
      corrupt: [{ id: RUN.id, file: part, reason: expect.stringMatching(/made by a newer kubeharden/) }],
    });
    await expect(journal.load(RUN.id)).rejects.toThrow(/made by a newer kubeharden/);
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
