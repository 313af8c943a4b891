import { describe, expect, it } from 'vitest';
import remediation from '../../remediations/default-sa-automount.ts';
import { scanOne } from '../../src/core/scan.ts';
import { snapshotOf } from '../../src/core/snapshot.ts';
import { describeRemediation } from './describeRemediation.ts';
import { FACTS, resources, snapshotFrom } from './manifests.ts';

const ACCOUNT = `
apiVersion: v1
kind: ServiceAccount
metadata: { name: default, namespace: shop }
`;

const DEPLOYMENT = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: shop }
spec:
  template:
    spec:
      containers: [{ name: web, image: nginx:1.27 }]
`;

const READER = `
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: { name: reader, namespace: shop }
rules: [{ apiGroups: [''], resources: [configmaps], verbs: [get, list] }]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: { name: readers, namespace: shop }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader }
subjects: [{ kind: Group, apiGroup: rbac.authorization.k8s.io, name: 'system:serviceaccounts:shop' }]
`;

describeRemediation(remediation, {
  weak: `${ACCOUNT}---${DEPLOYMENT}`,
  hardened: `${ACCOUNT}automountServiceAccountToken: false\n---${DEPLOYMENT}`,
  sound: [
    `${ACCOUNT}automountServiceAccountToken: false`,
    `
apiVersion: v1
kind: ServiceAccount
metadata: { name: checkout, namespace: shop }
automountServiceAccountToken: true
`,
  ],
});

const judge = (yaml: string) => scanOne(remediation, snapshotFrom(yaml), () => undefined).findings;

describe('default-sa-automount', () => {
  it('is automatic while nobody needs the token', () => {
    expect(judge(`${ACCOUNT}---${DEPLOYMENT}`)[0]?.fix).toBe('auto');
    expect(judge(`${ACCOUNT}---${READER}`)[0]?.fix).toBe('auto');
  });

  it('names who would lose which right, also one that comes by a group', () => {
    const finding = judge(`${ACCOUNT}---${DEPLOYMENT}---${READER}`)[0];
    expect(finding?.fix).toBe('guard');
    expect(finding?.doubts[0]?.text).toMatch(/shop\/Deployment web.*get, list configmaps in shop \(RoleBinding readers\)/);
  });

  it('does not count pods that decide for themselves', () => {
    const own = DEPLOYMENT.replace('    spec:\n', '    spec:\n      automountServiceAccountToken: true\n');
    expect(judge(`${ACCOUNT}---${own}---${READER}`)[0]?.fix).toBe('auto');
  });

  it('doubts where a program reads the token, whatever its rights', () => {
    const vault = DEPLOYMENT.replace(
      '  template:\n',
      "  template:\n    metadata: { annotations: { vault.hashicorp.com/agent-inject: 'true' } }\n",
    );
    expect(judge(`${ACCOUNT}---${vault}`)[0]?.doubts[0]?.text).toMatch(/Vault/);
  });

  it('is not checked when RBAC cannot be read', () => {
    const kind = 'rbac.authorization.k8s.io/RoleBinding';
    const snapshot = snapshotOf(
      resources(ACCOUNT).map((resource) => ({ resource })),
      FACTS,
      [{ kind, reason: 'forbidden' }],
    );
    const judged = scanOne(remediation, snapshot, () => undefined);
    expect(judged.findings).toEqual([]);
    expect(judged.notChecked[0]?.reason).toMatch(/RoleBinding: forbidden/);
  });

  it('reports nothing where files do not hold the account', () => {
    expect(scanOne(remediation, snapshotFrom(DEPLOYMENT, { origin: 'files' }), () => undefined).findings).toEqual([]);
  });
});
