import { describe, expect, it } from 'vitest';
import remediation from '../../remediations/dashboard-cluster-admin.ts';
import { scanOne } from '../../src/core/scan.ts';
import { describeRemediation } from './describeRemediation.ts';
import { snapshotFrom } from './manifests.ts';

const binding = (name: string, subjects: string, role = 'cluster-admin'): string => `
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: { name: ${name} }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: ${role} }
subjects:
${subjects}`;

const DASHBOARD = '- { kind: ServiceAccount, name: kubernetes-dashboard, namespace: kube-system }\n';
const OWN_NAMESPACE = '- { kind: ServiceAccount, name: kubernetes-dashboard, namespace: kubernetes-dashboard }\n';
const ADMINS = '- { kind: Group, apiGroup: rbac.authorization.k8s.io, name: admins }\n';

describeRemediation(remediation, {
  weak: `${binding('kubernetes-dashboard', DASHBOARD)}---${binding('admins', ADMINS + OWN_NAMESPACE)}`,
  hardened: binding('admins', ADMINS),
  sound: [
    binding('kubernetes-dashboard', DASHBOARD, 'kubernetes-dashboard'),
    binding('admins', ADMINS),
    binding('other', '- { kind: ServiceAccount, name: kubernetes-dashboard, namespace: shop }\n'),
  ],
});

const judge = (yaml: string) => scanOne(remediation, snapshotFrom(yaml), () => undefined).findings;

describe('dashboard-cluster-admin', () => {
  it('knows the account by its user name too, and in a RoleBinding', () => {
    expect(judge(binding('x', "- { kind: User, name: 'system:serviceaccount:kube-system:kubernetes-dashboard' }\n"))).toHaveLength(1);
    const role = binding('x', '- { kind: ServiceAccount, name: kubernetes-dashboard }\n')
      .replace('ClusterRoleBinding', 'RoleBinding')
      .replace('name: x', 'name: x, namespace: kube-system');
    expect(judge(role)).toHaveLength(1);
  });

  it('is automatic while no dashboard runs', () => {
    expect(judge(binding('kubernetes-dashboard', DASHBOARD))[0]?.fix).toBe('auto');
  });

  it('doubts for a running dashboard and for an add-on manager', () => {
    const running = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: dashboard, namespace: kube-system }
spec: { template: { spec: { serviceAccountName: kubernetes-dashboard } } }
`;
    expect(judge(`${binding('kubernetes-dashboard', DASHBOARD)}---${running}`)[0]?.doubts[0]?.text).toMatch(
      /kube-system\/Deployment dashboard/,
    );
    const reconciled = binding('x', DASHBOARD).replace('name: x', 'name: x, labels: { addonmanager.kubernetes.io/mode: Reconcile }');
    expect(judge(reconciled)[0]?.doubts[0]?.text).toMatch(/add-on manager/);
  });
});
