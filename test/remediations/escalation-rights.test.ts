import { describe, expect, it } from 'vitest';
import remediation from '../../remediations/escalation-rights.ts';
import { scanOne } from '../../src/core/scan.ts';
import { describeRemediation } from './describeRemediation.ts';
import { snapshotFrom } from './manifests.ts';

const RBAC = 'rbac.authorization.k8s.io';
const role = (rules: string, kind = 'ClusterRole'): string => `
apiVersion: ${RBAC}/v1
kind: ${kind}
metadata: { name: operator }
rules: [${rules}]
`;

describeRemediation(remediation, {
  weak: role(
    `{ apiGroups: [${RBAC}], resources: [roles, rolebindings], verbs: [get, create, bind] },
     { apiGroups: [''], resources: [persistentvolumes, nodes], verbs: [get, create] },
     { apiGroups: [admissionregistration.k8s.io], resources: [validatingwebhookconfigurations], verbs: ['*'] }`,
  ),
  hardened: role(
    `{ apiGroups: [${RBAC}], resources: [rolebindings], verbs: [get, create, bind] },
     { apiGroups: [${RBAC}], resources: [roles], verbs: [get, create] },
     { apiGroups: [${RBAC}], resources: [roles], verbs: [bind], resourceNames: [reader] },
     { apiGroups: [''], resources: [nodes], verbs: [get, create] },
     { apiGroups: [''], resources: [persistentvolumes], verbs: [get] },
     { apiGroups: [admissionregistration.k8s.io], resources: [validatingwebhookconfigurations], verbs: [get, list, watch, delete, deletecollection] },
     { apiGroups: [admissionregistration.k8s.io], resources: [validatingwebhookconfigurations], verbs: [update, patch], resourceNames: [own] }`,
  ),
  sound: [
    role(`{ apiGroups: [${RBAC}], resources: [roles, clusterrolebindings], verbs: [create, patch] }`),
    role(`{ apiGroups: [${RBAC}], resources: [rolebindings], verbs: [bind] }`),
    role(`{ apiGroups: [${RBAC}], resources: [clusterroles], verbs: [bind], resourceNames: [view] }`),
    role("{ apiGroups: [certificates.k8s.io], resources: [certificatesigningrequests/approval], verbs: ['*'] }", 'Role'),
    role('{ apiGroups: [certificates.k8s.io], resources: [signers], verbs: [sign, approve], resourceNames: [example.com/own] }'),
    role('{ apiGroups: [certificates.k8s.io], resources: [signers], verbs: [sign] }', 'Role'),
    role("{ apiGroups: [''], resources: [nodes/proxy], verbs: ['*'] }", 'Role'),
    role("{ apiGroups: [''], resources: [users, groups], verbs: [impersonate] }", 'Role'),
    role("{ apiGroups: [''], resources: [serviceaccounts], verbs: [create, get] }"),
  ],
  answers: { bind: 'reader', volumes: 'none', webhooks: 'own' },
});

describe('escalation-rights', () => {
  const details = (yaml: string): readonly string[] =>
    scanOne(remediation, snapshotFrom(yaml), () => undefined).findings.flatMap(({ evidence }) => evidence.map(({ detail }) => detail));

  it.each([
    [`{ apiGroups: [${RBAC}], resources: [clusterroles], verbs: [escalate] }`, 'ClusterRole', /escalate on clusterroles/],
    [
      `{ apiGroups: [${RBAC}], resources: [clusterroles], verbs: [bind], resourceNames: [cluster-admin] }`,
      'ClusterRole',
      /bind on clusterroles/,
    ],
    [
      "{ apiGroups: [''], resources: [groups], verbs: [impersonate], resourceNames: [system:masters] }",
      'ClusterRole',
      /impersonate on groups/,
    ],
    ['{ apiGroups: [certificates.k8s.io], resources: [signers], verbs: [sign] }', 'ClusterRole', /sign on signers/],
    [
      '{ apiGroups: [certificates.k8s.io], resources: [signers], verbs: [sign], resourceNames: [kubernetes.io/kube-apiserver-client] }',
      'ClusterRole',
      /sign on signers/,
    ],
    ["{ apiGroups: ['*'], resources: ['*'], verbs: [impersonate] }", 'Role', /impersonate on serviceaccounts/],
    ["{ apiGroups: [''], resources: [serviceaccounts/token], verbs: [create] }", 'Role', /tokens.*create on serviceaccounts\/token/],
    [
      '{ apiGroups: [certificates.k8s.io], resources: [certificatesigningrequests/approval], verbs: [update] }',
      'ClusterRole',
      /certificates/,
    ],
    ["{ apiGroups: [''], resources: [nodes/proxy], verbs: [get] }", 'ClusterRole', /kubelets.*get on nodes\/proxy/],
  ])('sees %s in a %s', (rule, kind, said) => {
    expect(details(role(rule, kind))).toEqual([expect.stringMatching(said)]);
  });

  it('does not take the strongest name for a limit', () => {
    const snapshot = snapshotFrom(role(`{ apiGroups: [${RBAC}], resources: [clusterroles], verbs: [bind] }`));
    const [input] = remediation.inputs?.(snapshot.list(`${RBAC}/ClusterRole`)[0]!, snapshot) ?? [];
    expect(input?.refuse?.('view,cluster-admin')).toMatch(/cluster-admin is as good as all/);
    expect(input?.refuse?.('view')).toBeUndefined();
  });

  it('does not believe a name alone, once somebody outside holds it', () => {
    const named = role("{ apiGroups: [''], resources: [serviceaccounts/token], verbs: [create] }").replace(
      'name: operator',
      "name: 'system:helper'",
    );
    const binding = (subject: string): string => `
apiVersion: ${RBAC}/v1
kind: ClusterRoleBinding
metadata: { name: helper }
roleRef: { apiGroup: ${RBAC}, kind: ClusterRole, name: 'system:helper' }
subjects: [${subject}]
`;
    expect(details(named)).toEqual([]);
    expect(details(`${named}---${binding('{ kind: ServiceAccount, name: helper, namespace: kube-system }')}`)).toEqual([]);
    expect(details(`${named}---${binding("{ kind: Group, name: 'system:authenticated' }")}`)).toHaveLength(1);
    expect(details(`${named}---${binding('{ kind: User, name: sam }')}`)).toHaveLength(1);
  });

  it('leaves what the cluster itself runs with', () => {
    const yaml = `${role("{ apiGroups: [''], resources: [serviceaccounts/token], verbs: [create] }")}---
apiVersion: ${RBAC}/v1
kind: ClusterRoleBinding
metadata: { name: operator }
roleRef: { apiGroup: ${RBAC}, kind: ClusterRole, name: operator }
subjects: [{ kind: ServiceAccount, name: cni, namespace: kube-system }]
---
apiVersion: apps/v1
kind: DaemonSet
metadata: { name: cni, namespace: kube-system }
spec: { template: { spec: { serviceAccountName: cni, priorityClassName: system-node-critical, containers: [] } } }
`;
    const judged = scanOne(remediation, snapshotFrom(yaml), () => undefined);
    expect([judged.findings, judged.byDesign[0]?.reason]).toEqual([[], expect.stringMatching(/system-node-critical/)]);
  });
});
