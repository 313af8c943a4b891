import { describe, expect, it } from 'vitest';
import remediation from '../../remediations/wildcard-rights.ts';
import { scanOne } from '../../src/core/scan.ts';
import { describeRemediation } from './describeRemediation.ts';
import { snapshotFrom } from './manifests.ts';

const role = (rules: string, { kind = 'ClusterRole', name = 'ops' } = {}): string => `
apiVersion: rbac.authorization.k8s.io/v1
kind: ${kind}
metadata: { name: '${name}' }
rules: [${rules}]
`;

describeRemediation(remediation, {
  weak: role(
    `{ apiGroups: ['*'], resources: [deployments, pods], verbs: [get] },
     { apiGroups: [batch], resources: ['*'], verbs: ['*'] },
     { nonResourceURLs: [/metrics], verbs: ['*'] }`,
  ),
  hardened: role(
    `{ apiGroups: ['', apps, extensions], resources: [deployments, pods], verbs: [get] },
     { apiGroups: [batch], resources: [jobs], verbs: [get, list, watch, create, update, patch, delete, deletecollection] },
     { nonResourceURLs: [/metrics], verbs: [get] }`,
  ),
  sound: [
    role("{ apiGroups: [''], resources: [pods, '*/scale'], verbs: [get], resourceNames: ['*'] }"),
    role("{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }", { name: 'cluster-admin' }),
    role("{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }", { name: 'system:controller:x' }),
    role("{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }").replace(
      'rules:',
      'aggregationRule: { clusterRoleSelectors: [{}] }\nrules:',
    ),
  ],
  answers: { resources: 'jobs' },
});

describe('wildcard-rights', () => {
  const inputsOf = (yaml: string) => {
    const snapshot = snapshotFrom(yaml);
    const [judged] = remediation.kinds.flatMap((kind) => snapshot.list(kind));
    return Object.fromEntries((remediation.inputs?.(judged!, snapshot) ?? []).map((input) => [input.name, input.default]));
  };

  it('offers what Kubernetes itself serves there, and in a Role only what stands in namespaces', () => {
    expect(inputsOf(role("{ apiGroups: [batch], resources: ['*'], verbs: [get] }"))).toEqual({
      resources: 'cronjobs,cronjobs/status,jobs,jobs/status',
    });
    const [core, inRole] = ['ClusterRole', 'Role'].map((kind) =>
      inputsOf(role("{ apiGroups: [''], resources: ['*'], verbs: [get] }", { kind })),
    );
    expect(core?.['resources']?.split(',')).toContain('nodes');
    expect(inRole?.['resources']?.split(',')).not.toContain('nodes');
    expect(inputsOf(role("{ apiGroups: [''], resources: [pods/exec], verbs: ['*'] }"))).toEqual({ verbs: 'get,create' });
  });

  it('offers nothing where the rule does not tell what is meant', () => {
    expect(inputsOf(role("{ apiGroups: ['*'], resources: ['*'], verbs: [get] }"))).toEqual({ apiGroups: undefined, resources: undefined });
    expect(inputsOf(role("{ apiGroups: [example.com], resources: ['*'], verbs: [get] }"))).toEqual({ resources: undefined });
  });

  it('asks for each rule where several have a wildcard in one place', () => {
    const twice = role("{ apiGroups: [''], resources: [pods], verbs: ['*'] }, { apiGroups: [''], resources: [nodes/proxy], verbs: ['*'] }");
    expect(Object.keys(inputsOf(twice))).toEqual(['rules[0].verbs', 'rules[1].verbs']);
  });

  it('says where each of them is', () => {
    const [finding] = scanOne(
      remediation,
      snapshotFrom(role("{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }")),
      () => undefined,
    ).findings;
    expect(finding?.evidence.map(({ path }) => path)).toEqual(['rules[0].apiGroups', 'rules[0].resources', 'rules[0].verbs']);
  });

  it('tells who holds it as a part of an aggregated role', () => {
    const part = role("{ apiGroups: [''], resources: [pods], verbs: ['*'] }").replace("name: 'ops'", "name: ops, labels: { whole: 'yes' }");
    const whole = role('', { name: 'all' }).replace(
      'rules:',
      "aggregationRule: { clusterRoleSelectors: [{ matchLabels: { whole: 'yes' } }] }\nrules:",
    );
    const binding = `
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: { name: all }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: all }
subjects: [{ kind: User, apiGroup: rbac.authorization.k8s.io, name: sam }]
`;
    const { findings } = scanOne(remediation, snapshotFrom(`${part}---${whole}---${binding}`), () => undefined);
    expect(findings.map(({ ref, doubts }) => [ref.name, doubts])).toEqual([
      ['ops', [{ text: 'User sam holds it everywhere by ClusterRoleBinding all.' }]],
    ]);
  });
});
