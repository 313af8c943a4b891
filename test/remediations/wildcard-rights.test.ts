import { describe, expect, it } from 'vitest';
import remediation from '../../remediations/wildcard-rights.ts';
import { auditLogObject } from '../../src/analysis/rbac/audit/used.ts';
import type { Use } from '../../src/analysis/rbac/audit/uses.ts';
import { covers } from '../../src/analysis/rbac/difference.ts';
import { identityOfUser } from '../../src/analysis/rbac/identity.ts';
import { ownRulesOf } from '../../src/analysis/rbac/rules.ts';
import { refOf } from '../../src/core/resource.ts';
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

describe('wildcard-rights beside an audit log', () => {
  const HELD = `${role("{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }, { nonResourceURLs: [/metrics], verbs: ['*'] }")}---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: { name: ops, namespace: shop }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: ops }
subjects: [{ kind: ServiceAccount, name: deployer, namespace: ci }, { kind: Group, name: 'system:serviceaccounts:batch', apiGroup: rbac.authorization.k8s.io }]
`;
  const use = (name: string, namespace: string, verb: string, group: string, resource: string): Use => ({
    identity: identityOfUser(name),
    namespace,
    rule: { verbs: [verb], apiGroups: [group], resources: [resource], resourceNames: [], nonResourceURLs: [] },
  });
  const uses = [
    use('system:serviceaccount:ci:deployer', 'shop', 'patch', 'apps', 'deployments'),
    use('system:serviceaccount:batch:any', 'shop', 'get', '', 'pods'),
    use('system:serviceaccount:ci:deployer', 'elsewhere', 'delete', '', 'secrets'),
    use('ann', 'shop', 'list', '', 'nodes'),
  ];
  const log = auditLogObject({ uses, from: '2026-11-01T00:00:00Z', to: '2026-11-20T00:00:00Z' });
  const plain = snapshotFrom(HELD);
  const snapshot = plain.with([{ ref: refOf(log), resource: log }]);
  const [judged] = snapshot.list('rbac.authorization.k8s.io/ClusterRole');

  it('offers what its holders used where the bindings reach, and nothing that others used or that was used elsewhere', () => {
    const inputs = Object.fromEntries((remediation.inputs?.(judged!, snapshot) ?? []).map((input) => [input.name, input.default]));
    expect(inputs).toMatchObject({ apiGroups: 'core,apps', resources: 'deployments,pods', 'rules[0].verbs': 'get,patch' });
  });

  it('never offers more than the wildcard grants', () => {
    const answers = Object.fromEntries((remediation.inputs?.(judged!, snapshot) ?? []).map((input) => [input.name, input.default ?? '']));
    const [edit] = remediation.fix?.(judged!, snapshot, answers) ?? [];
    expect(covers(ownRulesOf(judged!), ownRulesOf(edit!.after!))).toBe(true);
    expect(covers(ownRulesOf(edit!.after!), [uses[0]!.rule, uses[1]!.rule])).toBe(true);
    expect(covers(ownRulesOf(edit!.after!), [uses[2]!.rule])).toBe(false);
  });

  it('says over which time it tells, and which rule nobody used', () => {
    const [doubt] = remediation.doubts?.(judged!, snapshot) ?? [];
    expect(doubt?.text).toContain('from 2026-11-01T00:00:00Z to 2026-11-20T00:00:00Z');
    expect(doubt?.text).toContain('no use of rule 2');
    expect(remediation.doubts?.(judged!, plain).some(({ text }) => text.includes('audit log'))).toBe(false);
  });
});
