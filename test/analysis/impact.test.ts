import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { impactOf, type Impact } from '../../src/analysis/impact.ts';
import type { Change } from '../../src/core/change.ts';
import { creationOf, deletionOf, editOf } from '../../src/core/change.ts';
import type { Resource } from '../../src/core/resource.ts';
import type { Facts } from '../../src/core/snapshot.ts';
import { withPodSpec } from '../../src/core/workload.ts';
import { malformed } from '../remediations/malformed.ts';
import { snapshotFrom } from '../remediations/manifests.ts';

const controller = (kind: string, name: string): object => ({ apiVersion: 'apps/v1', kind, name, controller: true });

const object = (apiVersion: string, kind: string, name: string, more: object = {}): Resource => ({
  apiVersion,
  kind,
  metadata: { name, namespace: 'shop' },
  ...more,
});

const workload = (kind: string, spec: object = {}, podSpec: object = {}): Resource =>
  object('apps/v1', kind, 'web', {
    spec: { ...spec, template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'web' }], ...podSpec } } },
  });

const pod = (name: string, status: object = { phase: 'Running' }): Resource => ({
  ...object('v1', 'Pod', name, { spec: {}, status }),
  metadata: { name, namespace: 'shop', ownerReferences: [controller('ReplicaSet', 'web-1')] as never },
});

const replicaSet: Resource = {
  ...object('apps/v1', 'ReplicaSet', 'web-1'),
  metadata: { name: 'web-1', namespace: 'shop', ownerReferences: [controller('Deployment', 'web')] as never },
};

const budget = (spec: object, status?: object): Resource =>
  object('policy/v1', 'PodDisruptionBudget', 'web', {
    spec: { selector: { matchLabels: { app: 'web' } }, ...spec },
    ...(status ? { status } : {}),
  });

/** The impact of a changed pod spec of the first object. */
const edited = (objects: readonly Resource[], facts: Partial<Facts> = {}, more: object = { hostPID: false }): Impact => {
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

const account = (more: object = {}): Resource => object('v1', 'ServiceAccount', 'default', more);
const ROLE = object('rbac.authorization.k8s.io/v1', 'Role', 'reader', {
  rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }],
});
const BINDING = object('rbac.authorization.k8s.io/v1', 'RoleBinding', 'readers', {
  roleRef: { kind: 'Role', name: 'reader' },
  subjects: [
    { kind: 'ServiceAccount', name: 'default' },
    { kind: 'User', name: 'ann' },
  ],
});

describe('a token that goes', () => {
  it('names the workloads that lose it at their next start, and only those', () => {
    const own = { ...workload('StatefulSet', {}, { automountServiceAccountToken: true }), metadata: { name: 'own', namespace: 'shop' } };
    const objects = [account(), workload('Deployment'), own];
    const snapshot = snapshotFrom(objects);
    const impact = impactOf(editOf(snapshot, objects[0]!, account({ automountServiceAccountToken: false })), snapshot);
    expect(impact.now).toEqual(['Nothing restarts.']);
    expect(impact.later).toEqual(['From their next start on, the pods of Deployment web no longer get a token.']);
  });

  it('comes back the same way', () => {
    const objects = [account({ automountServiceAccountToken: false }), workload('Deployment')];
    const snapshot = snapshotFrom(objects);
    expect(impactOf(editOf(snapshot, objects[0]!, account()), snapshot).later).toEqual([
      'From their next start on, the pods of Deployment web get a token again.',
    ]);
  });

  it('says which rights a workload loses with it', () => {
    const impact = edited([workload('Deployment'), account(), ROLE, BINDING], {}, { automountServiceAccountToken: false });
    expect(impact.warnings).toContain('It can no longer get pods in shop (RoleBinding readers).');
  });
});

