import { describe, expect, it } from 'vitest';
import { Refused, Stale } from '../../src/app/errors.ts';
import type { Change } from '../../src/core/change.ts';
import type { Resource } from '../../src/core/resource.ts';
import { previewChange } from '../../src/kube/preview.ts';
import { writeChange } from '../../src/kube/write.ts';
import { isDryRun, scripted } from './fakeApi.ts';
import { status, type Plain, type Request } from './server.ts';

const config = (resourceVersion: string, data: object, uid = 'u1'): Resource => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'settings', namespace: 'web', uid, resourceVersion },
  data,
});

const ref = { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'web', name: 'settings' };
const before = config('1', { a: '1' });
const EDIT: Change = { ref, before, after: config('1', { a: '2' }) };
const CREATION: Change = { ref, after: { ...before, metadata: { ...before.metadata, generation: 3, managedFields: [] }, status: {} } };
const DELETION: Change = { ref, before };

const conflict = status(409, 'Conflict', 'the object has been modified');
const json = (value: unknown): Plain => ({ json: value });

/** A server that holds one object, which others change as the test says just before a write arrives. */
const holding = (object: Resource, others: (live: Resource, writes: number) => Resource = (live) => live) => {
  let [live, writes] = [object, 0];
  return (request: Request): Plain => {
    if (request.method === 'GET') return json(live);
    if (!isDryRun(request)) live = others(live, ++writes);
    const patch = request.body as { path: string; value: unknown }[];
    const sent = Object.fromEntries(patch.map(({ path, value }) => [path, value]));
    if (sent['/metadata/resourceVersion'] !== live.metadata.resourceVersion || sent['/metadata/uid'] !== live.metadata.uid) return conflict;
    const stored = { ...live, data: { ...(live['data'] as object), a: sent['/data/a'] } };
    return json(isDryRun(request) ? stored : (live = stored));
  };
};

describe('previewing', () => {
  it('dry-runs a strict patch with its guards, on the object as it is', async () => {
    const { api, sent } = await scripted(holding(config('7', { a: '1', b: 'x' })));
    const preview = await previewChange(api, EDIT);
    expect(preview).toMatchObject({
      checked: 'server',
      before: { metadata: { resourceVersion: '7' } },
      after: { data: { a: '2', b: 'x' } },
    });
    const [, patch] = sent();
    expect(Object.fromEntries(patch!.query)).toEqual({ dryRun: 'All', fieldManager: 'kubeharden', fieldValidation: 'Strict' });
    expect(patch!.body).toEqual([
      { op: 'replace', path: '/metadata/uid', value: 'u1' },
      { op: 'replace', path: '/metadata/resourceVersion', value: '7' },
      { op: 'replace', path: '/data/a', value: '2' },
    ]);
  });

  it('passes the warnings of the server on', async () => {
    const warning = [
      '299 - "would violate \\"restricted\\""',
      '299 - "second, with a comma", 299 kube "' + Buffer.from('größer').toString('latin1') + '"',
    ];
    const { api } = await scripted((request) => (request.method === 'GET' ? json(before) : { json: before, headers: { warning } }));
    expect((await previewChange(api, EDIT)).warnings).toEqual(['would violate "restricted"', 'second, with a comma', 'größer']);
  });

  it('asks nothing where all of it stands already', async () => {
    const { api, sent } = await scripted(holding(config('7', { a: '2' })));
    const preview = await previewChange(api, EDIT);
    expect(preview.before).toBe(preview.after);
    expect(sent()).toHaveLength(1);
    expect(await writeChange(api, EDIT, preview)).toEqual(preview.before);
    expect(sent()).toHaveLength(1);
  });

  it.each<[string, Plain, string]>([
    ['has drifted', json(config('7', { a: '3' })), 'data.a'],
    ['is gone', status(404, 'NotFound', 'not found'), 'not there any more'],
    ['is another one by that name', json(config('7', { a: '1' }, 'u2')), 'created again'],
  ])('is stale for an object that %s', async (_, answer, message) => {
    const { api, sent } = await scripted(() => answer);
    await expect(previewChange(api, EDIT)).rejects.toThrow(Stale);
    await expect(previewChange(api, EDIT)).rejects.toThrow(message);
    expect(sent().every(({ method }) => method === 'GET')).toBe(true);
  });

  it('looks again when somebody writes in between, and not for ever', async () => {
    const { api, sent } = await scripted((request) => (request.method === 'GET' ? json(before) : conflict));
    await expect(previewChange(api, EDIT)).rejects.toThrow(Stale);
    expect(sent()).toHaveLength(10);
  });

  it.each<[string, Plain]>([
    ['may not try', status(403, 'Forbidden', 'configmaps "settings" is forbidden: User "ana" cannot patch resource "configmaps"')],
    ['has a webhook that cannot', status(400, 'BadRequest', 'admission webhook "a.example" does not support dry run')],
  ])('shows what it would be, unverified, to who %s', async (_, answer) => {
    const { api } = await scripted((request) => (request.method === 'GET' ? json(before) : answer));
    const preview = await previewChange(api, EDIT);
    expect(preview).toMatchObject({ checked: 'unverified', after: { data: { a: '2' } }, reason: expect.stringContaining('not verified') });
    await expect(writeChange(api, EDIT, preview)).rejects.toThrow(Refused);
  });

  it.each<[string, Plain, string]>([
    ['admission', status(403, 'Forbidden', 'settings is forbidden: exceeded quota'), 'exceeded quota'],
    [
      'validation',
      {
        status: 422,
        json: {
          reason: 'Invalid',
          message: `"" is invalid: Invalid value: "${'x'.repeat(500)}": no`,
          details: { causes: [{ field: 'data.a', message: 'Too long\u001b[2J' }] },
        },
      },
      '"…": no',
    ],
  ])('is refused by %s, in the words of the server', async (_, answer, words) => {
    const { api } = await scripted((request) => (request.method === 'GET' ? json(before) : answer));
    const refused = await previewChange(api, EDIT).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(Refused);
    expect(refused).toMatchObject({ exit: 3, message: expect.stringContaining(words) });
    expect(JSON.stringify(refused)).not.toContain('\\u001b');
  });

  it('is left for later where a creation needs what an earlier step makes', async () => {
    const { api } = await scripted(() => status(404, 'NotFound', 'namespaces "web" not found'));
    expect(await previewChange(api, CREATION)).toMatchObject({
      checked: 'later',
      reason: expect.stringContaining('namespaces "web" not found'),
    });
  });

  it('is stale where the object to create is there', async () => {
    const { api } = await scripted(() => status(409, 'AlreadyExists', 'configmaps "settings" already exists'));
    await expect(previewChange(api, CREATION)).rejects.toThrow(Stale);
  });

  it('tries a deletion so that nothing is deleted', async () => {
    const { api, sent } = await scripted((request) =>
      request.method === 'GET' ? json(config('7', { a: '1' })) : json({ kind: 'Status' }),
    );
    expect(await previewChange(api, DELETION)).toMatchObject({ checked: 'server', before: { metadata: { resourceVersion: '7' } } });
    expect(sent()[1]!.body).toMatchObject({ dryRun: ['All'], preconditions: { uid: 'u1', resourceVersion: '7' } });
    expect(sent().every((request) => request.method === 'GET' || isDryRun(request))).toBe(true);
  });

  it('refuses what the server does not serve', async () => {
    const { api } = await scripted(() => json({}));
    await expect(previewChange(api, { ref: { ...ref, apiVersion: 'none.example/v1', kind: 'Thing' }, after: before })).rejects.toThrow(
      Refused,
    );
  });
});

