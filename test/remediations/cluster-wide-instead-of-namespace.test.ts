import { describe, expect, it } from 'vitest';
import remediation from '../../remediations/cluster-wide-instead-of-namespace.ts';
import { scanOne } from '../../src/core/scan.ts';
import type { Facts } from '../../src/core/snapshot.ts';
import { describeRemediation } from './describeRemediation.ts';
import { snapshotFrom } from './manifests.ts';

const API = 'apiVersion: rbac.authorization.k8s.io/v1';
const WEB = '{ kind: ServiceAccount, name: web, namespace: shop }';
const binding = (subjects: string, kind = 'ClusterRoleBinding', metadata = 'name: web'): string => `
${API}
kind: ${kind}
metadata: { ${metadata} }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: web }
subjects: [${subjects}]
`;
const role = (rule: string): string => `${API}\nkind: ClusterRole\nmetadata: { name: web }\nrules: [${rule}]\n`;
const PODS = role("{ apiGroups: [''], resources: [pods], verbs: [get, list] }");

describeRemediation(remediation, {
  weak: `${binding(WEB)}---\n${PODS}`,
  hardened: `${binding(WEB, 'RoleBinding', 'name: web, namespace: shop')}---\n${PODS}`,
  sound: [
    `${binding(`${WEB}, { kind: Group, apiGroup: rbac.authorization.k8s.io, name: ops }`)}---\n${PODS}`,
    `${binding(`${WEB}, { kind: ServiceAccount, name: web, namespace: other }`)}---\n${PODS}`,
    `${binding(WEB)}---\n${role("{ apiGroups: [''], resources: [pods, nodes], verbs: [get] }")}`,
    `${binding(WEB)}---\n${role('{ apiGroups: [example.com], resources: [things], verbs: [get] }')}`,
    `${binding(WEB)}---\n${role('{ nonResourceURLs: [/metrics], verbs: [get] }')}`,
    binding(WEB),
  ],
});

describe('cluster-wide-instead-of-namespace', () => {
  const judge = (yaml: string, facts: Partial<Facts> = {}) => scanOne(remediation, snapshotFrom(yaml, facts), () => undefined).findings[0];
  const deployment = (env: string): string => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: shop }
spec: { template: { spec: { serviceAccountName: web, containers: [{ name: web, env: [${env}] }] } } }
`;
  const weak = `${binding(WEB)}---\n${PODS}---`;

  it('doubts unless what runs says that it looks at its own namespace alone', () => {
    expect(judge(weak + deployment(''))?.doubts[0]?.text).toMatch(/shop\/Deployment web runs as ServiceAccount shop\/web/);
    expect(judge(weak + deployment('{ name: WATCH_NAMESPACE, value: shop }'))?.fix).toBe('auto');
    expect(judge(weak + deployment('{ name: WATCH_NAMESPACE, value: other }'))?.fix).toBe('guard');
    expect(judge(weak + deployment('{ name: WATCH_NAMESPACE, valueFrom: { fieldRef: { fieldPath: metadata.namespace } } }'))?.fix).toBe(
      'auto',
    );
    expect(judge(`${binding(WEB)}---\n${PODS}`)?.doubts[0]?.text).toMatch(/Nothing that is seen runs as/);
  });

  it('gives way to a RoleBinding that has the name already', () => {
    const snapshot = snapshotFrom(weak + binding('', 'RoleBinding', 'name: web, namespace: shop'));
    const edits = remediation.fix?.(snapshot.list('rbac.authorization.k8s.io/ClusterRoleBinding')[0]!, snapshot, {});
    expect(edits?.map(({ ref }) => `${ref.kind} ${ref.name}`)).toEqual(['RoleBinding web-2', 'ClusterRoleBinding web']);
  });

  it('goes on where its RoleBinding was made and the other not yet deleted', () => {
    const snapshot = snapshotFrom(weak + binding(WEB, 'RoleBinding', 'name: web, namespace: shop'));
    const edits = remediation.fix?.(snapshot.list('rbac.authorization.k8s.io/ClusterRoleBinding')[0]!, snapshot, {});
    expect(edits?.map(({ ref, after }) => [ref.kind, after])).toEqual([['ClusterRoleBinding', undefined]]);
  });
});
