import { describe, expect, it } from 'vitest';
import { hasAddress, takenForReady } from '../../../src/analysis/rehearsal/exposed.ts';
import type { Resource } from '../../../src/core/resource.ts';

const metadata = { name: 'web-x', namespace: 'shop', labels: { 'kubernetes.io/service-name': 'web' } };
const slice = (...endpoints: readonly unknown[]): Resource => ({
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata,
  endpoints,
});
const endpoints = (subset: object): Resource => ({ apiVersion: 'v1', kind: 'Endpoints', metadata, subsets: [subset] });
const targetRef = { kind: 'Pod', name: 'web-rehearsal-b', namespace: 'shop' };
const pod = (status: unknown): Resource => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web-rehearsal-b', namespace: 'shop' },
  status,
});
const running = pod({ podIP: '10.0.0.7', podIPs: [{ ip: '10.0.0.7' }, { ip: 'fd00::7' }] });

describe('endpoints that take a pod for ready', () => {
  it.each<[string, Resource]>([
    ['a slice, by its name', slice({ addresses: ['10.0.0.9'], targetRef, conditions: { ready: true } })],
    ['a slice, by its address', slice({ addresses: ['fd00::7'] })],
    ['a slice that says nothing of readiness', slice({ addresses: [], targetRef, conditions: {} })],
    ['endpoints', endpoints({ addresses: [{ ip: '10.0.0.9', targetRef }] })],
  ])('%s', (_what, object) => {
    expect(takenForReady(running, [slice(), object])).toMatch(/Service web may have sent it traffic/);
  });

  it.each<[string, Resource]>([
    ['not ready', slice({ addresses: ['10.0.0.7'], targetRef, conditions: { ready: false } })],
    ['not ready, in endpoints', endpoints({ notReadyAddresses: [{ ip: '10.0.0.7', targetRef }] })],
    ['another pod', slice({ addresses: ['10.0.0.8'], targetRef: { kind: 'Pod', name: 'web-1' } })],
    ['malformed', slice(null, 'x', { addresses: 'x', targetRef: 3 }, { addresses: [null] })],
  ])('but not what is %s', (_what, object) => {
    expect(takenForReady(running, [object])).toBeUndefined();
  });

  it('are worth a look once it has an address', () => {
    expect([hasAddress(running), hasAddress(pod(undefined)), hasAddress(pod({ podIP: '' }))]).toEqual([true, false, false]);
  });
});
