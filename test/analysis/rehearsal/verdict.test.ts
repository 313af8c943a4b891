import { describe, expect, it } from 'vitest';
import { NEVER_MET, REHEARSAL } from '../../../src/analysis/rehearsal/pod.ts';
import { unsafeAsStored, verdictOn } from '../../../src/analysis/rehearsal/verdict.ts';
import type { Resource } from '../../../src/core/resource.ts';

const pod = (status: unknown, metadata: object = {}): Resource => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name: 'web-rehearsal-b',
    namespace: 'shop',
    annotations: { [REHEARSAL]: 'r' },
    ownerReferences: [{ apiVersion: 'apps/v1', kind: 'Deployment', name: 'web', controller: true }],
    ...metadata,
  },
  spec: { readinessGates: [{ conditionType: NEVER_MET }] },
  status,
});

const waiting = (reason: string, more: object = {}): unknown => ({
  phase: 'Pending',
  containerStatuses: [{ name: 'web', state: { waiting: { reason, message: 'because' } }, ...more }],
});

describe("the verdict on a rehearsal's pod", () => {
  it.each<[string, unknown, object]>([
    ['nothing yet', undefined, { state: 'waits' }],
    ['creating', waiting('ContainerCreating'), { state: 'waits', detail: 'ContainerCreating' }],
    [
      'no config',
      waiting('CreateContainerConfigError'),
      { state: 'failed', reason: 'CreateContainerConfigError', message: 'because', container: 'web' },
    ],
    ['no start', waiting('RunContainerError'), { state: 'failed', reason: 'RunContainerError' }],
    [
      'a crash loop',
      waiting('CrashLoopBackOff', { lastState: { terminated: { exitCode: 1, reason: 'Error' } } }),
      { state: 'failed', reason: 'CrashLoopBackOff', message: 'exit code 1' },
    ],
    [
      'a crash loop between its crashes',
      {
        containerStatuses: [
          { name: 'web', restartCount: 2, state: { running: {} }, lastState: { terminated: { exitCode: 137, reason: 'OOMKilled' } } },
        ],
      },
      { state: 'failed', reason: 'CrashLoopBackOff', message: 'OOMKilled, exit code 137' },
    ],
    [
      'an init container that fails',
      { initContainerStatuses: [{ name: 'setup', state: { waiting: { reason: 'CrashLoopBackOff' } } }] },
      { state: 'failed', container: 'setup' },
    ],
    ['no image', waiting('ImagePullBackOff'), { state: 'inconclusive', final: true }],
    [
      'no node',
      { conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: '0/3 nodes' }] },
      { state: 'inconclusive', reason: 'no node takes it: 0/3 nodes', final: false },
    ],
    [
      'ready but for the gate',
      {
        conditions: [
          { type: 'ContainersReady', status: 'True' },
          { type: 'Ready', status: 'False' },
        ],
      },
      { state: 'ready', over: false },
    ],
    [
      'ready although its gate is not met',
      {
        containerStatuses: [{ name: 'web', restartCount: 3, state: { running: {} } }],
        conditions: [
          { type: 'ContainersReady', status: 'True' },
          { type: 'Ready', status: 'True' },
        ],
      },
      { state: 'inconclusive', reason: expect.stringMatching(/readiness gate.*traffic/) as string, final: true },
    ],
    ['a job that is done', { phase: 'Succeeded' }, { state: 'ready', over: true }],
    [
      'a job that failed',
      { phase: 'Failed', containerStatuses: [{ name: 'web', state: { terminated: { exitCode: 3 } } }] },
      { state: 'failed', message: 'exit code 3' },
    ],
    [
      'ended by the deadline',
      { phase: 'Failed', reason: 'DeadlineExceeded', containerStatuses: [{ name: 'web', state: { terminated: { exitCode: 137 } } }] },
      { state: 'inconclusive', final: true },
    ],
    ['evicted', { phase: 'Failed', reason: 'Evicted' }, { state: 'inconclusive', final: true }],
  ])('of %s', (_what, status, expected) => {
    expect(verdictOn(pod(status))).toMatchObject(expected);
  });

  it('of one that somebody deleted', () => {
    expect(verdictOn(pod({}, { deletionTimestamp: '2026-03-01T10:00:00Z' }))).toMatchObject({ state: 'inconclusive', final: true });
  });

  it('bears any status', () => {
    for (const status of [null, 'x', [], { containerStatuses: 'x', conditions: {} }, { containerStatuses: [null, { state: 'x' }] }])
      expect(verdictOn(pod(status)).state).toBe('waits');
  });
});

describe('what the server made of it', () => {
  it.each<[string, Resource, RegExp]>([
    ['no gate', { ...pod({}), spec: {} }, /readiness gate away/],
    [
      'a gate of a load balancer',
      { ...pod({}), spec: { readinessGates: [{ conditionType: NEVER_MET }, { conditionType: 'lb/health' }] } },
      /lb\/health.*load balancer/,
    ],
    ['no mark', pod({}, { annotations: {} }), /marks it/],
    ['no controller', pod({}, { ownerReferences: [] }), /adopt/],
  ])('is unsafe with %s', (_what, of, reason) => {
    expect(unsafeAsStored(of)).toMatch(reason);
  });
  it('is fine as it was sent', () => {
    expect(unsafeAsStored(pod({}))).toBeUndefined();
  });
});
