import { describe, expect, it } from 'vitest';
import { pathsFrom, pathToEverything, type Path } from '../../../src/analysis/rbac/escalation/paths.ts';
import { standingOf } from '../../../src/analysis/rbac/escalation/world.ts';
import type { Resource } from '../../../src/core/resource.ts';
import { snapshotFrom } from '../../remediations/manifests.ts';
import { binding, role, rule } from './objects.ts';

const ADMIN = role('cluster-admin', [
  { apiGroups: ['*'], resources: ['*'], verbs: ['*'] },
  { nonResourceURLs: ['*'], verbs: ['*'] },
]);
const RBAC = 'rbac.authorization.k8s.io';
const BOB = { kind: 'User', name: 'bob' } as const;

const said = ({ steps }: Path): string => steps.map(({ does, to }) => `${does} -> ${to.name}`).join('; ');

/** What bob, who holds these rules, can become. `In` names the namespace of a RoleBinding. */
const paths = (rules: readonly string[], objects: readonly Resource[], namespace?: string): readonly string[] => {
  const held = role('held', rules.map(rule), namespace === undefined ? {} : { namespace });
  const bound = binding('bound', `${held.kind} held`, ['user:bob'], namespace === undefined ? {} : { namespace });
  const snapshot = snapshotFrom([ADMIN, held, bound, ...objects]);
  return pathsFrom(standingOf(BOB, snapshot), snapshot).map(said);
};

const ROOT = binding('root', 'ClusterRole cluster-admin', ['account:ops/root', 'user:alice', 'group:admins']);
const ROOT_POD: Resource = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'p', namespace: 'ops' },
  spec: { serviceAccountName: 'root' },
};
const ROOT_TOKEN: Resource = {
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'root-token', namespace: 'ops', annotations: { 'kubernetes.io/service-account.name': 'root' } },
  type: 'kubernetes.io/service-account-token',
};

