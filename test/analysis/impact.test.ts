import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { impactOf } from '../../src/analysis/impact.ts';
import { dangerOf } from '../../src/app/danger.ts';
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

  it('goes with the account that the same plan changes, or gives to the workload', () => {
    const objects = [account(), workload('Deployment')];
    const snapshot = snapshotFrom(objects);
    const closing = editOf(snapshot, objects[0]!, account({ automountServiceAccountToken: false }));
    const restart = editOf(snapshot, objects[1]!, workload('Deployment', {}, { hostPID: false }));
    expect(impactOf(restart, snapshot).later).toEqual([]);
    expect(impactOf(restart, snapshot, [closing, restart]).later).toEqual(['New pods of it get no token.']);
    const own = (automountServiceAccountToken: boolean): Change =>
      creationOf({ ...account({ automountServiceAccountToken }), metadata: { name: 'web', namespace: 'shop' } });
    const moved = editOf(snapshot, objects[1]!, workload('Deployment', {}, { serviceAccountName: 'web' }));
    expect(impactOf(moved, snapshot, [closing, own(true), moved]).later).toEqual([]);
    expect(impactOf(moved, snapshot, [closing, own(false), moved]).later).toEqual(['New pods of it get no token.']);
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

  it('says who loses nothing by it, because of another binding or of what they are', () => {
    const subjects = [
      { kind: 'Group', name: 'system:masters' },
      { kind: 'User', name: 'ann' },
      { kind: 'User', name: 'bob' },
    ];
    const binding = { ...BINDING, subjects };
    const other = { ...BINDING, metadata: { ...BINDING.metadata, name: 'others' }, subjects: [{ kind: 'User', name: 'ann' }] };
    const snapshot = snapshotFrom([binding, other, ROLE]);
    expect(impactOf(deletionOf(snapshot, binding), snapshot).now).toEqual([
      'Group system:masters loses nothing: it may do everything anyhow.',
      'User ann loses nothing: other bindings, or what everybody may do, give it the same.',
      'User bob loses what Role reader grants in shop, at once.',
    ]);
  });
});

describe('a network policy', () => {
  const policy = (name: string, spec: object): Resource => object('networking.k8s.io/v1', 'NetworkPolicy', name, { spec });

  it('says whom it selects and what it cuts', () => {
    const snapshot = snapshotFrom(workload('Deployment'));
    const impact = impactOf(creationOf(policy('deny', { podSelector: {}, policyTypes: ['Ingress', 'Egress'] })), snapshot);
    expect(impact.now).toEqual([
      'Selects the pods of Deployment web; nothing restarts.',
      'Cuts 2 connections: shop/web[Deployment] -> outside (all ports), outside -> shop/web[Deployment] (all ports).',
    ]);
  });

  it('cuts nothing where another policy isolates already, and may open', () => {
    const snapshot = snapshotFrom([workload('Deployment'), policy('there', { podSelector: {} })]);
    const now = (spec: object): readonly string[] => impactOf(creationOf(policy('more', { podSelector: {}, ...spec })), snapshot).now;
    expect(now({ ingress: [] })).toEqual(['Selects the pods of Deployment web; nothing restarts.']);
    expect(now({ ingress: [{}] })).toEqual([
      'Selects the pods of Deployment web; nothing restarts.',
      'Opens 1 connection: outside -> shop/web[Deployment] (all ports).',
    ]);
  });

  it('says what the policies of a plan cut together, and no more than five of it', () => {
    const others = Array.from({ length: 9 }, (_, i) => ({ ...workload('Deployment'), metadata: { name: `w${i}`, namespace: 'far' } }));
    const snapshot = snapshotFrom([workload('Deployment'), ...others]);
    const [deny, allow] = [
      creationOf(policy('deny', { podSelector: {}, policyTypes: ['Egress'] })),
      creationOf(policy('allow', { podSelector: {}, egress: [{ to: [{ ipBlock: { cidr: '0.0.0.0/0' } }] }], policyTypes: ['Egress'] })),
    ];
    const [, cuts, ...more] = impactOf(deny, snapshot, [deny, allow]).now;
    expect(cuts).toMatch(
      /^Together with the other policies of the plan, cuts 9 connections: (?:shop\/web\[Deployment\] -> far\/w\d\[Deployment\] \(all ports\)(?:, )?){5} and 4 more\.$/,
    );
    expect(more).toEqual([]);
  });

  it('warns of what is declared', () => {
    const caller = workload('Deployment', {}, { containers: [{ name: 'web', args: ['http://db.far'] }] });
    const db = { ...workload('StatefulSet'), metadata: { name: 'db', namespace: 'far' } };
    const service = {
      ...object('v1', 'Service', 'db', { spec: { selector: { app: 'web' }, ports: [{ port: 80 }] } }),
      metadata: { name: 'db', namespace: 'far' },
    };
    const impact = impactOf(creationOf(policy('deny', { podSelector: {}, policyTypes: ['Egress'] })), snapshotFrom([caller, db, service]));
    expect(impact.warnings[0]).toBe(
      'Cuts what is declared: shop/web[Deployment] -> far/db[StatefulSet] (TCP 80; Service far/db is named in its env, command or args).',
    );
  });

  it('that is edited cuts what it no longer allows, and opens what it does', () => {
    const open = policy('open', { podSelector: {}, policyTypes: ['Ingress'], ingress: [{}] });
    const narrow = policy('open', { podSelector: {}, policyTypes: ['Ingress'], ingress: [{ ports: [{ port: 8080 }] }] });
    const said = (before: Resource, after: Resource): readonly string[] => {
      const snapshot = snapshotFrom([workload('Deployment'), before]);
      return impactOf(editOf(snapshot, before, after), snapshot).now;
    };
    const from = 'outside -> shop/web[Deployment] (all ports but TCP 8080)';
    expect(said(open, narrow)).toContain(`Cuts 1 connection: ${from}.`);
    expect(said(narrow, open)).toContain(`Opens 1 connection: ${from}.`);
  });

  it('that goes opens what it held', () => {
    const there = policy('there', { podSelector: {}, policyTypes: ['Egress'] });
    const snapshot = snapshotFrom([workload('Deployment'), there]);
    expect(impactOf(deletionOf(snapshot, there), snapshot).now).toEqual([
      'No longer selects the pods of Deployment web.',
      'Opens 1 connection: shop/web[Deployment] -> outside (all ports).',
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

  it('says that what holds plain credentials cannot be undone, in a cluster', () => {
    const config = { ...object('v1', 'ConfigMap', 'settings'), data: { DB_PASSWORD: 'hunter2-and-more' } };
    const snapshot = snapshotFrom(config);
    for (const change of [deletionOf(snapshot, config), creationOf(config)]) {
      expect(impactOf(change, snapshot).rollback).toEqual([expect.stringMatching(/cannot be undone/)]);
      expect(dangerOf(change)).toBe('name');
    }
    const sound = object('v1', 'ConfigMap', 'settings');
    expect(impactOf(deletionOf(snapshotFrom(sound), sound), snapshotFrom(sound)).rollback[0]).toMatch(/creates it again/);
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