describe('writing', () => {
  it('sends what was tried, without the dry-run', async () => {
    const { api, sent } = await scripted(holding(before));
    const stored = await writeChange(api, EDIT, await previewChange(api, EDIT));
    expect(stored).toMatchObject({ data: { a: '2' } });
    const [tried, written] = sent().slice(-2);
    expect(written!.body).toEqual(tried!.body);
    expect(Object.fromEntries(written!.query)).toEqual({ fieldManager: 'kubeharden', fieldValidation: 'Strict' });
  });

  it('goes on when the object changed elsewhere, on what it is now', async () => {
    const beside = (live: Resource, writes: number): Resource => (writes > 1 ? live : config('2', { a: '1', b: 'theirs' }));
    const { api } = await scripted(holding(before, beside));
    expect(await writeChange(api, EDIT, await previewChange(api, EDIT))).toMatchObject({ data: { a: '2', b: 'theirs' } });
  });

  it.each<[string, Resource]>([
    ['touches', config('2', { a: 'theirs' })],
    ['wants to make it', config('2', { a: '2' })],
    ['is for another object', config('2', { a: '1' }, 'u2')],
  ])('stops when somebody else has been where it %s', async (_, theirs) => {
    const { api, sent } = await scripted(holding(before, () => theirs));
    await expect(writeChange(api, EDIT, await previewChange(api, EDIT))).rejects.toThrow(Stale);
    expect(sent().filter((request) => request.method === 'PATCH' && !isDryRun(request))).toHaveLength(1);
  });

  it('gives up on an object that changes all the time', async () => {
    const { api, sent } = await scripted(holding(before, (_live, writes) => config(String(writes + 1), { a: '1' })));
    await expect(writeChange(api, EDIT, await previewChange(api, EDIT))).rejects.toThrow(Stale);
    expect(sent().filter((request) => request.method === 'PATCH' && !isDryRun(request))).toHaveLength(5);
  });

  it('creates without what the server gives', async () => {
    const { api, sent } = await scripted((request) => json(request.body));
    await writeChange(api, CREATION, await previewChange(api, CREATION));
    expect(sent().at(-1)!.body).toEqual({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'settings', namespace: 'web' },
      data: { a: '1' },
    });
  });

  it('deletes only what it saw', async () => {
    const { api, sent } = await scripted((request) => (request.method === 'GET' ? json(before) : json({ kind: 'Status' })));
    expect(await writeChange(api, DELETION, await previewChange(api, DELETION))).toBeUndefined();
    expect(sent().at(-1)!.body).toEqual({ apiVersion: 'v1', kind: 'DeleteOptions', preconditions: { uid: 'u1', resourceVersion: '1' } });
  });
});
