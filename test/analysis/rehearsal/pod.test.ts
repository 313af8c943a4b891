import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { needsAnchor, NEVER_MET, rehearsalAnchor, rehearsalOf, rehearsalPod } from '../../../src/analysis/rehearsal/pod.ts';
import { rehearsalDoubts } from '../../../src/analysis/rehearsal/twice.ts';
import { unfitFor } from '../../../src/analysis/rehearsal/unfit.ts';
import { snapshotOf } from '../../../src/core/snapshot.ts';
import { field, items, type Resource } from '../../../src/core/resource.ts';
import { malformed } from '../../remediations/malformed.ts';

const NAME = { run: '2026-03-01-1', suffix: 'bcdfg', deadline: 90 };

const workload = (kind: string, spec: Record<string, unknown> = {}): Resource => ({
  apiVersion: 'apps/v1',
  kind,
  metadata: { name: 'web', namespace: 'shop', uid: 'u-1' },
  spec: {
    template: {
      metadata: { labels: { app: 'web' }, annotations: { 'sidecar/inject': 'true' } },
      spec: { containers: [{ name: 'web', image: 'web:1' }], serviceAccountName: 'web', ...spec },
    },
  },
});

const podOf = (of: Resource): Resource => rehearsalPod(of, needsAnchor(of) ? { ...rehearsalAnchor(of, NAME) } : of, NAME);

describe("a rehearsal's pod", () => {
  it('has the spec, labels and annotations of the template', () => {
    const pod = podOf(workload('Deployment'));
    expect(pod).toMatchObject({
      kind: 'Pod',
      metadata: { namespace: 'shop', labels: { app: 'web' }, annotations: { 'sidecar/inject': 'true' } },
      spec: { containers: [{ name: 'web', image: 'web:1' }], serviceAccountName: 'web' },
    });
    expect(rehearsalOf(pod)).toBe('2026-03-01-1');
  });

  it('is never ready, ends by itself, and waits for no gate of others', () => {
    const pod = podOf(
      workload('Deployment', { readinessGates: [{ conditionType: 'lb/target-health' }], terminationGracePeriodSeconds: 900 }),
    );
    expect(pod['spec']).toMatchObject({
      readinessGates: [{ conditionType: NEVER_MET }],
      activeDeadlineSeconds: 90,
      terminationGracePeriodSeconds: 30,
    });
  });

  it('takes no place by name or by priority', () => {
    const pod = podOf(
      workload('Deployment', { nodeName: 'n1', priorityClassName: 'high', priority: 1000, preemptionPolicy: 'PreemptLowerPriority' }),
    );
    expect(Object.keys(pod['spec'] as object)).not.toEqual(expect.arrayContaining(['nodeName']));
    for (const name of ['nodeName', 'priorityClassName', 'priority', 'preemptionPolicy']) expect(field(pod, 'spec', name)).toBeUndefined();
  });

  it.each([
    ['Deployment', 'Deployment'],
    ['StatefulSet', 'ConfigMap'],
    ['DaemonSet', 'ConfigMap'],
    ['ReplicaSet', 'ConfigMap'],
  ])('of a %s is controlled by a %s, so that nothing adopts it', (kind, owner) => {
    const owners = items(podOf(workload(kind)).metadata.ownerReferences);
    expect(owners).toMatchObject([{ kind: owner, controller: true }]);
  });

  it('has a name that no controller gives, and that fits', () => {
    const long = { ...workload('StatefulSet'), metadata: { name: `${'a'.repeat(39)}.${'b'.repeat(100)}`, namespace: 'shop' } };
    const { name } = podOf(long).metadata;
    expect(name).toMatch(/^a{39}-rehearsal-bcdfg$/);
    expect(name).not.toMatch(/-\d+$/);
  });

  it('bears any workload, and so does all that is said of it', () => {
    const seen = snapshotOf([], { now: '2026-03-01T10:00:00Z', origin: 'cluster' });
    fc.assert(
      fc.property(malformed([workload('StatefulSet', { volumes: [{ name: 'd', persistentVolumeClaim: { claimName: 'd' } }] })]), ([of]) => {
        expect(podOf(of!).kind).toBe('Pod');
        expect([unfitFor(of!, seen), rehearsalDoubts(of!, seen)].flat().every((text) => typeof text === 'string')).toBe(true);
      }),
    );
  });
});
