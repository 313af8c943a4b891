import { describe, expect, it } from 'vitest';
import { authorize, whoCan } from '../../../src/analysis/rbac/authorize.ts';
import { describeIdentity, identityOfUser, reachedAs } from '../../../src/analysis/rbac/identity.ts';
import { allows } from '../../../src/analysis/rbac/request.ts';
import type { Resource } from '../../../src/core/resource.ts';
import { amended } from '../../../src/core/snapshot.ts';
import { snapshotFrom } from '../../remediations/manifests.ts';
import { binding, role, rule } from './objects.ts';

const pods = { verb: 'get', group: '', resource: 'pods' };

describe('allows', () => {
  it.each([
    ['get pods', { ...pods, name: 'a' }, true],
    ['get Pods', pods, false],
    ['* *', { ...pods, resource: 'pods/log' }, true],
    ['get pods', { ...pods, resource: 'pods/log' }, false],
    ['get pods/log', pods, false],
    ['get pods/*', { ...pods, resource: 'pods/log' }, false],
    ['get pods/*', pods, false],
    ['get */log', { ...pods, resource: 'pods/log' }, true],
    ['get */log', pods, false],
    ['get */*', { ...pods, resource: 'pods/log' }, false],
    ['get pods.apps', pods, false],
    ['get pods.*', pods, true],
    ['get pods@a,b', { ...pods, name: 'b' }, true],
    ['get pods@a', pods, false],
    ['get pods@*', { ...pods, name: 'a' }, false],
    ['get pods@*', { ...pods, name: '*' }, true],
    ['get /logs/*', { verb: 'get', path: '/logs/a/b' }, true],
    ['get /logs/*', { verb: 'get', path: '/logs' }, false],
    ['get /logs', { verb: 'get', path: '/logs/' }, false],
    ['get /*', { verb: 'get', path: '/' }, true],
    ['* *', { verb: 'get', path: '/healthz' }, false],
  ])('%s: %j is %s', (of, request, expected) => {
    expect(allows(rule(of), request)).toBe(expected);
  });
});

describe('reachedAs', () => {
  it.each([
    ['bob', ['user:bob', 'group:system:authenticated']],
    ['system:anonymous', ['user:system:anonymous', 'group:system:unauthenticated']],
    ['system:node:n1', ['user:system:node:n1', 'group:system:nodes', 'group:system:authenticated']],
    [
      'system:serviceaccount:shop:web',
      [
        'user:system:serviceaccount:shop:web',
        'group:system:serviceaccounts:shop',
        'group:system:serviceaccounts',
        'group:system:authenticated',
      ],
    ],
  ])('%s comes in the groups that the API server gives', (name, keys) => {
    expect(reachedAs(identityOfUser(name))).toEqual(keys);
  });

  it('takes further groups, and those of a group', () => {
    expect(reachedAs({ kind: 'User', name: 'bob' }, ['dev'])).toContain('group:dev');
    expect(reachedAs({ kind: 'Group', name: 'dev' })).toEqual(['group:dev', 'group:system:authenticated']);
    expect(reachedAs({ kind: 'Group', name: 'system:unauthenticated' })).toEqual(['group:system:unauthenticated']);
  });
});

const READ = role('read', [rule('get pods'), rule('get nodes'), rule('get /metrics')]);
const IN_SHOP = binding('in-shop', 'ClusterRole read', ['user:bob', 'group:dev'], { namespace: 'shop' });
const bob = reachedAs({ kind: 'User', name: 'bob' });