describe('pathsFrom', () => {
  it.each([
    ['impersonate users', 'User alice'],
    ['impersonate users@alice', 'User alice'],
    ['impersonate serviceaccounts', 'ServiceAccount ops/root'],
    ['create serviceaccounts/token', 'ServiceAccount ops/root'],
    ['create pods', 'ServiceAccount ops/root'],
    ['patch deployments.apps', 'ServiceAccount ops/root'],
    ['create jobs.batch', 'ServiceAccount ops/root'],
    ['create pods/exec', 'ServiceAccount ops/root'],
    ['get pods/exec', 'ServiceAccount ops/root'],
    ['patch pods/ephemeralcontainers', 'ServiceAccount ops/root'],
    ['get nodes/proxy', 'ServiceAccount ops/root'],
    ['list secrets', 'ServiceAccount ops/root'],
    ['get secrets@root-token', 'ServiceAccount ops/root'],
  ])('sees that %s gives %s', (held, to) => {
    const [first, ...others] = paths([held], [ROOT, ROOT_POD, ROOT_TOKEN]);
    expect(first).toContain(`-> ${to}`);
    expect(others).toEqual([]);
  });

  it.each([
    'impersonate groups',
    'impersonate users@carol',
    'create pods@p',
    'update pods',
    'patch jobs.batch',
    'get pods',
    'get secrets@other',
    'get serviceaccounts/token',
    'approve signers.certificates.k8s.io',
    'get nodes',
    `bind clusterroles.${RBAC}`,
    `create clusterrolebindings.${RBAC}`,
    `escalate clusterroles.${RBAC}`,
    `update clusterroles.${RBAC}`,
  ])('sees nothing in %s alone', (held) => {
    expect(paths([held], [ROOT, ROOT_POD, ROOT_TOKEN])).toEqual([]);
  });

  it.each([
    [['impersonate users@nobody', 'impersonate groups'], 'impersonate groups -> everything'],
    [['impersonate users@nobody', 'impersonate groups@system:masters'], 'impersonate groups named system:masters -> everything'],
    [
      [`bind clusterroles.${RBAC}`, `create clusterrolebindings.${RBAC}`],
      `bind clusterroles.${RBAC} and create clusterrolebindings.${RBAC} -> everything`,
    ],
    [
      [`bind clusterroles.${RBAC}@cluster-admin`, `patch clusterrolebindings.${RBAC}`],
      `bind clusterroles.${RBAC} named cluster-admin and patch clusterrolebindings.${RBAC} -> everything`,
    ],
    [
      [`escalate clusterroles.${RBAC}`, `patch clusterroles.${RBAC}`],
      `escalate clusterroles.${RBAC} and patch clusterroles.${RBAC} -> everything`,
    ],
    [
      [`escalate clusterroles.${RBAC}@held`, `update clusterroles.${RBAC}`],
      `escalate clusterroles.${RBAC} named held and update clusterroles.${RBAC} -> everything`,
    ],
  ])('puts together %j', (held, first) => {
    expect(paths(held, [])[0]).toBe(first);
  });

  it('needs a role of its own to escalate', () => {
    expect(paths([`escalate,update clusterroles.${RBAC}@other`], [])).toEqual([]);
  });

  it('sees a role that is given away to oneself', () => {
    const keys = role('keys', [rule('get secrets')]);
    const held = [`bind clusterroles.${RBAC}@keys`, `create clusterrolebindings.${RBAC}`];
    expect(paths(held, [keys])).toEqual([`${held[0]?.replace('@', ' named ')} and ${held[1]} -> ClusterRole keys`]);
  });

  it.each([[[`bind clusterroles.${RBAC}`, `create rolebindings.${RBAC}`]], [[`escalate,update roles.${RBAC}`]]])(
    'keeps what is held in a namespace to it: %j',
    (held) => {
      const there = paths(held, [ROOT], 'shop');
      expect(there).toHaveLength(1);
      expect(there[0]).toMatch(/-> everything in shop$/);
    },
  );

  it('goes on from a namespace to the accounts in it', () => {
    const [first, second] = paths([`escalate,update roles.${RBAC}`], [ROOT], 'ops');
    expect(first).toMatch(/-> everything in ops; create serviceaccounts\/token in ops -> ServiceAccount ops\/root$/);
    expect(second).toMatch(/-> everything in ops$/);
  });

  it.each([
    ['create pods', 'shop'],
    ['create serviceaccounts/token', 'shop'],
    ['impersonate users', 'ops'],
    ['get nodes/proxy', 'ops'],
  ])('does not reach with %s in %s what is elsewhere, or has no namespace', (held, namespace) => {
    expect(paths([held], [ROOT, ROOT_POD], namespace)).toEqual([]);
  });

  it('takes a certificate for anybody but system:masters', () => {
    const certificates = 'certificates.k8s.io';
    const held = [
      `create certificatesigningrequests.${certificates}`,
      `update certificatesigningrequests/approval.${certificates}`,
      `approve signers.${certificates}@kubernetes.io/*`,
    ];
    const found = paths(held, [ROOT]);
    expect(found.map((path) => path.replace(/.*-> /, ''))).toEqual(['User alice', 'Group admins', 'ServiceAccount ops/root']);
  });

  it('reads a token that it has put into a Secret, where it may both write and read them', () => {
    expect(paths(['create,get secrets'], [ROOT])).toEqual(['create secrets and get secrets -> ServiceAccount ops/root']);
    expect(paths(['create secrets'], [ROOT])).toEqual([]);
  });

  it('does not find a token in a pod that mounts none', () => {
    const pod = { ...ROOT_POD, spec: { serviceAccountName: 'root', automountServiceAccountToken: false } };
    expect(paths(['create pods/exec'], [ROOT, pod])).toEqual([]);
  });

  it('does not count who may do no more', () => {
    const weak = binding('weak', 'ClusterRole held', ['account:ops/weak']);
    expect(paths(['create pods', 'get nodes'], [weak])).toEqual([]);
  });

  it('follows chains, and ends where they go round', () => {
    const hop = (name: string, to: string): readonly Resource[] => [
      role(name, [rule(`create serviceaccounts/token@${to}`)], { namespace: 'ops' }),
      binding(name, `Role ${name}`, [`account:ops/${name}`], { namespace: 'ops' }),
    ];
    const chain = [...hop('a', 'b'), ...hop('b', 'c'), ...hop('c', 'a'), ...hop('d', 'root')];
    const found = paths(['create serviceaccounts/token@a'], chain, 'ops');
    expect(found.map((path) => path.split('; ').length)).toEqual([1, 2]);
    const held = role('held', [rule('create serviceaccounts/token@d')], { namespace: 'ops' });
    const snapshot = snapshotFrom([ADMIN, held, binding('b', 'Role held', ['user:bob'], { namespace: 'ops' }), ROOT, ...chain]);
    const path = pathToEverything(standingOf(BOB, snapshot), snapshot);
    expect(path && said(path)).toBe(
      'create serviceaccounts/token named d in ops -> ServiceAccount ops/d; create serviceaccounts/token named root in ops -> ServiceAccount ops/root',
    );
  });

  it('has no way up from the top', () => {
    const snapshot = snapshotFrom([ADMIN, ROOT]);
    expect(pathsFrom(standingOf({ kind: 'User', name: 'alice' }, snapshot), snapshot)).toEqual([]);
    expect(pathsFrom(standingOf({ kind: 'Group', name: 'system:masters' }, snapshot), snapshot)).toEqual([]);
  });
});
