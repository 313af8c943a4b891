import { describe, expect, it } from 'vitest';
import type { Vitals } from '../../src/app/target.ts';
import { vitalsOf } from '../../src/kube/vitals.ts';
import { scripted } from './fakeApi.ts';
import { status, type Reply } from './server.ts';

const LABELS = { app: 'shop' };
const DEPLOYMENT = {
  metadata: { name: 'shop', namespace: 'web' },
  spec: { selector: { matchLabels: LABELS }, template: { metadata: { labels: LABELS } } },
};

const LISTS: Readonly<Record<string, readonly object[]>> = {
  pods: [{ metadata: { name: 'shop-1' }, status: { containerStatuses: [{ restartCount: 2 }] } }],
  services: [{ metadata: { name: 'shop' }, spec: { selector: LABELS } }],
  endpointslices: [{ metadata: { labels: { 'kubernetes.io/service-name': 'shop' } }, endpoints: [{ conditions: { ready: true } }] }],
};

/** The vitals of a workload where the server answers for one of these lists like this. */
const vitals = async (kind: string, instead?: Reply): Promise<Vitals | undefined> => {
  const { api } = await scripted(({ path }) => {
    const asked = path.slice(path.lastIndexOf('/') + 1);
    if (asked === kind && instead) return instead;
    return { json: LISTS[asked] ? { items: LISTS[asked] } : DEPLOYMENT };
  });
  return vitalsOf(api, { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'web', name: 'shop' });
};

describe('the vitals of a workload', () => {
  it('are the restarts of its pods and the Services that they feed', async () => {
    expect(await vitals('pods')).toEqual({ restarts: 2, serves: ['shop'] });
  });

  it('lack what may not be read', async () => {
    const forbidden = status(403, 'Forbidden', 'no');
    expect(await vitals('pods', forbidden)).toEqual({ restarts: 0, serves: ['shop'] });
    expect(await vitals('services', forbidden)).toEqual({ restarts: 2 });
    expect(await vitals('endpointslices', forbidden)).toEqual({ restarts: 2 });
  });

  it('lack what something else answers in the place of the server', async () => {
    expect(await vitals('services', { json: { error: 'sign in' } })).toEqual({ restarts: 2 });
    expect(await vitals('endpointslices', { json: { items: null } })).toEqual({ restarts: 2, serves: [] });
  });

  it.each(Object.keys(LISTS))('are not known while the server fails: a Service has lost nothing by that (%s)', async (kind) => {
    for (const code of [429, 500, 503])
      await expect(vitals(kind, status(code, 'ServiceUnavailable', 'it is full'))).rejects.toMatchObject({
        name: 'Failure',
        exit: 3,
        message: expect.stringContaining(kind) as string,
      });
  });
});
