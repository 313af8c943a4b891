import { describe, expect, it } from 'vitest';
import { describeGrant, grantsTo } from '../../../src/analysis/rbac/grants.ts';
import { describeRule } from '../../../src/analysis/rbac/rules.ts';
import type { Resource } from '../../../src/core/resource.ts';
import type { Facts } from '../../../src/core/snapshot.ts';
import { snapshotFrom } from '../../remediations/manifests.ts';

const GROUP = 'rbac.authorization.k8s.io';

const role = (kind: string, name: string, rules: readonly object[], more: object = {}): Resource => ({
  apiVersion: `${GROUP}/v1`,
  kind,
  metadata: { name, ...(kind === 'Role' ? { namespace: 'shop' } : {}), ...more },
  rules,
});

const binding = (kind: string, to: string, subject: object): Resource => ({
  apiVersion: `${GROUP}/v1`,
  kind,
  metadata: { name: 'b', ...(kind === 'RoleBinding' ? { namespace: 'shop' } : {}) },
  roleRef: { apiGroup: GROUP, kind: to.split(' ')[0], name: to.split(' ')[1] },
  subjects: [subject],
});

const READ = { apiGroups: [''], resources: ['secrets'], verbs: ['get'] };
const WEB = { kind: 'ServiceAccount', name: 'web', namespace: 'shop' };

const said = (objects: readonly Resource[], facts: Partial<Facts> = {}): readonly string[] =>
  grantsTo({ namespace: 'shop', name: 'web' }, snapshotFrom(objects, facts)).map(describeGrant);

describe('grantsTo', () => {
  it.each([
    WEB,
    { kind: 'User', name: 'system:serviceaccount:shop:web' },
    { kind: 'Group', name: 'system:serviceaccounts' },
    { kind: 'Group', name: 'system:serviceaccounts:shop' },
    { kind: 'Group', name: 'system:authenticated' },
  ])('sees what reaches it as %j', (subject) => {
    expect(said([role('ClusterRole', 'r', [READ]), binding('ClusterRoleBinding', 'ClusterRole r', subject)])).toEqual([
      'get secrets (ClusterRoleBinding b)',
    ]);
  });

  it.each([
    { ...WEB, namespace: 'other' },
    { kind: 'Group', name: 'system:serviceaccounts:other' },
    { kind: 'Group', name: 'system:unauthenticated' },
    { kind: 'User', name: 'web' },
  ])('does not see what reaches others: %j', (subject) => {
    expect(said([role('ClusterRole', 'r', [READ]), binding('ClusterRoleBinding', 'ClusterRole r', subject)])).toEqual([]);
  });

  it('keeps a RoleBinding to its namespace, and its subject without one to the same', () => {
    const own = { kind: 'ServiceAccount', name: 'web' };
    expect(said([role('Role', 'r', [READ]), binding('RoleBinding', 'Role r', own)])).toEqual(['get secrets in shop (RoleBinding b)']);
    expect(said([role('ClusterRole', 'r', [READ]), binding('RoleBinding', 'ClusterRole r', own)])).toEqual([
      'get secrets in shop (RoleBinding b)',
    ]);
  });

  it.each([
    [
      'reviews of oneself',
      { apiGroups: ['authorization.k8s.io'], resources: ['selfsubjectaccessreviews', 'selfsubjectrulesreviews'], verbs: ['create'] },
    ],
    ['discovery', { nonResourceURLs: ['/api', '/api/*', '/healthz', '/openapi/*', '/version/'], verbs: ['get'] }],
    ['the keys of the token issuer', { nonResourceURLs: ['/.well-known/openid-configuration', '/openid/v1/jwks'], verbs: ['get'] }],
    ['nothing: no API group', { resources: ['secrets'], verbs: ['get'] }],
    ['nothing: no verb', { apiGroups: [''], resources: ['secrets'] }],
  ])('does not count what everyone has: %s', (_what, rule) => {
    expect(said([role('ClusterRole', 'r', [rule]), binding('ClusterRoleBinding', 'ClusterRole r', WEB)])).toEqual([]);
  });

  it('counts what looks like discovery and is more', () => {
    const rules = [
      { nonResourceURLs: ['/metrics'], verbs: ['get'] },
      { nonResourceURLs: ['/healthz'], verbs: ['*'] },
      { apiGroups: ['*'], resources: ['*'], verbs: ['*'] },
    ];
    expect(said([role('ClusterRole', 'r', rules), binding('ClusterRoleBinding', 'ClusterRole r', WEB)])).toEqual([
      'get /metrics; do everything with /healthz; and 1 more (ClusterRoleBinding b)',
    ]);
  });

  it('does not know a role that files do not hold, and takes it for none in a cluster', () => {
    const bound = binding('ClusterRoleBinding', 'ClusterRole edit', WEB);
    expect(said([bound], { origin: 'files' })).toEqual(['use ClusterRole edit (ClusterRoleBinding b)']);
    expect(said([bound])).toEqual([]);
  });

  it('puts an aggregated role together where no controller has', () => {
    const whole = { ...role('ClusterRole', 'whole', []), aggregationRule: { clusterRoleSelectors: [{ matchLabels: { part: 'yes' } }] } };
    const part = role('ClusterRole', 'part', [READ], { labels: { part: 'yes' } });
    expect(said([whole, part, binding('ClusterRoleBinding', 'ClusterRole whole', WEB)])).toEqual(['get secrets (ClusterRoleBinding b)']);
  });
});

describe('a rule in words', () => {
  it('tells resources from paths', () => {
    const none = { verbs: ['*'], apiGroups: [], resources: [], resourceNames: [], nonResourceURLs: [] };
    expect(describeRule({ ...none, apiGroups: ['*'], resources: ['*'] })).toBe('do everything with all resources');
    expect(describeRule({ ...none, nonResourceURLs: ['*'] })).toBe('do everything with all paths');
  });
});
