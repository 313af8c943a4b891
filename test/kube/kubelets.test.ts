import { describe, expect, it } from 'vitest';
import { KUBELET_CONFIGURATION } from '../../src/analysis/controlPlane/configurations.ts';
import { discoverer } from '../../src/kube/discovery.ts';
import { readCluster } from '../../src/kube/read.ts';
import { APPS, CORE, discovery } from './discovered.ts';
import { serve, status, transportTo, type Plain } from './server.ts';

const FACTS = { now: '2026-01-01T00:00:00Z', origin: 'cluster' } as const;
const KINDS = ['Node', KUBELET_CONFIGURATION];

const CORE_WITH_NODES = discovery([...CORE, { kind: 'Node', resource: 'nodes', scope: 'Cluster' }], APPS);

/** A cluster with these nodes, each kubelet of which answers as told. */
const reading = async (kubelets: Readonly<Record<string, Plain>>, consent: boolean, nodes?: Plain) => {
  const list = nodes ?? { json: { metadata: {}, items: Object.keys(kubelets).map((name) => ({ metadata: { name } })) } };
  const server = await serve(({ path }) => {
    const [, node] = /^\/api\/v1\/nodes\/([^/]+)\/proxy\/configz$/.exec(path) ?? [];
    if (node !== undefined) return kubelets[node] ?? status(404, 'NotFound', 'no such node');
    return path === '/api/v1/nodes' ? list : (CORE_WITH_NODES[path] ?? status(404, 'NotFound', 'not found'));
  });
  const { transport } = transportTo(server);
  const snapshot = await readCluster(transport, discoverer(transport), { kinds: KINDS, kubelets: consent }, FACTS);
  return { snapshot, asked: server.requests.filter(({ path }) => path.endsWith('/configz')).length };
};

const tells = (config: object): Plain => ({ json: { kubeletconfig: config } });

describe('reading kubelets', () => {
  it('asks none of them unless somebody agreed, and says so', async () => {
    const { snapshot, asked } = await reading({ a: tells({ readOnlyPort: 0 }) }, false);
    expect(asked).toBe(0);
    expect(snapshot.unread).toEqual([{ kind: KUBELET_CONFIGURATION, reason: expect.stringContaining('--read-kubelets') as unknown }]);
  });

  it('takes what each says as an object named after its node', async () => {
    const { snapshot } = await reading({ a: tells({ readOnlyPort: 0 }), b: tells({ readOnlyPort: 10255, metadata: 'x' }) }, true);
    expect(snapshot.unread).toEqual([]);
    expect(snapshot.list(KUBELET_CONFIGURATION)).toEqual([
      { apiVersion: 'kubelet.config.k8s.io/v1beta1', kind: 'KubeletConfiguration', metadata: { name: 'a' }, readOnlyPort: 0 },
      { apiVersion: 'kubelet.config.k8s.io/v1beta1', kind: 'KubeletConfiguration', metadata: { name: 'b' }, readOnlyPort: 10255 },
    ]);
  });

  it('names those that did not answer as they should, and goes on with the others', async () => {
    const { snapshot } = await reading(
      {
        a: status(403, 'Forbidden', 'nodes "a" is forbidden'),
        b: tells({ readOnlyPort: 0 }),
        c: { json: { kubeletconfig: null } },
        d: { status: 200, text: '<html>sign in</html>' },
        e: { status: 401, json: {} },
        f: status(500, 'InternalError', 'error trying to reach service'),
      },
      true,
    );
    expect(snapshot.list(KUBELET_CONFIGURATION).map(({ metadata }) => metadata.name)).toEqual(['b']);
    const [unread] = snapshot.unread;
    expect(unread?.reason).toMatch(
      /^5 of 6 kubelets could not be read: a: you may not get nodes\/proxy; c: it tells no configuration; d: .+; and 2 more$/,
    );
  });

  it('cannot ask where nodes may not be listed', async () => {
    const { snapshot, asked } = await reading({}, true, status(403, 'Forbidden', 'nodes is forbidden'));
    expect(asked).toBe(0);
    expect(snapshot.unread.map(({ kind, reason }) => [kind, reason])).toEqual([
      ['Node', 'you may not list nodes'],
      [KUBELET_CONFIGURATION, 'you may not list nodes'],
    ]);
  });
});
