import { describe, expect, it } from 'vitest';
import { discoverer } from '../../src/kube/discovery.ts';
import { getObject } from '../../src/kube/api.ts';
import { APPS, CORE, discovery } from './discovered.ts';
import { scripted } from './fakeApi.ts';
import { serve, status, transportTo } from './server.ts';

const WEB = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'web' };

describe('one object', () => {
  it('is absent where the server says so', async () => {
    const { api } = await scripted(() => status(404, 'NotFound', 'deployments.apps "web" not found'));
    expect(await getObject(api, WEB)).toBeUndefined();
  });

  it('is not taken for absent where something else does not know its path', async () => {
    const { api } = await scripted(() => ({ status: 404, text: '404 page not found' }));
    await expect(getObject(api, WEB)).rejects.toMatchObject({ name: 'Failure', exit: 3 });
  });

  it('is absent once its kind is not served any more', async () => {
    let isServed = true;
    const gadgets = { name: 'gadgets.example', version: 'v1', resources: [{ kind: 'Gadget', resource: 'gadgets' }] };
    const server = await serve(
      ({ path }) => discovery(CORE, isServed ? [...APPS, gadgets] : APPS)[path] ?? { status: 404, text: '404 page not found' },
    );
    const { transport } = transportTo(server);
    const api = { transport, discover: discoverer(transport), fieldManager: 'kubeharden' };
    const gadget = { apiVersion: 'gadgets.example/v1', kind: 'Gadget', namespace: 'shop', name: 'one' };
    await expect(getObject(api, gadget)).rejects.toThrow('cannot be read');
    isServed = false;
    expect(await getObject(api, gadget)).toBeUndefined();
  });

  it('is not taken for absent where the server of its group does not answer', async () => {
    const stale = { name: 'metrics.example', version: 'v1', resources: [], freshness: 'Stale' as const };
    const server = await serve(({ path }) => discovery(CORE, [...APPS, stale])[path] ?? status(503, 'ServiceUnavailable', 'down'));
    const { transport } = transportTo(server);
    const api = { transport, discover: discoverer(transport), fieldManager: 'kubeharden' };
    const thing = { apiVersion: 'metrics.example/v1', kind: 'Thing', name: 'a' };
    await expect(getObject(api, thing)).rejects.toThrow('the server of metrics.example does not answer');
    expect(await getObject(api, { ...thing, apiVersion: 'absent.example/v1' })).toBeUndefined();
  });
});
