import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Failure } from '../../src/app/errors.ts';
import { EMPTY_MEMORY, type Journal, type Memory } from '../../src/app/journal.ts';
import { openFileJournal } from '../../src/journal/fileJournal.ts';
import { memoryJournal } from '../../src/journal/memoryJournal.ts';
import { editOf, INFO, runOf } from './example.ts';

const DAY = new Date('2026-11-21T23:00:00Z');

let home: string;
beforeEach(async () => void (home = await mkdtemp(join(tmpdir(), 'journal-'))));
afterEach(() => rm(home, { recursive: true }));

const implementations: readonly [string, () => Promise<Journal>][] = [
  ['files', () => openFileJournal({ info: INFO, env: { XDG_STATE_HOME: home }, version: '0.1.0' })],
  ['memory', () => Promise.resolve(memoryJournal())],
];

describe.each(implementations)('a journal in %s', (_name, open) => {
  it('is empty at first', async () => {
    const journal = await open();
    expect(await journal.list()).toEqual({ runs: [], corrupt: [] });
    expect(await journal.recall()).toEqual({ memory: EMPTY_MEMORY });
  });

  it('gives back what was saved, and the last state of it', async () => {
    const journal = await open();
    const run = runOf('2026-11-21-1');
    await journal.save(run);
    const done = {
      ...run,
      finished: '2026-11-21T10:01:00.000Z',
      steps: run.steps.map((step) => ({ ...step, state: 'verified' as const })),
    };
    await journal.save(done);
    expect(await journal.load(run.id)).toEqual(done);
    expect(await journal.list()).toEqual({ runs: [done], corrupt: [] });
  });

  it('keeps any JSON as it was: null, odd field names, empty lists', async () => {
    const odd = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: '../../etc/passwd' },
      '': null,
      'a/b~c.d': [[], {}, [null]],
      ['__proto__']: { x: 1 },
    };
    const run = runOf('2026-11-21-1', [editOf(odd, { ...odd, '': 'set' })]);
    const journal = await open();
    await journal.save(run);
    const loaded = await journal.load(run.id);
    expect(Object.keys(loaded.steps[0]!.before!).sort()).toEqual(Object.keys(odd).sort());
    expect(loaded).toEqual(run);
  });

  it('shares nothing with who saved it', async () => {
    const journal = await open();
    const steps = [...runOf('2026-11-21-1').steps];
    await journal.save(runOf('2026-11-21-1', steps));
    steps.pop();
    expect((await journal.load('2026-11-21-1')).steps).toHaveLength(1);
  });

  it('lists the newest first, by day and then by number', async () => {
    const journal = await open();
    for (const id of ['2026-11-21-2', '2026-11-21-10', '2026-12-01-1', '2026-11-21-1']) await journal.save(runOf(id));
    expect((await journal.list()).runs.map((run) => run.id)).toEqual(['2026-12-01-1', '2026-11-21-10', '2026-11-21-2', '2026-11-21-1']);
  });

  it('counts runs within a day', async () => {
    const journal = await open();
    expect(await journal.nextId(DAY)).toBe('2026-11-21-1');
    await journal.save(runOf('2026-11-21-9'));
    await journal.save(runOf('2026-11-21-10'));
    await journal.save(runOf('2026-11-20-30'));
    expect(await journal.nextId(DAY)).toBe('2026-11-21-11');
    expect(await journal.nextId(new Date('2026-11-22T00:00:00Z'))).toBe('2026-11-22-1');
  });

  it('has the highest id for the next run, wherever the clock was set, but not above what was imported', async () => {
    const journal = await open();
    await journal.save({ ...runOf('2026-12-31-7'), imported: true });
    expect(await journal.nextId(DAY)).toBe('2026-11-21-1');
    await journal.save(runOf('2026-11-23-2'));
    expect(await journal.nextId(DAY)).toBe('2026-11-23-3');
    await journal.save({ ...runOf('2026-11-23-5'), imported: true });
    expect(await journal.nextId(DAY)).toBe('2026-11-23-6');
  });

  it('begins no run over another one', async () => {
    const journal = await open();
    const run = runOf('2026-11-21-1');
    await journal.begin(run);
    await expect(journal.begin({ ...run, version: '9' })).rejects.toMatchObject({ name: 'Failure', exit: 2 });
    expect(await journal.load(run.id)).toEqual(run);
  });

  it('counts no further than a day has numbers, and never in circles', async () => {
    const journal = await open();
    for (const beyond of ['2026-11-21-9007199254740992', '2026-11-21-1000000'])
      await expect(journal.save(runOf(beyond))).rejects.toThrow(/is no run id/);
    await journal.save(runOf('2026-11-21-999999'));
    await expect(journal.nextId(DAY)).rejects.toMatchObject({ name: 'Failure', exit: 2 });
  });

  it('says that a run is unknown', async () => {
    const journal = await open();
    for (const id of ['2026-11-21-1', '../memory', '', 'memory'])
      await expect(journal.load(id)).rejects.toMatchObject({ name: 'Failure', exit: 2, message: `There is no run ${id}.` });
  });

  it('takes a wrong id for a bug', async () => {
    const journal = await open();
    await expect(journal.save(runOf('../../2026-11-21-1'))).rejects.toThrow(/is no run id/);
    await expect(journal.save(runOf('../../2026-11-21-1'))).rejects.not.toBeInstanceOf(Failure);
  });

  const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'db' } };
  const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';
  it.each([
    ['data before', { ...secret, data: { password: 'aHVudGVyMg==' } }, secret],
    ['data after', secret, { ...secret, stringData: { password: 'hunter2' } }],
    [
      'data in kubectl’s annotation',
      { ...secret, metadata: { ...secret.metadata, annotations: { [LAST_APPLIED]: '{"data":{}}' } } },
      secret,
    ],
  ])('refuses a Secret with %s', async (_what, before, after) => {
    const journal = await open();
    const full = editOf(before, after);
    const { before: _before, after: _after, ...differencesOnly } = full;
    for (const step of [full, differencesOnly]) {
      await expect(journal.save(runOf('2026-11-21-1', [step]))).rejects.toThrow(/data of a Secret/);
      await expect(journal.save(runOf('2026-11-21-1', [step]))).rejects.not.toBeInstanceOf(Failure);
    }
    expect((await journal.list()).runs).toEqual([]);
  });

  it('takes a Secret without its data, and a ConfigMap with data', async () => {
    const journal = await open();
    const config = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'db' }, data: { a: 'b' } };
    const run = runOf('2026-11-21-1', [editOf(secret, { ...secret, immutable: true }), editOf(config, { ...config, data: {} })]);
    await journal.save(run);
    expect(await journal.load(run.id)).toEqual(run);
  });

  it('lets one run in at a time', async () => {
    const journal = await open();
    const lock = await journal.lock();
    await expect(journal.lock()).rejects.toThrow(new RegExp(`locked by .*${process.pid}.* since 20\\d\\d-`));
    await lock.release();
    const next = await journal.lock();
    await lock.release();
    await expect(journal.lock(), 'a second release must not free another’s lock').rejects.toBeInstanceOf(Failure);
    await next.release();
  });

  it('loses nothing of what several remember at once', async () => {
    const journal = await open();
    const names = Array.from({ length: 20 }, (_, i) => `ns-${i}`);
    const warn = (name: string) => (memory: Memory) => ({ ...memory, warnsSince: { ...memory.warnsSince, [name]: '2026-11-21' } });
    await Promise.all(names.map((name) => journal.remember(warn(name))));
    expect(new Set(Object.keys((await journal.recall()).memory.warnsSince))).toEqual(new Set(names));
  });

  it('remembers decisions', async () => {
    const journal = await open();
    const memory: Memory = {
      ignored: [{ finding: 'default-sa-automount:ServiceAccount|web|default', reason: 'legacy', until: '2027-01-01' }],
      decisions: [{ finding: 'psa-labels:Namespace||web', choice: 'skip', of: 'abc' }],
      warnsSince: { payments: '2026-11-21T10:00:00.000Z' },
    };
    await journal.remember(() => memory);
    expect(await journal.recall()).toEqual({ memory });
    await journal.remember(() => EMPTY_MEMORY);
    expect(await journal.recall()).toEqual({ memory: EMPTY_MEMORY });
  });
});