describe('a binding that goes', () => {
  it('says who loses what', () => {
    const snapshot = snapshotFrom([BINDING, ROLE, workload('Deployment')]);
    expect(impactOf(deletionOf(snapshot, BINDING), snapshot)).toMatchObject({
      now: [
        'ServiceAccount shop/default (used by Deployment web) loses what Role reader grants in shop, at once.',
        'User ann loses what Role reader grants in shop, at once.',
      ],
      later: ['A rollback creates it again, under a new uid.'],
    });
    const less = { ...BINDING, subjects: [{ kind: 'User', name: 'ann' }] };
    expect(impactOf(editOf(snapshot, BINDING, less), snapshot).now).toHaveLength(1);
  });
});

describe('a network policy', () => {
  const policy = (name: string, spec: object): Resource => object('networking.k8s.io/v1', 'NetworkPolicy', name, { spec });

  it('says whom it selects and what it cuts', () => {
    const snapshot = snapshotFrom(workload('Deployment'));
    const impact = impactOf(creationOf(policy('deny', { podSelector: {}, policyTypes: ['Ingress', 'Egress'] })), snapshot);
    expect(impact.now).toEqual([
      'Selects the pods of Deployment web; nothing restarts.',
      'Cuts every incoming connection of Deployment web that no other policy allows.',
      'Cuts every outgoing connection of Deployment web that no other policy allows.',
    ]);
  });

  it('cuts nothing where another policy isolates already', () => {
    const snapshot = snapshotFrom([workload('Deployment'), policy('there', { podSelector: {} })]);
    expect(impactOf(creationOf(policy('more', { podSelector: {}, ingress: [{}] })), snapshot).now).toEqual([
      'Selects the pods of Deployment web; nothing restarts.',
    ]);
  });
});

describe('a namespace that enforces more', () => {
  const namespace = (labels: object): Resource => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'shop', labels: labels as never },
  });
  const enforce = (level: string): Resource => namespace({ 'pod-security.kubernetes.io/enforce': level });

  it('names who would be refused at the next start, once, and why', () => {
    const objects = [
      namespace({}),
      workload('Deployment', {}, { hostNetwork: true }),
      { ...replicaSet, spec: workload('ReplicaSet', {}, { hostNetwork: true })['spec'] },
    ];
    const snapshot = snapshotFrom(objects);
    const impact = impactOf(editOf(snapshot, objects[0]!, enforce('baseline')), snapshot);
    expect(impact.warnings).toEqual(['The pods of Deployment web would be refused at their next start: host namespaces.']);
    expect(impactOf(editOf(snapshot, objects[0]!, enforce('privileged')), snapshot).warnings).toEqual([]);
  });

  it('does not blame a change for what was refused before', () => {
    const objects = [enforce('baseline'), workload('Deployment', {}, { hostNetwork: true })];
    const snapshot = snapshotFrom(objects);
    expect(impactOf(editOf(snapshot, objects[0]!, enforce('restricted')), snapshot).warnings).toEqual([]);
  });

  it('refuses nothing by a warning', () => {
    const before = namespace({});
    const snapshot = snapshotFrom([before, workload('Deployment', {}, { hostNetwork: true })]);
    const impact = impactOf(editOf(snapshot, before, namespace({ 'pod-security.kubernetes.io/warn': 'restricted' })), snapshot);
    expect(impact).toEqual({ now: ['Nothing restarts and nothing is refused.'], later: [], warnings: [] });
  });
});

describe('impactOf', () => {
  it('warns of what a deletion cannot bring back', () => {
    const secret = object('v1', 'Secret', 'token');
    const snapshot = snapshotFrom(secret);
    expect(impactOf(deletionOf(snapshot, secret), snapshot).warnings[0]).toMatch(/cannot be undone/);
  });

  it('bears malformed objects, in every kind of change', () => {
    const objects = [workload('Deployment'), replicaSet, pod('a'), budget({ minAvailable: 1 }), account(), ROLE, BINDING];
    fc.assert(
      fc.property(malformed(objects), malformed(objects), (were, are) => {
        const snapshot = snapshotFrom(were);
        were.forEach((before, i) => {
          const changes: readonly Change[] = [editOf(snapshot, before, are[i]!), deletionOf(snapshot, before), creationOf(before)];
          for (const change of changes) for (const sentence of impactOf(change, snapshot).now) expect(sentence).toMatch(/\.$/);
        });
      }),
    );
  });
});
