import { lstat, mkdtemp, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { assertOf, importRun } from '../../src/app/importRun.ts';
import { Failure } from '../../src/app/errors.ts';
import type { Run } from '../../src/app/run.ts';
import { archiveOf, readArchive, writeArchive } from '../../src/journal/archive.ts';
import { openFileJournal } from '../../src/journal/fileJournal.ts';
import { memoryJournal } from '../../src/journal/memoryJournal.ts';
import { seal, unseal } from '../../src/journal/seal.ts';
import { account, editOf, INFO, runOf } from './example.ts';

let home: string;
beforeEach(async () => void (home = await mkdtemp(join(tmpdir(), 'archive-'))));
afterEach(() => rm(home, { recursive: true }));

const RUN = runOf('2026-11-21-3', [editOf(account(), account(false)), editOf(account(), account(true))]);
const file = (): string => join(home, 'run.json');

interface Body {
  readonly header: Record<string, unknown>;
  readonly steps: readonly { readonly run: string; readonly number: number; readonly step: Record<string, unknown> }[];
}

/** An export that is sealed as it should be, and holds something else. */
const forged = async (change: (body: Body) => unknown, schema = 1): Promise<void> => {
  const opened = unseal(archiveOf(RUN), 1);
  if (opened.state !== 'sound') throw new Error('the export is not sound');
  await writeFile(file(), seal(schema, change(opened.body as Body)));
};

const refusal = async (): Promise<string> => {
  const error: unknown = await readArchive(file()).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof Failure)) throw new Error(`not refused: ${String(error)}`);
  expect(error.exit).toBe(2);
  return error.message;
};

