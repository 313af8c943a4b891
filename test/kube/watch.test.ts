import type { ServerResponse } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Sighting, Watched } from '../../src/app/target.ts';
import { snapshotOf } from '../../src/core/snapshot.ts';
import { watchCluster } from '../../src/kube/watch.ts';
import { scripted } from './fakeApi.ts';
import { reset, status, type Reply, type Request } from './server.ts';

const read = (name: string, resourceVersion = '5') => ({
  resource: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'web', resourceVersion } },
});
const since = snapshotOf([read('a'), read('b', '90')], {
  now: '2026-01-01T00:00:00Z',
  origin: 'cluster',
  versions: { ConfigMap: { version: '10' } },
});

const event = (type: string, name: string, metadata: object = {}) => ({
  type,
  object: { kind: 'PartialObjectMetadata', metadata: { name, namespace: 'web', resourceVersion: '20', ...metadata } },
});
const bookmark = (resourceVersion: string) => ({ type: 'BOOKMARK', object: { metadata: { resourceVersion } } });

/** Lines of an answer that goes on, or that ends. */
const lines =
  (events: readonly object[], then: (response: ServerResponse) => void = () => undefined): Reply =>
  (response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.write(events.map((one) => `${JSON.stringify(one)}\n`).join(''), () => then(response));
  };
const end = (response: ServerResponse): void => void response.end();
const cut = (response: ServerResponse): void => void response.socket?.destroy();

const watch = async (answer: (request: Request, nth: number) => Reply) => {
  const { api, sent } = await scripted(answer);
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  const [seen, states]: [Sighting[], Watched[]] = [[], []];
  const over = watchCluster(api, {
    since,
    signal: stop.signal,
    onSeen: (sighting) => void seen.push(sighting),
    onWatched: (watched) => void states.push(watched),
  });
  return { seen, states, sent, over, words: () => seen.map(({ how, ref }) => `${how} ${ref.name}`) };
};

const written = (...by: readonly (readonly [time: string, subresource?: string])[]) => ({
  managedFields: by.map(([time, subresource]) => ({ manager: 'x', time, ...(subresource === undefined ? {} : { subresource }) })),
});

describe('watching a cluster', () => {
  it('asks for metadata alone, from where the list ended', async () => {
    const { sent, states } = await watch(() => lines([]));
    await expect.poll(() => states.at(-1)).toEqual({ live: 1, cut: 0, lost: 0, off: 0 });
    const [request] = sent();
    expect(request?.headers.accept).toContain('as=PartialObjectMetadata');
    expect(Object.fromEntries(request?.query ?? [])).toMatchObject({ watch: 'true', allowWatchBookmarks: 'true', resourceVersion: '10' });
  });

  it('tells what changed, came and went, and not what was read like that', async () => {
    const events = [event('MODIFIED', 'a'), event('ADDED', 'c'), event('DELETED', 'a'), event('MODIFIED', 'b'), { type: 'NONSENSE' }];
    const { words } = await watch(() => lines(events));
    await expect.poll(words).toEqual(['changed a', 'new c', 'gone a']);
  });

  it('does not count a write that only reported the status', async () => {
    const report = event('MODIFIED', 'a', written(['2026-01-01T00:00:01Z'], ['2026-01-01T00:00:02Z', 'status']));
    const both = event('MODIFIED', 'b', {
      resourceVersion: '91',
      ...written(['2026-01-01T00:00:02Z'], ['2026-01-01T00:00:02Z', 'status']),
    });
    const ending = event('MODIFIED', 'a', { deletionTimestamp: '2026-01-01T00:00:03Z', ...written(['2026-01-01T00:00:02Z', 'status']) });
    const { words } = await watch(() => lines([report, both, ending]));
    await expect.poll(words).toEqual(['changed b', 'changed a']);
  });

  it.each([
    ['that the server ended', end],
    ['that was cut', cut],
  ] as const)('goes on after an answer %s, from the last word on', async (_, how) => {
    const { sent, words } = await watch((_request, nth) =>
      nth === 0 ? lines([event('MODIFIED', 'a'), bookmark('42')], how) : lines([event('ADDED', 'c')]),
    );
    await expect.poll(words).toEqual(['changed a', 'new c']);
    expect(sent()[1]?.query.get('resourceVersion')).toBe('42');
  });

  it('says that it is cut until it is back', async () => {
    const { states } = await watch((_request, nth) => (nth < 2 ? reset : lines([])));
    await expect
      .poll(() => states.map(({ live, cut: gone }) => [live, gone]))
      .toEqual([
        [0, 1],
        [1, 0],
      ]);
  });

  it.each([
    ['as an answer', () => status(410, 'Expired', 'too old resource version')],
    ['as an event', () => lines([{ type: 'ERROR', object: { kind: 'Status', code: 410, reason: 'Expired' } }], end)],
  ] as const)('says that events are lost when the version is too old, %s', async (_, expired) => {
    const { states, over, sent } = await watch(expired);
    await over;
    expect(states.at(-1)).toMatchObject({ live: 0, lost: 1, why: expect.stringContaining('configmaps') as string });
    expect(sent()).toHaveLength(1);
  });

  it('does not ask again where it may not watch', async () => {
    const { states, over, sent } = await watch(() => status(403, 'Forbidden', 'no'));
    await over;
    expect(states.at(-1)).toEqual({ live: 0, cut: 0, lost: 0, off: 1, why: 'you may not watch configmaps' });
    expect(sent()).toHaveLength(1);
  });
});
