import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Snapshot } from '../../src/core/snapshot.ts';
import type { ReadOptions } from '../../src/app/target.ts';
import { discoverer } from '../../src/kube/discovery.ts';
import { readCluster } from '../../src/kube/read.ts';
import { APPS, CORE, discovery } from './discovered.ts';
import { serve, status, transportTo, type Plain, type Reply, type Request, type TestServer } from './server.ts';

const FACTS = { now: '2026-01-01T00:00:00Z', origin: 'cluster' } as const;
const forbidden = status(
  403,
  'Forbidden',
  'pods is forbidden: User "ana" cannot list resource "pods" in API group "" at the cluster scope',
);

const items = (...names: string[]) => names.map((name) => ({ metadata: { name, namespace: 'web' } }));

type Lists = Readonly<Record<string, Plain | ((request: Request) => Reply)>>;

const serving = (lists: Lists): Promise<TestServer> => {
  const replies: Lists = { ...discovery(CORE, APPS), ...lists };
  return serve((request) => {
    const reply = replies[request.path] ?? status(404, 'NotFound', 'not found');
    return typeof reply === 'function' ? reply(request) : reply;
  });
};

const read = (server: TestServer, options: ReadOptions): Promise<Snapshot> => {
  const { transport } = transportTo(server);
  return readCluster(transport, discoverer(transport), options, FACTS);
};

const names = (snapshot: Snapshot, kind: string): readonly string[] => snapshot.list(kind).map((object) => object.metadata.name);