describe('a run in one file', () => {
  it('is the same run after the journey, in a file that only its owner may read', async () => {
    await writeArchive(file(), RUN);
    expect(await readArchive(file())).toEqual(RUN);
    expect((await lstat(file())).mode & 0o777).toBe(0o600);
  });

  it('replaces a link instead of writing through it', async () => {
    const other = join(home, 'other');
    await writeFile(other, 'untouched');
    await symlink(other, file());
    await writeArchive(file(), RUN);
    expect(await readFile(other, 'utf8')).toBe('untouched');
    expect(await readArchive(file())).toEqual(RUN);
  });

  it('says where it cannot be written or read', async () => {
    await expect(writeArchive(join(home, 'missing', 'run.json'), RUN)).rejects.toThrow(/folder does not exist/);
    await expect(writeArchive('/proc/run.json', RUN)).rejects.toBeInstanceOf(Failure);
    await expect(readArchive(home)).rejects.toThrow(/it is a folder/);
    await expect(readArchive(file())).rejects.toThrow(/does not exist/);
  });

  it('is never believed where a byte was changed, or where it was cut off', async () => {
    await writeArchive(file(), RUN);
    const bytes = await readFile(file());
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 2), fc.integer({ min: 1, max: 255 }), fc.boolean(), async (at, by, cut) => {
        const flipped = Buffer.from(bytes);
        flipped[at] = flipped[at]! ^ by;
        await writeFile(file(), cut ? bytes : flipped);
        if (cut) await truncate(file(), at);
        // White space around the JSON is the one thing that may differ without meaning.
        const read = await readArchive(file()).catch((error: unknown) => error);
        if (!(read instanceof Failure)) expect([read, flipped.toString().trim()]).toEqual([RUN, bytes.toString().trim()]);
      }),
      { numRuns: 200 },
    );
  });

  it.each([
    '../../etc/cron.d/x',
    '2026-11-21-1/../../x',
    '',
    '2026-11-21-0',
    'memory',
    '..',
    '2026-11-21-9007199254740992',
    '2026-11-21-12345678901234567890123',
  ])('names no other place: id %j', async (id) => {
    await forged(({ header, steps }) => ({ header: { ...header, id }, steps: steps.map((step) => ({ ...step, run: id })) }));
    expect(await refusal()).toContain('no id of a run');
  });

  it('leaves numbers to the runs that are made where it is imported', async () => {
    const id = '2026-11-21-999999';
    await forged(({ header, steps }) => ({ header: { ...header, id }, steps: steps.map((step) => ({ ...step, run: id })) }));
    expect(await refusal()).toContain('its number is too high');
  });

  it.each<readonly [string, (body: Body) => unknown, RegExp]>([
    [
      'a step of another run',
      ({ header, steps }) => ({ header, steps: steps.with(0, { ...steps[0]!, run: '2026-11-21-9' }) }),
      /is step 1 of run/,
    ],
    ['steps in another order', ({ header, steps }) => ({ header, steps: steps.toReversed() }), /is step 2/],
    ['fewer steps', ({ header, steps }) => ({ header, steps: steps.slice(1) }), /1 of 2 steps/],
    ['a start that is no time', ({ header, steps }) => ({ header: { ...header, started: 'garbage' }, steps }), /started/],
    ['an end that is no time', ({ header, steps }) => ({ header: { ...header, finished: '' }, steps }), /finished/],
    [
      'a step at no time',
      ({ header, steps }) => ({ header, steps: steps.map((of) => ({ ...of, step: { ...of.step, at: 'soon' } })) }),
      /step\.at/,
    ],
    ['no header', ({ steps }) => ({ steps }), /form/],
    ['a saved plan', () => ({ findings: [] }), /no export of a run/],
    ['no object', () => 'x', /no export of a run/],
    [
      'a state that does not exist',
      ({ header, steps }) => ({ header, steps: steps.map((of) => ({ ...of, step: { ...of.step, state: 'x' } })) }),
      /form/,
    ],
    ['null for steps', ({ header }) => ({ header, steps: [null, null] }), /form/],
  ])('is refused with %s', async (_what, change, words) => {
    await forged(change);
    expect(await refusal()).toMatch(words);
  });

  it('is refused where it holds what no record may: Secret data and credentials', async () => {
    const secret = (data: unknown) => ({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'db', namespace: 'shop' }, data });
    const withStep = (before: unknown, after: unknown) => (body: Body) => ({
      header: { ...body.header, steps: 1 },
      steps: [
        {
          ...body.steps[0]!,
          step: {
            ...body.steps[0]!.step,
            ref: { apiVersion: 'v1', kind: 'Secret', namespace: 'shop', name: 'db' },
            before,
            after,
            differences: [],
          },
        },
      ],
    });
    await forged(withStep(secret({ password: 'cGFzcw==' }), secret({ password: 'cGFzcw==' })));
    expect(await refusal()).toContain('the data of a Secret (shop/Secret db)');
    await forged((body) => ({
      ...body,
      steps: body.steps.map((of) => ({
        ...of,
        step: { ...of.step, differences: [{ path: ['data', 'password'], before: 'hunter22', after: 'x' }] },
      })),
    }));
    expect(await refusal()).toContain('a credential');
  });

  it('is refused in words where a newer kubeharden made it', async () => {
    await forged((body) => body, 7);
    expect(await refusal()).toMatch(/newer kubeharden.*update kubeharden/);
  });

  it('is not read further than a run can be long, whatever the file is', async () => {
    await writeArchive(file(), RUN);
    await expect(readArchive(file(), 1000)).rejects.toThrow(/larger than any run/);
    await expect(readArchive('/dev/zero', 1_000_000)).rejects.toThrow(/larger than any run/);
  });

  it('is refused where it is nested without end', async () => {
    const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
    await writeFile(file(), `{"schema":1,"checksum":"x","body":{"header":{},"steps":${deep}}}`);
    expect(await refusal()).toContain('cannot be imported');
  });
});

describe('a run of another machine', () => {
  it('is only of the target that it was made on', () => {
    assertOf(RUN, { ...INFO, name: 'another name of it' });
    expect(() => assertOf(RUN, { ...INFO, id: '11111111-0000-4000-8000-0123456789ab' })).toThrow(Failure);
    expect(() => assertOf(RUN, { ...INFO, type: 'manifests' })).toThrow(Failure);
  });

  it('stands among the records here, with its manifests, and can be imported once more', async () => {
    const journal = await openFileJournal({ info: INFO, env: { XDG_STATE_HOME: home }, version: '0.1.0' });
    expect(await importRun(journal, RUN)).toBe('added');
    expect(await importRun(journal, RUN)).toBe('there');
    expect(await journal.load(RUN.id)).toEqual({ ...RUN, imported: true });
    expect(await journal.manifests(RUN.id)).toHaveLength(4);
    await (await journal.lock()).release();
  });

  it('never replaces a run of the same id, nor one that is damaged', async () => {
    const journal = memoryJournal();
    const other: Run = { ...RUN, version: '9.9.9' };
    await journal.save(other);
    await expect(importRun(journal, RUN)).rejects.toThrow(/another run 2026-11-21-3/);
    expect(await journal.load(RUN.id)).toEqual(other);
    const corrupt = { ...memoryJournal(), list: () => Promise.resolve({ runs: [], corrupt: [{ id: RUN.id, reason: 'damaged' }] }) };
    await expect(importRun(corrupt, RUN)).rejects.toThrow(/another run/);
  });
});