describe('authorize', () => {
  const snapshot = snapshotFrom([READ, IN_SHOP]);

  it('keeps a RoleBinding to its namespace, and says where it would be allowed', () => {
    expect(authorize(bob, pods, 'shop', snapshot)).toMatchObject({ allowed: true, by: [{ role: 'ClusterRole read', namespace: 'shop' }] });
    expect(authorize(bob, pods, 'bank', snapshot)).toEqual({ allowed: false, by: [], onlyIn: [], undecided: [] });
    expect(authorize(bob, pods, undefined, snapshot)).toEqual({ allowed: false, by: [], onlyIn: ['shop'], undecided: [] });
  });

  it('gives nothing through a namespace on what has none', () => {
    expect(authorize(bob, { ...pods, resource: 'nodes' }, 'shop', snapshot).allowed).toBe(false);
    expect(authorize(bob, { verb: 'get', path: '/metrics' }, 'shop', snapshot).allowed).toBe(false);
  });

  it('gives nothing by a ClusterRoleBinding to a Role', () => {
    const wrong = [role('read', [rule('get pods')], { namespace: 'shop' }), binding('wrong', 'Role read', ['user:bob'])];
    expect(authorize(bob, pods, 'shop', snapshotFrom(wrong)).allowed).toBe(false);
  });

  it('asks nobody about members of system:masters', () => {
    expect(authorize(reachedAs({ kind: 'User', name: 'x' }, ['system:masters']), pods, undefined, snapshotFrom([])).allowed).toBe(true);
  });

  it('says which roles it would have to know', () => {
    const unknown = binding('b', 'ClusterRole elsewhere', ['user:bob']);
    const inFiles = authorize(bob, pods, 'shop', snapshotFrom([unknown], { origin: 'files' }));
    expect(inFiles).toMatchObject({ allowed: false, undecided: [{ role: 'ClusterRole elsewhere' }] });
    expect(authorize(bob, pods, 'shop', snapshotFrom([unknown])).undecided).toEqual([]);
    const unread = amended(snapshotFrom([unknown]), { unread: [{ kind: 'rbac.authorization.k8s.io/ClusterRole', reason: 'forbidden' }] });
    expect(authorize(bob, pods, 'shop', unread).undecided).toHaveLength(1);
  });

  it('knows the default roles that files do not hold, and what is labelled into them', () => {
    const edit = binding('b', 'ClusterRole edit', ['user:bob']);
    const widgets = { ...pods, group: 'example.com', resource: 'widgets' };
    const part = role('widgets', [rule('get widgets.example.com')], {
      labels: { 'rbac.authorization.k8s.io/aggregate-to-view': 'true' },
    });
    const ask = (request: typeof pods, ...more: readonly Resource[]): boolean =>
      authorize(bob, request, 'shop', snapshotFrom([edit, ...more], { origin: 'files' })).allowed;
    expect(ask({ ...pods, resource: 'secrets' })).toBe(true);
    expect(ask({ ...pods, resource: 'nodes' })).toBe(false);
    expect(ask(widgets)).toBe(false);
    expect(ask(widgets, part)).toBe(true);
  });

  it('follows aggregation through roles that are aggregated themselves, and ends where they go round', () => {
    const into = (name: string, from: string, rules: readonly object[] = []): Resource =>
      role(name, rules, { labels: { is: name }, aggregationRule: { clusterRoleSelectors: [{ matchLabels: { is: from } }, null, 'x'] } });
    const round = [into('a', 'b'), into('b', 'c'), into('c', 'a'), into('c2', 'c2')];
    const part = role('part', [rule('get pods')], { labels: { is: 'c' } });
    const to = (name: string, ...more: readonly Resource[]): boolean =>
      authorize(bob, pods, undefined, snapshotFrom([...round, ...more, binding('b', `ClusterRole ${name}`, ['user:bob'])])).allowed;
    expect(to('a')).toBe(false);
    expect(to('a', part)).toBe(true);
    expect(to('c', part)).toBe(true);
    expect(to('c2', part)).toBe(false);
  });

  it('bears objects that are no RBAC objects', () => {
    const broken = [null, 7, 'x', [], [null], [{ kind: 'User' }], [{ kind: 'ServiceAccount', name: 'x' }], { kind: 'User', name: 'bob' }];
    const objects = broken.flatMap((value, i) => [
      { ...role(`r${i}`, []), rules: value, aggregationRule: value },
      { ...binding(`b${i}`, `ClusterRole r${i}`, ['user:bob']), subjects: value },
      { ...binding(`c${i}`, `ClusterRole r${i}`, ['user:bob']), roleRef: value },
      binding(`d${i}`, `ClusterRole r${i}`, ['user:bob']),
    ]) as unknown as readonly Resource[];
    expect(authorize(bob, pods, undefined, snapshotFrom(objects)).allowed).toBe(false);
  });
});

describe('whoCan', () => {
  const said = (of: Resource[], namespace: string | undefined, request = pods): readonly string[] =>
    whoCan(request, namespace, snapshotFrom(of)).holders.map(
      ({ identity, grant }) => `${describeIdentity(identity)} ${grant?.namespace ?? ''}`,
    );

  it('names everybody with where, and system:masters always', () => {
    const everywhere = binding('all', 'ClusterRole read', ['account:ops/a']);
    expect(said([READ, IN_SHOP, everywhere], undefined)).toEqual([
      'Group system:masters ',
      'ServiceAccount ops/a ',
      'User bob shop',
      'Group dev shop',
    ]);
    expect(said([READ, IN_SHOP, everywhere], 'bank')).toEqual(['Group system:masters ', 'ServiceAccount ops/a ']);
  });

  it('names nobody through a namespace for what has none', () => {
    expect(said([READ, IN_SHOP], undefined, { ...pods, resource: 'nodes' })).toEqual(['Group system:masters ']);
  });
});