describe('reading a cluster', () => {
  it('follows the pages of a list to its end', async () => {
    const pages: Record<string, object> = {
      '': { metadata: { continue: 'c1' }, items: items('a', 'b') },
      c1: { metadata: { continue: 'c2' }, items: items('c') },
      c2: { metadata: {}, items: items('d') },
    };
    const server = await serving({ '/api/v1/pods': ({ query }) => ({ json: pages[query.get('continue') ?? ''] }) });
    const snapshot = await read(server, { kinds: ['Pod'] });
    expect(names(snapshot, 'Pod')).toEqual(['a', 'b', 'c', 'd']);
    const asked = server.requests.filter((request) => request.path === '/api/v1/pods');
    expect(asked.map(({ query }) => [query.get('limit'), query.get('continue')])).toEqual([
      ['500', null],
      ['500', 'c1'],
      ['500', 'c2'],
    ]);
  });

  it('finds the next page where a list tells of it only at its end', async () => {
    const server = await serving({
      '/api/v1/pods': ({ query }) => ({
        json: query.has('continue') ? { items: items('b'), metadata: {} } : { items: items('a'), metadata: { continue: 'c1' } },
      }),
    });
    expect(names(await read(server, { kinds: ['Pod'] }), 'Pod')).toEqual(['a', 'b']);
  });

  it('begins a list anew when its continue token has expired', async () => {
    let expired = false;
    const server = await serving({
      '/api/v1/pods': ({ query }) => {
        if (!query.has('continue'))
          return { json: expired ? { items: items('new') } : { metadata: { continue: 'old' }, items: items('old') } };
        expired = true;
        return status(410, 'Expired', 'The provided continue parameter is too old');
      },
    });
    expect(names(await read(server, { kinds: ['Pod'] }), 'Pod')).toEqual(['new']);
  });

  it('goes on behind the page that came whole, where the first was cut and is of a newer version by then', async () => {
    const old = { metadata: { resourceVersion: '1', continue: 'behind b' }, items: items('a', 'b') };
    let cut: (() => void) | undefined;
    const pages: Record<string, object> = {
      '': { metadata: { resourceVersion: '2', continue: 'behind a2' }, items: items('a', 'a2') },
      'behind a2': { metadata: { resourceVersion: '2' }, items: items('b', 'c') },
      'behind b': { metadata: { resourceVersion: '1' }, items: items('c') },
    };
    const server = await serving({
      '/api/v1/pods': ({ query }) => {
        const token = query.get('continue') ?? '';
        if (token !== '' || cut) {
          cut?.();
          return { json: pages[token] };
        }
        return (response) => {
          cut = () => void response.socket?.destroy();
          response.writeHead(200).write(JSON.stringify(old).slice(0, -1));
        };
      },
    });
    const snapshot = await read(server, { kinds: ['Pod'] });
    expect(names(snapshot, 'Pod')).toEqual(['a', 'a2', 'b', 'c']);
    expect(snapshot.facts.versions?.['Pod']?.version).toBe('2');
  });

  it('does not begin anew for ever', async () => {
    const server = await serving({
      '/api/v1/pods': ({ query }) =>
        query.has('continue') ? status(410, 'Expired', 'too old') : { json: { metadata: { continue: 'c' }, items: [] } },
    });
    expect((await read(server, { kinds: ['Pod'] })).unread).toMatchObject([{ kind: 'Pod', reason: expect.stringContaining('expired') }]);
  });

  it('says which right is missing, and reads the rest', async () => {
    const server = await serving({ '/api/v1/pods': forbidden, '/api/v1/configmaps': { json: { items: items('a') } } });
    const snapshot = await read(server, { kinds: ['Pod', 'ConfigMap'] });
    expect(snapshot.unread).toEqual([{ kind: 'Pod', reason: 'you may not list pods' }]);
    expect(names(snapshot, 'ConfigMap')).toEqual(['a']);
  });

  it('asks for one namespace where only that is wanted, and for what has none', async () => {
    const server = await serving({
      '/api/v1/namespaces/web/pods': { json: { items: items('a') } },
      '/api/v1/namespaces/web/configmaps': forbidden,
      '/api/v1/namespaces': { json: { items: [{ metadata: { name: 'web' } }] } },
    });
    const snapshot = await read(server, { kinds: ['Pod', 'ConfigMap', 'Namespace'], namespace: 'web' });
    expect([names(snapshot, 'Pod'), names(snapshot, 'Namespace')]).toEqual([['a'], ['web']]);
    expect(snapshot.unread).toEqual([{ kind: 'ConfigMap', namespace: 'web', reason: 'you may not list configmaps' }]);
  });

  it('has nothing of a kind that is not served, and does not know one whose server is silent', async () => {
    const server = await serve(
      ({ path }) => discovery(CORE, [{ name: 'metrics.example', version: 'v1', resources: [], freshness: 'Stale' }])[path] ?? {},
    );
    const snapshot = await read(server, { kinds: ['absent.example/Thing', 'metrics.example/Thing', 'kubeharden/Cluster'] });
    expect(snapshot.unread).toEqual([{ kind: 'metrics.example/Thing', reason: 'the server of metrics.example does not answer' }]);
    expect(snapshot.list('kubeharden/Cluster')).toHaveLength(1);
  });

  const notFound = status(404, 'NotFound', 'the server could not find the requested resource');
  const versionOf = (...resources: string[]): Plain => ({
    json: {
      kind: 'APIResourceList',
      resources: resources.map((name) => ({ name, kind: 'Deployment', namespaced: true, verbs: ['list'] })),
    },
  });

  it.each([
    ['its version has gone', notFound],
    ['it has gone from its version', versionOf('statefulsets')],
  ])('has nothing of a kind that is not found because %s', async (_what, version) => {
    const server = await serving({ '/apis/apps/v1/deployments': notFound, '/apis/apps/v1': version });
    expect((await read(server, { kinds: ['apps/Deployment'] })).unread).toEqual([]);
  });

  it.each([
    ['that the server says it serves', versionOf('deployments')],
    ['whose server does not answer', status(503, 'ServiceUnavailable', 'no endpoints')],
  ])('does not take 404 for an empty list of a kind %s', async (_what, version) => {
    const server = await serving({ '/apis/apps/v1/deployments': { status: 404, text: '404 page not found' }, '/apis/apps/v1': version });
    const { unread } = await read(server, { kinds: ['apps/Deployment'] });
    expect(unread).toEqual([{ kind: 'apps/Deployment', reason: expect.stringMatching(/^list deployments\.apps: .*not found/) }]);
  });

  it('does not take 404 in the midst of a list for its end', async () => {
    const server = await serving({
      '/apis/apps/v1/deployments': ({ query }) =>
        query.has('continue') ? notFound : { json: { metadata: { continue: 'c1' }, items: items('a') } },
      '/apis/apps/v1': versionOf('deployments'),
    });
    const snapshot = await read(server, { kinds: ['apps/Deployment'] });
    expect(snapshot.unread).toMatchObject([{ kind: 'apps/Deployment' }]);
  });

  it('does not know the kinds of a core group that an old server does not tell', async () => {
    const server = await serve(
      ({ path }) =>
        ({
          '/api': { json: { kind: 'APIVersions', versions: ['v1'] } },
          '/apis': { json: { kind: 'APIGroupList', groups: [] } },
          '/api/v1': status(500, 'InternalError', 'boom'),
        })[path] ?? notFound,
    );
    expect((await read(server, { kinds: ['Pod'] })).unread).toMatchObject([
      { kind: 'Pod', reason: expect.stringContaining('does not answer') },
    ]);
  });

  it('reads pods whole whose template it may not read, in their namespaces only', async () => {
    const pod = (name: string, namespace: string) => ({
      metadata: {
        name,
        namespace,
        ownerReferences: [{ apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'db', uid: namespace, controller: true }],
      },
      spec: { containers: [{ name: 'db', args: ['--password=x'] }] },
    });
    const [web, shop] = [pod('db-0', 'web'), pod('db-0', 'shop')];
    const server = await serving({
      '/api/v1/pods': { json: { items: [web, shop] } },
      '/api/v1/namespaces/shop/pods': { json: { items: [shop] } },
      '/apis/apps/v1/statefulsets': { json: { items: [{ metadata: { name: 'db', namespace: 'web' } }] } },
    });
    const snapshot = await read(server, { kinds: ['Pod', 'apps/StatefulSet'] });
    expect(snapshot.list('Pod', 'shop')).toMatchObject([{ spec: shop.spec }]);
    expect(snapshot.list('Pod', 'web')).toMatchObject([{ spec: { containers: [{ name: 'db' }] } }]);
    expect(snapshot.list('Pod')).toHaveLength(2);
    expect(snapshot.unread).toEqual([]);
  });

  it('does not take an error that stays for an empty list', async () => {
    const server = await serving({ '/api/v1/pods': status(500, 'InternalError', 'boom \u001b[31m') });
    expect((await read(server, { kinds: ['Pod'] })).unread).toEqual([{ kind: 'Pod', reason: 'list pods: boom' }]);
  });

  it.each([{ kind: 'Status', metadata: {}, status: 'Failure' }, { error: 'sign in' }, [], null])(
    'does not take what is no list for an empty one: %j',
    async (json) => {
      const answer = { text: JSON.stringify(json) };
      const { unread } = await read(await serving({ '/api/v1/pods': answer, '/api/v1/secrets': answer }), { kinds: ['Pod', 'Secret'] });
      expect(unread).toEqual([
        { kind: 'Pod', reason: 'list pods: the answer is no list' },
        { kind: 'Secret', reason: 'list secrets: the answer is no list' },
      ]);
    },
  );

  it('never asks for the data of Secrets', async () => {
    const table = {
      kind: 'Table',
      columnDefinitions: [{ name: 'Name' }, { name: 'Type' }],
      rows: [
        {
          cells: ['token', 'Opaque'],
          object: {
            metadata: {
              name: 'token',
              namespace: 'web',
              annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{"data":{"a":"c2VjcmV0"}}', note: 'x' },
            },
          },
        },
      ],
    };
    const server = await serving({ '/api/v1/secrets': { json: table } });
    const snapshot = await read(server, { kinds: ['Secret'] });
    expect(snapshot.list('Secret')).toEqual([
      { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'token', namespace: 'web', annotations: { note: 'x' } }, type: 'Opaque' },
    ]);
    expect(server.requests.find(({ path }) => path === '/api/v1/secrets')?.headers.accept).toContain('as=Table');
  });

  it('reads a server from before aggregated discovery', async () => {
    const server = await serving({
      '/api': { json: { kind: 'APIVersions', versions: ['v1'] } },
      '/apis': {
        json: {
          kind: 'APIGroupList',
          groups: [
            {
              name: 'policy',
              preferredVersion: { groupVersion: 'policy/v1' },
              versions: [{ groupVersion: 'policy/v1beta1' }, { groupVersion: 'policy/v1' }],
            },
            { name: 'other', versions: [{ groupVersion: 'other/v1' }] },
          ],
        },
      },
      '/api/v1': {
        json: {
          resources: [
            { name: 'pods', kind: 'Pod', namespaced: true, verbs: ['list'] },
            { name: 'pods/log', kind: 'Pod', namespaced: true, verbs: ['get'] },
          ],
        },
      },
      '/apis/policy/v1': {
        json: { resources: [{ name: 'poddisruptionbudgets', kind: 'PodDisruptionBudget', namespaced: true, verbs: ['list'] }] },
      },
      '/apis/policy/v1beta1': {
        json: { resources: [{ name: 'poddisruptionbudgets', kind: 'PodDisruptionBudget', namespaced: true, verbs: ['list'] }] },
      },
      '/api/v1/pods': { json: { items: items('a') } },
      '/apis/policy/v1/poddisruptionbudgets': { json: { items: items('budget') } },
    });
    const snapshot = await read(server, { kinds: ['Pod', 'policy/PodDisruptionBudget'] });
    expect(snapshot.list('policy/PodDisruptionBudget')).toMatchObject([
      { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: { name: 'budget' } },
    ]);
    expect(names(snapshot, 'Pod')).toEqual(['a']);
    expect(server.requests.map(({ path }) => path)).not.toContain('/apis/other/v1');
  });

  it('reads what is compressed', async () => {
    const body = gzipSync(JSON.stringify({ items: items('a') }));
    const server = await serving({
      '/api/v1/pods': () => (response) => void response.writeHead(200, { 'content-encoding': 'gzip' }).end(body),
    });
    expect(names(await read(server, { kinds: ['Pod'] }), 'Pod')).toEqual(['a']);
  });

  it('tells the progress of each kind, and what is known by then', async () => {
    const server = await serving({ '/api/v1/pods': { json: { items: items('a', 'b') } }, '/api/v1/configmaps': forbidden });
    const told: [string, number, readonly string[]][] = [];
    await read(server, {
      kinds: ['Pod', 'ConfigMap'],
      onRead: (now) => void told.push([now.kind, now.objects, names(now.soFar(), 'Pod')]),
    });
    expect(Object.fromEntries(told.map(([kind, objects]) => [kind, objects]))).toEqual({ Pod: 2, ConfigMap: 0 });
    expect(told.find(([kind]) => kind === 'Pod')?.[2]).toEqual(['a', 'b']);
  });
});
