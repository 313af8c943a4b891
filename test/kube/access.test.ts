import { describe, expect, it } from 'vitest';
import type { Change } from '../../src/core/change.ts';
import { field } from '../../src/core/resource.ts';
import { denialsOf } from '../../src/kube/access.ts';
import { scripted } from './fakeApi.ts';
import { status } from './server.ts';

const config = (name: string, namespace: string): Change => {
  const ref = { apiVersion: 'v1', kind: 'ConfigMap', namespace, name };
  const before = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace } };
  return { ref, before, after: before };
};

const changes: readonly Change[] = [
  config('a', 'web'),
  config('b', 'web'),
  config('c', 'shop'),
  { ref: { apiVersion: 'v1', kind: 'Namespace', name: 'new' }, after: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'new' } } },
  {
    ref: { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'web', name: 'd' },
    before: { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'd' } },
  },
];

const asked = (body: unknown): unknown => field(body, 'spec', 'resourceAttributes');

describe('rights that are missing', () => {
  it('are asked for once for each verb, resource and namespace', async () => {
    const { api, sent } = await scripted(() => ({ json: { status: { allowed: true } } }));
    expect(await denialsOf(api, changes)).toEqual([]);
    expect(sent().map((request) => asked(request.body))).toEqual(
      expect.arrayContaining([
        { verb: 'patch', group: '', resource: 'configmaps', namespace: 'web' },
        { verb: 'patch', group: '', resource: 'configmaps', namespace: 'shop' },
        { verb: 'create', group: '', resource: 'namespaces' },
        { verb: 'delete', group: 'apps', resource: 'deployments', namespace: 'web' },
      ]),
    );
    expect(sent()).toHaveLength(4);
  });

  it('are told as kubectl and RBAC name them, with the reason', async () => {
    const { api } = await scripted(({ body }) => ({
      json: { status: { allowed: field(asked(body), 'verb') !== 'delete', reason: 'no\u001b[1m' } },
    }));
    expect(await denialsOf(api, changes)).toEqual([{ verb: 'delete', resource: 'deployments.apps', namespace: 'web', reason: 'no' }]);
  });

  it('are not made up where the server does not answer the question', async () => {
    const { api } = await scripted(() => status(403, 'Forbidden', 'no reviews'));
    expect(await denialsOf(api, changes)).toEqual([]);
  });

  it('include a kind that is not served', async () => {
    const { api } = await scripted(() => ({ json: {} }));
    const ref = { apiVersion: 'none.example/v1', kind: 'Thing', name: 'x' };
    expect(await denialsOf(api, [{ ref, before: { ...ref, metadata: { name: 'x' } } }])).toMatchObject([
      { verb: 'delete', resource: 'none.example/Thing' },
    ]);
  });
});
