import { describe, expect, it } from 'vitest';
import { catalogue } from '../../remediations/index.ts';
import { applyPlan } from '../../src/app/apply.ts';
import { scanTarget } from '../../src/app/scan.ts';
import type { Resource } from '../../src/core/resource.ts';
import type { Unread } from '../../src/core/snapshot.ts';
import { openMemory } from '../../src/memory/target.ts';
import { checkout, clock, is, NS, scene } from './scene.ts';

const RBAC = 'rbac.authorization.k8s.io/v1';
const MONITORING: Resource = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'monitoring' } };
const ROLE: Resource = {
  apiVersion: RBAC,
  kind: 'Role',
  metadata: { name: 'reader', namespace: 'monitoring' },
  rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['list'] }],
};
const ELSEWHERE: Resource = {
  apiVersion: RBAC,
  kind: 'RoleBinding',
  metadata: { name: 'payments-reads', namespace: 'monitoring' },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'reader' },
  subjects: [{ kind: 'ServiceAccount', name: 'default', namespace: 'payments' }],
};
const ACCOUNT: Resource = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace: 'payments' } };

const user = (): Resource => {
  const workload = structuredClone(checkout()) as unknown as { spec: { template: { spec: Record<string, unknown> } } };
  delete workload.spec.template.spec['automountServiceAccountToken'];
  return workload as unknown as Resource;
};

const scanned = async (unread: readonly Unread[] = []) => {
  const target = openMemory({ entries: [NS, MONITORING, ROLE, ELSEWHERE, ACCOUNT, user()], unread });
  return (await scanTarget({ target, catalogue, namespace: 'payments' })).result;
};

describe('a scan of one namespace', () => {
  it('still sees the rights that stand elsewhere', async () => {
    const { findings } = await scanned();
    expect(findings.find((f) => f.remediation === 'default-sa-automount')?.fix).toBe('guard');
  });

  it('reports on that namespace alone', async () => {
    const { findings } = await scanned();
    const places = findings.map(({ ref }) => ref.namespace ?? ref.name);
    expect(places.length).toBeGreaterThan(0);
    expect(new Set(places)).toEqual(new Set(['payments']));
  });

  it('is never automatic where the rest could not be seen', async () => {
    const kind = 'rbac.authorization.k8s.io/RoleBinding';
    const { findings, notChecked } = await scanned([{ kind, namespace: 'monitoring', reason: 'you may not list it' }]);
    expect(findings.find((f) => f.remediation === 'default-sa-automount')?.fix).not.toBe('auto');
    expect(notChecked.map((n) => n.remediation)).toContain('default-sa-automount');
  });

  it('is followed by one of the same after an apply', async () => {
    const { plan, target, journal } = scene([NS, MONITORING, ROLE, ELSEWHERE, checkout()]);
    const { changes } = await plan(is('privilege-escalation'));
    const { signal } = new AbortController();
    const parts = { target, journal, catalogue, clock: clock(), version: '0.0.0', control: { stop: signal, leave: signal } };
    const applied = await applyPlan({
      ...parts,
      on: () => undefined,
      keepGoing: false,
      autoRollback: false,
      changes,
      namespace: 'payments',
    });
    const places = applied.scan?.result.findings.map(({ ref }) => ref.namespace ?? ref.name);
    expect(new Set(places)).toEqual(new Set(['payments']));
  });
});
