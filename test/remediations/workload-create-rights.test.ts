import { describe, expect, it } from 'vitest';
import remediation from '../../remediations/workload-create-rights.ts';
import { scanOne } from '../../src/core/scan.ts';
import { describeRemediation } from './describeRemediation.ts';
import { snapshotFrom } from './manifests.ts';

const API = 'apiVersion: rbac.authorization.k8s.io/v1';
const role = (rules: string, kind = 'ClusterRole'): string => `
${API}
kind: ${kind}
metadata: { name: deployer }
rules: [${rules}]
`;
const binding = (kind: string, metadata: string, subjects: string, roleRef = 'kind: ClusterRole, name: deployer'): string => `
${API}
kind: ${kind}
metadata: { ${metadata} }
roleRef: { apiGroup: rbac.authorization.k8s.io, ${roleRef} }
subjects: [${subjects}]
`;
const CI = '{ kind: ServiceAccount, name: ci, namespace: build }';
const SAM = '{ kind: User, apiGroup: rbac.authorization.k8s.io, name: sam }';
const EVERYWHERE = binding('ClusterRoleBinding', 'name: ci', CI);
const IN_SHOP = binding('RoleBinding', 'name: sam, namespace: shop', SAM);
const WEAK = role("{ apiGroups: ['', apps], resources: [pods, deployments], verbs: [get, create] }");

describeRemediation(remediation, {
  weak: `${WEAK}---${EVERYWHERE}---${IN_SHOP}`,
  hardened: `
${role("{ apiGroups: [''], resources: [pods], verbs: [get] }, { apiGroups: [apps], resources: [deployments], verbs: [get] }")}---${EVERYWHERE}---${IN_SHOP}---
${API}
kind: Role
metadata: { name: deployer-workloads, namespace: shop }
rules: [{ apiGroups: [''], resources: [pods], verbs: [create] }, { apiGroups: [apps], resources: [deployments], verbs: [create] }]
---${binding('RoleBinding', 'name: deployer-workloads, namespace: shop', `${CI}, ${SAM}`, 'kind: Role, name: deployer-workloads')}`,
  sound: [
    role("{ apiGroups: ['', apps], resources: [pods, deployments], verbs: [get, list, delete] }"),
    role('{ apiGroups: [rbac.authorization.k8s.io], resources: [pods], verbs: [create] }'),
    role("{ apiGroups: [''], resources: [pods/eviction], verbs: [create] }"),
  ],
  answers: { namespaces: 'shop' },
});

describe('workload-create-rights', () => {
  it('leaves Roles alone, which reach one namespace', () => {
    expect(
      scanOne(remediation, snapshotFrom(role("{ apiGroups: [''], resources: [pods], verbs: [create] }", 'Role')), () => undefined).findings,
    ).toEqual([]);
  });

  it('suggests where it is held today, and refuses what is no namespace', () => {
    const snapshot = snapshotFrom(`${WEAK}---${EVERYWHERE}---${IN_SHOP}`);
    const [input] = remediation.inputs?.(snapshot.list('rbac.authorization.k8s.io/ClusterRole')[0]!, snapshot) ?? [];
    expect(input?.default).toBe('build,shop');
    expect([input?.refuse?.('none'), input?.refuse?.('shop, build'), input?.refuse?.('*')]).toEqual([
      undefined,
      undefined,
      expect.any(String),
    ]);
  });

  it('makes nothing for nobody', () => {
    const snapshot = snapshotFrom(WEAK);
    const edits = remediation.fix?.(snapshot.list('rbac.authorization.k8s.io/ClusterRole')[0]!, snapshot, { namespaces: 'shop' });
    expect(edits?.map(({ ref }) => ref.kind)).toEqual(['ClusterRole']);
  });
});
