import { describe, expect, it } from 'vitest';
import { impactOf, type Impact } from '../../../src/analysis/impact.ts';
import { editOf } from '../../../src/core/change.ts';
import type { Resource } from '../../../src/core/resource.ts';
import { snapshotFrom } from '../../remediations/manifests.ts';
import { budget, edited, object, pod, replicaSet, workload } from './objects.ts';

describe('a changed pod template', () => {
  it('counts the pods that run, through their ReplicaSets', () => {
    const impact = edited([workload('Deployment', { replicas: 5 }), replicaSet, pod('a'), pod('b'), pod('c', { phase: 'Succeeded' })]);
    expect(impact.restarts).toMatchObject({ pods: 2, workload: { kind: 'Deployment', name: 'web' } });
    expect(impact.now).toEqual(['2 pods restart, a few at a time.']);
  });

  it.each<[string, Resource, Partial<Impact>]>([
    ['replicas where no pod is seen', workload('Deployment', { replicas: 3 }), { now: ['3 pods restart, a few at a time.'] }],
    ['a StatefulSet in order', workload('StatefulSet', { replicas: 2 }), { now: ['2 pods restart, one after another.'] }],
    [
      'Recreate as a downtime',
      workload('Deployment', { replicas: 2, strategy: { type: 'Recreate' } }),
      {
        now: ['2 pods restart, all at once: the old ones stop before the new ones start.'],
        warnings: ['Deployment web is down while it restarts.'],
      },
    ],
    [
      'a single pod of a StatefulSet',
      workload('StatefulSet'),
      { warnings: ['Only one pod runs: StatefulSet web is down while it restarts.'] },
    ],
    [
      'a single pod without a readiness probe',
      workload('Deployment'),
      {
        now: ['1 pod restarts.'],
        warnings: ['Only one pod runs, and it has no readiness probe: Deployment web may be down while it restarts.'],
      },
    ],
    ['a single pod that is probed', workload('Deployment', {}, { containers: [{ name: 'web', readinessProbe: {} }] }), { warnings: [] }],
    [
      'the nodes of a DaemonSet',
      { ...workload('DaemonSet'), status: { desiredNumberScheduled: 4 } },
      { now: ['4 pods restart, one after another.'] },
    ],
    ['nothing that runs', workload('Deployment', { replicas: 0 }), { now: ['No pod runs, so nothing restarts.'] }],
  ])('tells %s', (_what, resource, expected) => {
    expect(edited([resource])).toMatchObject(expected);
  });

  it.each([workload('Deployment', { paused: true }), workload('DaemonSet', { updateStrategy: { type: 'OnDelete' } })])(
    'does not restart what waits: %#',
    (resource) => {
      const impact = edited([{ ...resource, status: { desiredNumberScheduled: 1 } }]);
      expect(impact.restarts).toBeUndefined();
      expect(impact.now).toEqual([]);
      expect(impact.later).toHaveLength(1);
    },
  );

  it('restarts nothing in files, nor in a CronJob', () => {
    expect(edited([workload('Deployment')], { origin: 'files' }).restarts).toBeUndefined();
    const job = object('batch/v1', 'CronJob', 'web', { spec: { jobTemplate: { spec: { template: { spec: {} } } } } });
    expect(edited([job])).toMatchObject({ now: [], later: [expect.stringMatching(/next run/)] });
  });

  it('does not restart for what is no template', () => {
    const before = workload('Deployment');
    const snapshot = snapshotFrom(before);
    expect(
      impactOf(editOf(snapshot, before, { ...before, spec: { ...(before['spec'] as object), replicas: 2 } }), snapshot).restarts,
    ).toBeUndefined();
  });

  it('tells what the disruption budget leaves', () => {
    const three = workload('Deployment', { replicas: 3 });
    expect(edited([three, budget({ minAvailable: 2 })]).now).toContain('Budget shop/web allows 1 disruption.');
    expect(edited([three, budget({ minAvailable: '50%' })]).now).toContain('Budget shop/web allows 1 disruption.');
    expect(edited([three, budget({ maxUnavailable: '34%' })]).now).toContain('Budget shop/web allows 2 disruptions.');
    expect(edited([three, budget({ minAvailable: 1 }, { disruptionsAllowed: 0 })]).warnings[0]).toMatch(/shop\/web allows no disruption/);
    expect(edited([three, budget({ minAvailable: 3, selector: { matchLabels: { app: 'db' } } })]).warnings).toEqual([]);
  });
});
