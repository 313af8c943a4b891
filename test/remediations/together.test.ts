import { describe, expect, it } from 'vitest';
import { catalogue } from '../../remediations/index.ts';
import { evaluateResource } from '../../src/analysis/psa/resources.ts';
import { planChanges } from '../../src/core/plan.ts';
import { scan } from '../../src/core/scan.ts';
import { snapshotFrom } from './manifests.ts';

const WORST = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: shop }
spec:
  template:
    metadata: { annotations: { container.apparmor.security.beta.kubernetes.io/web: unconfined } }
    spec:
      hostNetwork: true
      hostPID: true
      hostIPC: true
      securityContext:
        runAsUser: 0
        runAsNonRoot: false
        seccompProfile: { type: Unconfined }
        appArmorProfile: { type: Unconfined }
        seLinuxOptions: { user: u, type: spc_t }
        sysctls: [{ name: kernel.msgmax, value: '1' }]
      initContainers: [{ name: setup, securityContext: { capabilities: { add: [SYS_ADMIN], drop: [NET_RAW] } } }]
      containers:
        - name: web
          ports: [{ containerPort: 80, hostPort: 80 }]
          securityContext: { privileged: true, allowPrivilegeEscalation: true, procMount: Unmasked, runAsNonRoot: false }
        - name: sidecar
          securityContext: { runAsUser: 0, seccompProfile: { type: Unconfined } }
`;
const hardening = catalogue.filter(({ id, category }) => category === 'pod-security' && !id.startsWith('psa-'));

describe('all fixes of pod security together', () => {
  const snapshot = snapshotFrom(WORST);
  const answers = { 'run-as-root': { uid: '10001' }, 'writable-root': { paths: '/tmp' } };
  const changes = planChanges(snapshot, scan(snapshot, hardening, () => undefined).findings, hardening, answers).map(
    ({ change }) => change,
  );
  const after = snapshot.with(changes.map(({ ref, after: resource }) => ({ ref, resource })));

  it('make one change, which meets the restricted level', () => {
    expect(changes).toHaveLength(1);
    const [hardened] = after.list('apps/Deployment');
    expect(evaluateResource('restricted', 'latest', hardened!)).toEqual([]);
  });

  it('leave nothing to find', () => {
    expect(scan(after, hardening, () => undefined).findings).toEqual([]);
  });
});

const TANGLED = `
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: { name: ops }
rules:
  - { apiGroups: ['', apps], resources: ['*'], verbs: ['*'] }
  - { apiGroups: ['*'], resources: [jobs, roles], verbs: [create, bind] }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: { name: ops }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: ops }
subjects:
  - { kind: Group, apiGroup: rbac.authorization.k8s.io, name: 'system:authenticated' }
  - { kind: Group, apiGroup: rbac.authorization.k8s.io, name: ops }
  - { kind: User, apiGroup: rbac.authorization.k8s.io, name: 'system:anonymous' }
  - { kind: ServiceAccount, name: default, namespace: shop }
  - { kind: ServiceAccount, name: gone, namespace: shop }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: { name: admins, namespace: shop }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin }
subjects:
  - { kind: ServiceAccount, name: default, namespace: shop }
  - { kind: ServiceAccount, name: kubernetes-dashboard, namespace: kubernetes-dashboard }
  - { kind: ServiceAccount, name: gone, namespace: shop }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: { name: cluster-admin }
rules: [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }, { nonResourceURLs: ['*'], verbs: ['*'] }]
---
apiVersion: v1
kind: Namespace
metadata: { name: shop }
`;
const rights = catalogue.filter(({ category, id }) => (category === 'rbac' && id !== 'rbac-off') || id === 'default-sa-bound');

describe('all fixes of RBAC together', () => {
  const snapshot = snapshotFrom(TANGLED);
  const all = scan(snapshot, rights, () => undefined).findings;
  const changes = planChanges(snapshot, all, rights).map(({ change }) => change);
  const after = snapshot.with(changes.map(({ ref, after: resource }) => ({ ref, resource })));

  it('make one change for each object, and leave nothing to find', () => {
    expect(all.some(({ fix }) => fix === 'guide')).toBe(true);
    expect(changes.map(({ ref, after: resource }) => `${ref.kind} ${ref.name} ${resource ? 'stays' : 'goes'}`)).toEqual([
      'ClusterRoleBinding ops stays',
      'ClusterRole ops stays',
      'RoleBinding admins goes',
    ]);
    expect(scan(after, rights, () => undefined).findings).toEqual([]);
  });

  it('never touch a default role', () => {
    expect(changes.filter(({ ref }) => ref.kind === 'ClusterRole' && ref.name === 'cluster-admin')).toEqual([]);
  });
});
