import { impactOf, type Impact } from '../../../src/analysis/impact.ts';
import { editOf } from '../../../src/core/change.ts';
import type { Resource } from '../../../src/core/resource.ts';
import type { Facts } from '../../../src/core/snapshot.ts';
import { withPodSpec } from '../../../src/core/workload.ts';
import { snapshotFrom } from '../../remediations/manifests.ts';

const controller = (kind: string, name: string): object => ({ apiVersion: 'apps/v1', kind, name, controller: true });

export const object = (apiVersion: string, kind: string, name: string, more: object = {}): Resource => ({
  apiVersion,
  kind,
  metadata: { name, namespace: 'shop' },
  ...more,
});

export const workload = (kind: string, spec: object = {}, podSpec: object = {}): Resource =>
  object('apps/v1', kind, 'web', {
    spec: { ...spec, template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'web' }], ...podSpec } } },
  });

export const pod = (name: string, status: object = { phase: 'Running' }): Resource => ({
  ...object('v1', 'Pod', name, { spec: {}, status }),
  metadata: { name, namespace: 'shop', ownerReferences: [controller('ReplicaSet', 'web-1')] as never },
});

export const replicaSet: Resource = {
  ...object('apps/v1', 'ReplicaSet', 'web-1'),
  metadata: { name: 'web-1', namespace: 'shop', ownerReferences: [controller('Deployment', 'web')] as never },
};

export const budget = (spec: object, status?: object): Resource =>
  object('policy/v1', 'PodDisruptionBudget', 'web', {
    spec: { selector: { matchLabels: { app: 'web' } }, ...spec },
    ...(status ? { status } : {}),
  });

/** The impact of a changed pod spec of the first object. */
export const edited = (objects: readonly Resource[], facts: Partial<Facts> = {}, more: object = { hostPID: false }): Impact => {
  const snapshot = snapshotFrom(objects, facts);
  const before = objects[0]!;
  return impactOf(
    editOf(
      snapshot,
      before,
      withPodSpec(before, (spec) => ({ ...spec, ...more })),
    ),
    snapshot,
  );
};
