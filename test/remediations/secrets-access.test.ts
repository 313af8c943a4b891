import { describe, expect, it } from 'vitest';
import remediation from '../../remediations/secrets-access.ts';
import { kindOf } from '../../src/core/resource.ts';
import { describeRemediation } from './describeRemediation.ts';
import { snapshotFrom } from './manifests.ts';

const role = (rules: string, kind = 'Role'): string => `
apiVersion: rbac.authorization.k8s.io/v1
kind: ${kind}
metadata: { name: reader, namespace: shop }
rules: [${rules}]
`;

describeRemediation(remediation, {
  weak: role("{ apiGroups: [''], resources: [configmaps, secrets], verbs: [get, list, create] }"),
  hardened: role(
    `{ apiGroups: [''], resources: [configmaps], verbs: [get, list, create] },
     { apiGroups: [''], resources: [secrets], verbs: [create] },
     { apiGroups: [''], resources: [secrets], verbs: [get, list], resourceNames: [db, tls] }`,
  ),
  sound: [
    role("{ apiGroups: [''], resources: [secrets], verbs: [get], resourceNames: [db] }"),
    role("{ apiGroups: [''], resources: [secrets], verbs: [create, delete] }"),
    role('{ apiGroups: [apps], resources: [secrets], verbs: [get] }', 'ClusterRole'),
  ],
  answers: { secrets: 'db, tls' },
  judged: 'Role reader',
});

describe('secrets-access', () => {
  const snapshot = snapshotFrom(`${role("{ apiGroups: [''], resources: ['*'], verbs: ['*'] }")}---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: { name: readers, namespace: shop }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader }
subjects: [{ kind: ServiceAccount, name: web }]
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: shop }
spec:
  template:
    spec:
      serviceAccountName: web
      volumes: [{ name: tls, secret: { secretName: tls } }, { name: all, projected: { sources: [{ secret: { name: ca } }] } }]
      containers:
        - name: web
          env: [{ name: PASSWORD, valueFrom: { secretKeyRef: { name: db, key: password } } }]
          envFrom: [{ secretRef: { name: api } }]
`);
  const [judged] = snapshot.list('rbac.authorization.k8s.io/Role');

  it('suggests the Secrets that the pods of its holders use', () => {
    expect(remediation.inputs?.(judged!, snapshot).map((input) => input.default)).toEqual(['api,ca,db,tls']);
  });

  it('keeps everything else of a wildcard', () => {
    const [edit] = remediation.fix?.(judged!, snapshot, { secrets: 'db' }) ?? [];
    const rules = edit?.after?.['rules'] as readonly { resources: string[]; verbs: string[]; resourceNames?: string[] }[];
    expect(kindOf(edit!.ref)).toBe('rbac.authorization.k8s.io/Role');
    expect(rules[0]?.resources).toContain('configmaps');
    expect(rules[0]?.resources).not.toContain('secrets');
    expect(rules[1]).toMatchObject({ resources: ['secrets'], verbs: ['create', 'update', 'patch', 'delete', 'deletecollection'] });
    expect(rules[2]).toMatchObject({ resources: ['secrets'], verbs: ['get', 'list', 'watch'], resourceNames: ['db'] });
  });

  it('refuses patterns', () => {
    const [input] = remediation.inputs?.(judged!, snapshot) ?? [];
    expect([input?.refuse?.('db-*'), input?.refuse?.(''), input?.refuse?.('db')]).toEqual([
      expect.any(String),
      expect.any(String),
      undefined,
    ]);
  });
});
