import { describe, expect, it } from 'vitest';
import remediation from '../../remediations/default-sa-bound.ts';
import { scanOne } from '../../src/core/scan.ts';
import { describeRemediation } from './describeRemediation.ts';
import { snapshotFrom } from './manifests.ts';

const binding = (subjects: string, kind = 'RoleBinding'): string => `
apiVersion: rbac.authorization.k8s.io/v1
kind: ${kind}
metadata: { name: readers, namespace: shop }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view }
subjects: [${subjects}]
`;
const DEFAULT = '{ kind: ServiceAccount, name: default, namespace: web }';
const USER = '{ kind: User, name: default }';

describeRemediation(remediation, {
  weak: binding(`${USER}, ${DEFAULT}`),
  hardened: binding(USER),
  sound: [binding('{ kind: ServiceAccount, name: web }'), binding(USER), binding('')],
});

describe('default-sa-bound', () => {
  const pod = (namespace: string) => `
apiVersion: v1
kind: Pod
metadata: { name: web, namespace: ${namespace} }
spec: { containers: [{ name: web }] }
`;
  const VIEW = `
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: { name: view }
rules: [{ apiGroups: [''], resources: [pods], verbs: [get] }]
`;
  const judge = (yaml: string) => scanOne(remediation, snapshotFrom(`${VIEW}---${yaml}`), () => undefined).findings[0];

  it('doubts where pods use the account, and not elsewhere', () => {
    expect(judge(`${binding(DEFAULT)}---${pod('web')}`)?.doubts[0]?.text).toBe(
      'web/Pod web could no longer get pods in shop, at once; give an account of their own the rights first',
    );
    expect(judge(`${binding(DEFAULT)}---${pod('shop')}`)?.fix).toBe('auto');
    expect(judge(`${binding('{ kind: ServiceAccount, name: default }')}---${pod('shop')}`)?.fix).toBe('guard');
  });

  it('does not doubt where another binding gives the same, and names only what is lost where one gives some of it', () => {
    const role = (name: string, verbs: string): string => `
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: { name: ${name}, namespace: shop }
rules: [{ apiGroups: [''], resources: [configmaps], verbs: [${verbs}] }]
`;
    const bound = (name: string, to: string, subject: string): string => `
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: { name: ${name}, namespace: shop }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: ${to} }
subjects: [${subject}]
`;
    const ALL = '{ kind: Group, name: "system:serviceaccounts:web", apiGroup: rbac.authorization.k8s.io }';
    const others = (verbs: string): string =>
      [role('a', 'get, list'), role('b', verbs), bound('a', 'a', DEFAULT), bound('b', 'b', ALL), pod('web')].join('---');
    expect(judge(others('get, list'))?.fix).toBe('auto');
    expect(judge(others('get'))?.doubts.map(({ text }) => text)).toEqual([
      expect.stringMatching(/could no longer list configmaps in shop/),
    ]);
  });

  it('knows the account by the name of its user too', () => {
    const named = '{ kind: User, name: "system:serviceaccount:web:default", apiGroup: rbac.authorization.k8s.io }';
    expect(judge(`${binding(named)}---${pod('web')}`)).toMatchObject({
      fix: 'guard',
      evidence: [{ detail: 'the default ServiceAccount of web has rights' }],
    });
    expect(judge(binding(named.replace(':default"', ':other"')))).toBeUndefined();
  });

  it('deletes a binding that binds nobody else', () => {
    const snapshot = snapshotFrom(binding(DEFAULT));
    const edits = remediation.fix?.(snapshot.list('rbac.authorization.k8s.io/RoleBinding')[0]!, snapshot, {});
    expect(edits?.map(({ after }) => after)).toEqual([undefined]);
  });
});
