import { describe, expect, it } from 'vitest';
import remediation from '../../remediations/anonymous-binding.ts';
import { scanOne } from '../../src/core/scan.ts';
import { describeRemediation } from './describeRemediation.ts';
import { snapshotFrom } from './manifests.ts';

const API = 'apiVersion: rbac.authorization.k8s.io/v1';
const binding = (role: string, subjects: string): string => `
${API}
kind: ClusterRoleBinding
metadata: { name: open }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: '${role}' }
subjects: [${subjects}]
`;
const subject = (kind: string, name: string): string => `{ kind: ${kind}, apiGroup: rbac.authorization.k8s.io, name: '${name}' }`;
const ANYBODY = subject('User', 'system:anonymous');
const UNAUTHENTICATED = subject('Group', 'system:unauthenticated');
const OPS = subject('Group', 'ops');
const KUBEADM = `
${API}
kind: RoleBinding
metadata: { name: 'kubeadm:bootstrap-signer-clusterinfo', namespace: kube-public }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: 'kubeadm:bootstrap-signer-clusterinfo' }
subjects: [${ANYBODY}]
`;

describeRemediation(remediation, {
  weak: binding('view', `${ANYBODY}, ${OPS}, ${UNAUTHENTICATED}`),
  hardened: binding('view', OPS),
  sound: [binding('view', OPS), binding('system:public-info-viewer', UNAUTHENTICATED), KUBEADM],
});

describe('anonymous-binding', () => {
  const judge = (yaml: string) => scanOne(remediation, snapshotFrom(yaml), () => undefined);
  const role = (rule: string): string => `${API}\nkind: ClusterRole\nmetadata: { name: open }\nrules: [${rule}]\n`;

  it('says why what is public is needed', () => {
    for (const yaml of [binding('system:public-info-viewer', UNAUTHENTICATED), KUBEADM]) expect(judge(yaml).byDesign).toHaveLength(1);
  });

  it('doubts where paths are open, which probes ask for, and not for objects', () => {
    const paths = `${binding('open', ANYBODY)}---\n${role('{ nonResourceURLs: [/healthz], verbs: [get] }')}`;
    expect(judge(paths).findings[0]?.doubts[0]?.text).toMatch(/health checks.*get \/healthz/);
    const pods = `${binding('open', ANYBODY)}---\n${role("{ apiGroups: [''], resources: [pods], verbs: [get] }")}`;
    expect(judge(pods).findings[0]?.fix).toBe('auto');
  });
});
