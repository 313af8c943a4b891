import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { leastPrivilege } from '../../../src/analysis/rbac/audit/leastPrivilege.ts';
import { eventsIn, usesOf, type Use } from '../../../src/analysis/rbac/audit/uses.ts';
import { authorize } from '../../../src/analysis/rbac/authorize.ts';
import { reachedAs, type Identity } from '../../../src/analysis/rbac/identity.ts';
import { describeRule } from '../../../src/analysis/rbac/rules.ts';
import { snapshotFrom } from '../../remediations/manifests.ts';

interface Asked {
  readonly verb: string;
  readonly resource?: string;
  readonly apiGroup?: string;
  readonly subresource?: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly path?: string;
}

const event = (user: string, { verb, path, ...ref }: Asked, more: object = {}): object => ({
  kind: 'Event',
  apiVersion: 'audit.k8s.io/v1',
  stage: 'ResponseComplete',
  verb,
  user: { username: user, groups: ['system:authenticated'] },
  requestURI: path ?? '/api/v1/somewhere',
  ...(ref.resource === undefined ? {} : { objectRef: ref }),
  responseStatus: { code: 200 },
  ...more,
});

const used = (...events: readonly object[]): readonly Use[] =>
  events.flatMap((one) => {
    const told = usesOf(one);
    return typeof told === 'object' ? told.uses : [];
  });

const said = (...events: readonly object[]): readonly string[] =>
  used(...events).map(({ namespace, rule }) => `${describeRule(rule)}${namespace === undefined ? '' : ` in ${namespace}`}`);

describe('usesOf', () => {
  it.each<[Asked, string]>([
    [{ verb: 'get', resource: 'pods', namespace: 'shop', name: 'web' }, 'get pods named web in shop'],
    [{ verb: 'get', resource: 'pods', subresource: 'log', namespace: 'shop', name: 'web' }, 'get pods/log named web in shop'],
    [{ verb: 'list', resource: 'pods', namespace: 'shop' }, 'list pods in shop'],
    [{ verb: 'list', resource: 'pods' }, 'list pods'],
    [{ verb: 'create', resource: 'pods', namespace: 'shop', name: 'web' }, 'create pods in shop'],
    [{ verb: 'create', resource: 'pods', subresource: 'exec', namespace: 'shop', name: 'web' }, 'create pods/exec named web in shop'],
    [{ verb: 'deletecollection', resource: 'pods', namespace: 'shop', name: '' }, 'deletecollection pods in shop'],
    [{ verb: 'get', path: '/metrics?x=1' }, 'get /metrics'],
  ])('%j is %s', (asked, expected) => {
    expect(said(event('bob', asked))).toEqual([expected]);
  });

  it.each<Asked>([
    { verb: 'get', path: '/apis/apps?timeout=32s' },
    { verb: 'get', path: '/healthz' },
    { verb: 'create', resource: 'selfsubjectaccessreviews', apiGroup: 'authorization.k8s.io' },
  ])('counts nothing that everybody may do: %j', (asked) => {
    expect(said(event('bob', asked))).toEqual([]);
  });

  it.each([
    { responseStatus: { code: 403 } },
    { responseStatus: { code: 401 } },
    { annotations: { 'authorization.k8s.io/decision': 'forbid' } },
  ])('says of a refused request that it was: %j', (more) => {
    expect(usesOf(event('bob', { verb: 'get', resource: 'pods' }, more))).toBe('refused');
  });

  it('takes what was allowed and then not found', () => {
    const missing = event('bob', { verb: 'get', resource: 'pods', namespace: 'shop', name: 'gone' }, { responseStatus: { code: 404 } });
    expect(said(missing)).toEqual(['get pods named gone in shop']);
  });

  it('parts what an impersonator needs from what the other did', () => {
    const as = { impersonatedUser: { username: 'system:serviceaccount:ops:bot', groups: ['dev', 'system:authenticated'] } };
    const uses = used(event('bob', { verb: 'list', resource: 'pods' }, as));
    expect(uses.map(({ identity, namespace, rule }) => [identity.name, namespace, describeRule(rule)])).toEqual([
      ['bot', undefined, 'list pods'],
      ['bob', 'ops', 'impersonate serviceaccounts named bot'],
      ['bob', undefined, 'impersonate groups named dev'],
    ]);
  });

  it('bears what is no event, and opens lists of them', () => {
    for (const line of [undefined, null, 1, 'x', [], {}, { verb: 'get' }, { verb: 1, user: null }, event('', { verb: 'get' })])
      expect(usesOf(line)).toBe('no event');
    expect(eventsIn({ kind: 'EventList', items: [{ a: 1 }, null, { b: 2 }] })).toEqual([{ a: 1 }, { b: 2 }]);
    expect(eventsIn({ kind: 'Event' })).toEqual([{ kind: 'Event' }]);
  });
});

