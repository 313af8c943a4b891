import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { impactOf } from '../../src/analysis/impact.ts';
import { creationOf, deletionOf, editOf, type Change } from '../../src/core/change.ts';
import type { Resource } from '../../src/core/resource.ts';
import { malformed } from '../remediations/malformed.ts';
import { snapshotFrom } from '../remediations/manifests.ts';
import { budget, edited, object, pod, replicaSet, workload } from './impact/objects.ts';

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
      later: [],
      rollback: ['A rollback creates it again, under a new uid.'],
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
    expect(impact).toEqual({ now: ['Nothing restarts and nothing is refused.'], later: [], warnings: [], rollback: [] });
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
