import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { request } from 'undici';
import { readFileSync } from 'node:fs';
import { Agent } from 'undici';
import type { Resource } from '../../src/core/resource.ts';
import type { Target } from '../../src/app/target.ts';
import { openCluster } from '../../src/kube/cluster.ts';
import { givenBack } from '../../src/core/givenBack.ts';
import { describeOnControlPlane } from '../control-plane/describe.ts';

const entry = (manager: string, fieldsV1: object, operation = 'Update', more: object = {}) => ({
  manager,
  operation,
  apiVersion: 'v1',
  fieldsV1,
  ...more,
});

const configMap = (data: object, ...managedFields: readonly object[]): Resource => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'settings', namespace: 'default', managedFields },
  data,
});

const owns = (...names: readonly string[]): object => ({ 'f:data': Object.fromEntries(names.map((name) => [`f:${name}`, {}])) });

describe('giving fields back', () => {
  const values = { a: '1', b: '1' };

  it('has nothing to give where nothing is ours', () => {
    expect(givenBack(configMap(values, entry('helm', owns('a'))), configMap(values), 'kubeharden')).toBeUndefined();
  });

  it('returns what we took to an owner who is still there, and to one who lost everything', () => {
    const recorded = configMap(values, entry('helm', owns('a', 'b')), entry('kustomize', owns('a'), 'Apply'));
    const today = configMap(values, entry('helm', owns('b')), entry('kubeharden', owns('a')));
    expect(givenBack(today, recorded, 'kubeharden')).toEqual([entry('helm', owns('a', 'b')), entry('kustomize', owns('a'), 'Apply')]);
  });

  it('gives nobody what they gave up themselves, and takes nothing that is new', () => {
    const recorded = configMap(values, entry('helm', owns('a', 'gone')));
    const status = entry('controller', { 'f:status': {} }, 'Update', { subresource: 'status', time: 'today' });
    const today = configMap(values, entry('helm', owns('new')), status, entry('kubeharden', owns('a', 'ours')));
    expect(givenBack(today, recorded, 'kubeharden')).toEqual([entry('helm', owns('a', 'new')), status]);
  });

  it('keeps what is still as we made it, and what was ours before', () => {
    const recorded = configMap({ a: '1', b: '1', c: '1' }, entry('helm', owns('a', 'b')), entry('kubeharden', owns('c')));
    const today = configMap({ a: '1', b: '2', c: '1' }, entry('kubeharden', owns('a', 'b', 'c')));
    expect(givenBack(today, recorded, 'kubeharden', recorded)).toEqual([entry('kubeharden', owns('b', 'c')), entry('helm', owns('a'))]);
    expect(givenBack(today, recorded, 'kubeharden')).toEqual([entry('kubeharden', owns('c')), entry('helm', owns('a', 'b'))]);
  });

  it('keeps nothing of a map in which there is only what is somebody else’s', () => {
    const map = (leaf?: string): object => ({ 'f:data': leaf === undefined ? {} : { [`f:${leaf}`]: {} } });
    const { data: _data, ...recorded } = configMap({});
    const today = configMap({ theirs: '1' }, entry('team', map('theirs')), entry('kubeharden', map()));
    expect(givenBack(today, recorded, 'kubeharden', recorded)).toEqual([entry('team', map('theirs'))]);
    const atomic = configMap({ ours: '1' }, entry('kubeharden', map()));
    expect(givenBack(atomic, recorded, 'kubeharden', recorded)).toBeUndefined();
  });
});

describeOnControlPlane('who owned a field before us', {}, (plane) => {
  const dispatchers: Agent[] = [];
  let target: Target;
  beforeAll(async () => {
    target = await openCluster({ kubeconfig: plane().kubeconfig, readOnly: false });
  });
  afterAll(async () => {
    await target.close();
    await Promise.all(dispatchers.map((dispatcher) => dispatcher.close()));
  });

  const ref = (name: string) => ({ apiVersion: 'v1', kind: 'ConfigMap', namespace: 'default', name });

  /** Writes as somebody else does: server-side apply without force, or a replacement of the whole object. */
  const writeAs = async (operation: string, name: string, value: string): Promise<{ readonly status: number; readonly body: Resource }> => {
    const dispatcher = new Agent({ connect: { ca: readFileSync(plane().caFile) } });
    dispatchers.push(dispatcher);
    const url = `${plane().server}/api/v1/namespaces/default/configmaps`;
    const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'default' }, data: { a: value, b: 'theirs' } };
    const isThere = (await target.get(ref(name))) !== undefined;
    const [method, path, type] =
      operation === 'Apply'
        ? (['PATCH', `/${name}`, 'application/apply-patch+yaml'] as const)
        : ([isThere ? 'PUT' : 'POST', isThere ? `/${name}` : '', 'application/json'] as const);
    const headers = { authorization: `Bearer ${plane().token}`, 'content-type': type };
    const answer = await request(`${url}${path}?fieldManager=owner`, { dispatcher, method, headers, body: JSON.stringify(object) });
    return { status: answer.statusCode, body: (await answer.body.json()) as Resource };
  };

  const setA = async (name: string, before: Resource, value: string): Promise<Resource> => {
    const change = { ref: ref(name), before, after: { ...before, data: { a: value, b: 'theirs' } } };
    return (await target.write(change, await target.preview(change)))!;
  };

  const managers = (resource: Resource | undefined): readonly unknown[] =>
    (resource?.metadata['managedFields'] as { manager: string }[]).map(({ manager }) => manager);

  it.each(['Apply', 'Update'])('has it again after a rollback, and writes on without a conflict: %s', async (operation) => {
    const name = `owned-by-${operation.toLowerCase()}`;
    await writeAs(operation, name, '1');
    const recorded = (await target.get(ref(name)))!;
    const applied = await setA(name, recorded, '2');
    expect(managers(applied)).toContain('kubeharden');
    const restored = await setA(name, applied, '1');
    await target.release(ref(name), recorded);
    const end = (await target.get(ref(name)))!;
    const bare = (list: unknown): unknown => (list as object[]).map((one) => ({ ...one, time: undefined }));
    expect(bare(end.metadata['managedFields'])).toEqual(bare(recorded.metadata['managedFields']));
    expect(end.metadata['generation']).toBe(restored.metadata['generation']);
    expect(await writeAs(operation, name, '3')).toMatchObject({ status: 200, body: { data: { a: '3' } } });
  });

  it('is stopped by us as long as nothing is given back', async () => {
    await writeAs('Apply', 'held', '1');
    const recorded = (await target.get(ref('held')))!;
    await setA('held', recorded, '2');
    expect((await writeAs('Apply', 'held', '3')).status).toBe(409);
    await target.release(ref('held'), recorded);
    expect(await writeAs('Apply', 'held', '3')).toMatchObject({ status: 200, body: { data: { a: '3' } } });
  });
});