const BOB: Identity = { kind: 'User', name: 'bob' };

/** One right each, over few enough words that they meet. */
const uses: fc.Arbitrary<readonly Use[]> = fc
  .array(
    fc
      .record({
        verb: fc.constantFrom('get', 'list', 'update'),
        apiGroup: fc.constantFrom('', 'apps'),
        resource: fc.constantFrom('widgets', 'gadgets'),
        namespace: fc.constantFrom('', 'one', 'two'),
        name: fc.constantFrom('', 'a', 'b'),
      })
      .map((asked) => used(event('bob', asked))),
    { maxLength: 12 },
  )
  .map((all) => all.flat());

describe('leastPrivilege', () => {
  it('allows what was used and nothing else', () => {
    const question = fc.record({
      verb: fc.constantFrom('get', 'list', 'update', 'delete'),
      group: fc.constantFrom('', 'apps'),
      resource: fc.constantFrom('widgets', 'gadgets'),
      name: fc.constantFrom('a', 'b', 'c'),
    });
    fc.assert(
      fc.property(uses, question, fc.constantFrom(undefined, 'one', 'two'), (of, request, namespace) => {
        const wasUsed = of.some(
          ({ namespace: where, rule }) =>
            (where === undefined || where === namespace) &&
            rule.verbs[0] === request.verb &&
            rule.apiGroups[0] === request.group &&
            rule.resources[0] === request.resource &&
            (rule.resourceNames.length === 0 || rule.resourceNames[0] === request.name),
        );
        const snapshot = snapshotFrom(leastPrivilege(of).flatMap(({ objects }) => objects));
        expect(authorize(reachedAs(BOB), request, namespace, snapshot).allowed).toBe(wasUsed);
      }),
    );
  });

  it('makes a role and its binding for each place, and one rule of what belongs together', () => {
    const [needed] = leastPrivilege(
      used(
        event('bob', { verb: 'get', resource: 'nodes', name: 'n1' }),
        event('bob', { verb: 'get', resource: 'nodes', name: 'n2' }),
        event('bob', { verb: 'list', resource: 'pods', namespace: 'shop' }),
        event('bob', { verb: 'watch', resource: 'pods', namespace: 'shop' }),
        event('bob', { verb: 'get', path: '/metrics' }),
      ),
    );
    expect(needed?.objects).toMatchObject([
      {
        kind: 'ClusterRole',
        rules: [
          { verbs: ['get'], apiGroups: [''], resources: ['nodes'], resourceNames: ['n1', 'n2'] },
          { verbs: ['get'], nonResourceURLs: ['/metrics'] },
        ],
      },
      { kind: 'ClusterRoleBinding', subjects: [{ kind: 'User', name: 'bob' }] },
      { kind: 'Role', metadata: { namespace: 'shop' }, rules: [{ verbs: ['list', 'watch'], apiGroups: [''], resources: ['pods'] }] },
      { kind: 'RoleBinding', metadata: { namespace: 'shop' }, roleRef: { kind: 'Role' } },
    ]);
  });

  it('keeps people apart, and names that RBAC would refuse', () => {
    const list = { verb: 'list', resource: 'nodes' };
    const needed = leastPrivilege(used(event('a/b', list), event('a_b', list), event('system:serviceaccount:a:b', list)));
    const names = needed.flatMap(({ objects }) => objects.map(({ metadata }) => metadata.name));
    expect(new Set(names).size).toBe(3);
    for (const name of names) expect(name).not.toMatch(/[/%]/);
  });

  it('needs nothing for nothing', () => {
    expect(leastPrivilege([])).toEqual([]);
  });
});
