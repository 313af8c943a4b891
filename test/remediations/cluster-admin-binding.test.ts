import { describe, expect, it } from 'vitest';
import remediation from '../../remediations/cluster-admin-binding.ts';
import { scanOne } from '../../src/core/scan.ts';
import { describeRemediation } from './describeRemediation.ts';
import { snapshotFrom } from './manifests.ts';

const API = 'apiVersion: rbac.authorization.k8s.io/v1';
const binding = (name: string, subjects: string, role = 'cluster-admin'): string => `
${API}
kind: ClusterRoleBinding
metadata: { name: '${name}' }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: ${role} }
subjects: [${subjects}]
`;
const CLUSTER_ADMIN = `
${API}
kind: ClusterRole
metadata: { name: cluster-admin }
rules: [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }, { nonResourceURLs: ['*'], verbs: ['*'] }]
`;
const group = (name: string): string => `{ kind: Group, apiGroup: rbac.authorization.k8s.io, name: '${name}' }`;
const DASHBOARD = '{ kind: ServiceAccount, name: kubernetes-dashboard, namespace: kubernetes-dashboard }';
const CI = '{ kind: ServiceAccount, name: ci, namespace: build }';

describeRemediation(remediation, {
  weak: `${binding('ops', group('ops'))}---${binding('shared', `${DASHBOARD}, ${CI}`)}---${CLUSTER_ADMIN}`,
  hardened: `${binding('shared', DASHBOARD)}---${CLUSTER_ADMIN}`,
  sound: [
    binding('ops', group('ops'), 'view'),
    binding('dashboard', DASHBOARD),
    binding('everybody', group('system:authenticated')),
    binding('kubeadm:cluster-admins', group('kubeadm:cluster-admins')),
  ],
});

describe('cluster-admin-binding', () => {
  const judge = (yaml: string) => scanOne(remediation, snapshotFrom(`${yaml}---${CLUSTER_ADMIN}`), () => undefined);
  const doubts = (yaml: string): readonly string[] => judge(yaml).findings.flatMap((finding) => finding.doubts.map(({ text }) => text));

  it('warns that a user or group may be the way in, and names what runs as a ServiceAccount', () => {
    expect(doubts(binding('ops', group('ops')))).toEqual([expect.stringMatching(/Group ops loses all rights .* locks you out/)]);
    const pod =
      'apiVersion: v1\nkind: Pod\nmetadata: { name: runner, namespace: build }\nspec: { serviceAccountName: ci, containers: [] }\n';
    expect(doubts(`${binding('ci', CI)}---\n${pod}`)).toEqual([expect.stringMatching(/build\/Pod runner runs/)]);
  });

  it('doubts for an account that is named without a namespace', () => {
    expect(doubts(binding('ci', '{ kind: ServiceAccount, name: ci }'))).toEqual([
      expect.stringMatching(/ServiceAccount ci is named without a kind or a namespace/),
    ]);
  });

  it('needs no doubt where another binding gives the same', () => {
    expect(doubts(`${binding('a', CI)}---${binding('b', CI)}`)).toEqual([]);
  });

  it('says what a RoleBinding gives, and why kubeadm binds its own group', () => {
    const role = binding('ops', group('ops'))
      .replace('ClusterRoleBinding', 'RoleBinding')
      .replace("name: 'ops'", 'name: ops, namespace: shop');
    expect(judge(role).findings[0]?.evidence).toEqual([{ path: 'subjects[0]', detail: 'may do everything in the namespace' }]);
    expect(judge(binding('kubeadm:cluster-admins', group('kubeadm:cluster-admins'))).byDesign).toHaveLength(1);
  });
});
