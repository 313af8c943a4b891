import { describe, expect, it } from 'vitest';
import remediation from '../../remediations/exec-rights.ts';
import { scanOne } from '../../src/core/scan.ts';
import type { Facts } from '../../src/core/snapshot.ts';
import { describeRemediation } from './describeRemediation.ts';
import { snapshotFrom } from './manifests.ts';

const role = (rules: string, kind = 'ClusterRole', name = 'debug'): string => `
apiVersion: rbac.authorization.k8s.io/v1
kind: ${kind}
metadata: { name: '${name}' }
rules: [${rules}]
`;
const READ = "{ apiGroups: [''], resources: [pods, pods/log], verbs: [get, list, watch] }";

describeRemediation(remediation, {
  weak: role(`${READ}, { apiGroups: ['', apps], resources: [pods/exec, pods/portforward, services], verbs: [get, create] }`),
  hardened: role(
    `${READ}, { apiGroups: [''], resources: [services], verbs: [get, create] },
     { apiGroups: [''], resources: [pods/exec], verbs: [create, get], resourceNames: [db-0] }`,
  ),
  sound: [
    role(READ),
    role("{ apiGroups: [''], resources: [pods/exec], verbs: [create], resourceNames: [db-0] }"),
    role("{ apiGroups: [''], resources: [pods/exec], verbs: [get, list] }"),
    role("{ apiGroups: [''], resources: ['pods/*'], verbs: [create] }"),
    role("{ apiGroups: [apps], resources: ['*'], verbs: ['*'] }"),
    role("{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }", 'ClusterRole', 'cluster-admin'),
    role("{ apiGroups: [''], resources: [pods/exec], verbs: [create] }", 'ClusterRole', 'system:node'),
  ],
  answers: { exec: 'db-0', portforward: 'none' },
});

describe('exec-rights', () => {
  const judge = (yaml: string, facts: Partial<Facts> = {}) => scanOne(remediation, snapshotFrom(yaml, facts), () => undefined).findings;
  const EXEC = "{ apiGroups: [''], resources: [pods/exec], verbs: [get] }";

  it('knows that GET was enough until 1.34', () => {
    expect(judge(role(EXEC), { serverVersion: 'v1.34.2' })).toHaveLength(1);
    expect(judge(role(EXEC), { serverVersion: 'v1.35.0' })).toEqual([]);
  });

  it('sees it in wildcards, and leads to their own remediation where all groups are meant', () => {
    expect(judge(role("{ apiGroups: [''], resources: ['*/attach'], verbs: [create] }", 'Role'))[0]?.fix).toBe('input');
    expect(judge(role("{ apiGroups: [''], resources: ['*'], verbs: [create] }"))[0]?.evidence).toHaveLength(3);
    expect(judge(role("{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }"))[0]?.fix).toBe('guide');
  });

  it('says who holds it and what runs as them', () => {
    const binding = `
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: { name: debuggers }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: debug }
subjects: [{ kind: User, apiGroup: rbac.authorization.k8s.io, name: sam }]
`;
    const weak = role("{ apiGroups: [''], resources: [pods/exec], verbs: [create] }");
    expect(judge(`${weak}---${binding}`)[0]?.doubts).toEqual([{ text: 'User sam holds it everywhere by ClusterRoleBinding debuggers.' }]);
  });
});
