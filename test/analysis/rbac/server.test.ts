import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { authorize } from '../../../src/analysis/rbac/authorize.ts';
import { CLUSTER_ROLE, ROLE } from '../../../src/analysis/rbac/aggregation.ts';
import { defaultRole } from '../../../src/analysis/rbac/defaultRoles.ts';
import { difference } from '../../../src/analysis/rbac/difference.ts';
import { CLUSTER_ROLE_BINDING, ROLE_BINDING } from '../../../src/analysis/rbac/grants.ts';
import { keyOf, reachedAs, type Identity } from '../../../src/analysis/rbac/identity.ts';
import { isUrl, type Request } from '../../../src/analysis/rbac/request.ts';
import { rulesOf } from '../../../src/analysis/rbac/rules.ts';
import { items, type Kind, type Resource } from '../../../src/core/resource.ts';
import type { Snapshot } from '../../../src/core/snapshot.ts';
import { plainApi, type PlainApi } from '../../control-plane/api.ts';
import { describeOnControlPlane } from '../../control-plane/describe.ts';
import { snapshotFrom } from '../../remediations/manifests.ts';
import { binding, role } from './objects.ts';
import { requests, resourceRules, urlRules } from './rights.ts';

const SPACES = ['one', 'two'];
const SUBJECTS = ['user:ann', 'user:system:serviceaccount:one:web', 'account:two/web', 'group:dev', 'group:system:serviceaccounts:one'];

const IDENTITIES: readonly Identity[] = [
  { kind: 'User', name: 'ann' },
  { kind: 'User', name: 'system:anonymous' },
  { kind: 'Group', name: 'dev' },
  { kind: 'ServiceAccount', namespace: 'one', name: 'web' },
  { kind: 'ServiceAccount', namespace: 'two', name: 'web' },
];

/** Reproducible: the same objects in every run, while the questions differ. */
const few = <T>(arbitrary: fc.Arbitrary<T>, count: number, seed: number): readonly T[] => fc.sample(arbitrary, { numRuns: count, seed });

const ROLES: readonly Resource[] = [
  ...few(fc.array(fc.oneof(resourceRules, urlRules), { maxLength: 2 }), 12, 1).map((rules, i) => role(`c${i}`, rules)),
  ...SPACES.flatMap((namespace) =>
    few(fc.array(resourceRules, { maxLength: 2 }), 4, 2).map((rules, i) => role(`r${i}`, rules, { namespace })),
  ),
];

const BINDINGS: readonly Resource[] = few(
  fc.record({
    to: fc.constantFrom(...ROLES, role('none', [])),
    subjects: fc.uniqueArray(fc.constantFrom(...SUBJECTS), { minLength: 1, maxLength: 2 }),
    space: fc.constantFrom(undefined, ...SPACES),
  }),
  24,
  3,
).map(({ to, subjects, space }, i) => {
  const namespace = to.metadata.namespace ?? space;
  return binding(`b${i}`, `${to.kind} ${to.metadata.name}`, subjects, namespace === undefined ? {} : { namespace });
});

/** What is written last is seen last: once these rights hold, all others do. */
const LAST = { verb: 'last', group: '', resource: 'pods' };
const lastRule = { verbs: [LAST.verb], apiGroups: [''], resources: ['pods'] };
const MARKS: readonly Resource[] = [
  role('last', [lastRule]),
  binding('last', 'ClusterRole last', ['user:everywhere']),
  ...SPACES.flatMap((namespace) => [role('last', [lastRule], { namespace }), binding('last', 'Role last', ['user:there'], { namespace })]),
];

const attributes = (request: Request, namespace: string | undefined): object => {
  if (isUrl(request)) return { nonResourceAttributes: request };
  const [resource, subresource] = request.resource.split('/');
  return { resourceAttributes: { ...request, resource, subresource, namespace } };
};

describeOnControlPlane('authorize on a real API server', {}, (plane) => {
  let api: PlainApi;
  let snapshot: Snapshot;

  /** What the API server's own authorizers say. */
  const asked = async (identity: Identity, request: Request, namespace: string | undefined): Promise<unknown> => {
    const keys = reachedAs(identity);
    const groups = keys.filter((key) => key.startsWith('group:')).map((key) => key.slice('group:'.length));
    const user = keyOf(identity).startsWith('user:') ? keyOf(identity).slice('user:'.length) : undefined;
    const spec = { user, groups, ...attributes(request, namespace) };
    const answer = await api.must('POST', '/apis/authorization.k8s.io/v1/subjectaccessreviews', {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SubjectAccessReview',
      spec,
    });
    return (answer['status'] as { readonly allowed: unknown }).allowed;
  };

  const until = async (request: () => Promise<unknown>): Promise<void> => {
    while ((await request()) !== true);
  };

  const listed = async (kind: Kind): Promise<readonly Resource[]> => {
    const [group = '', name = ''] = kind.split('/');
    const list = await api.must('GET', `/apis/${group}/v1/${name.toLowerCase()}s`);
    return items(list['items']).map((item) => ({ ...item, apiVersion: `${group}/v1`, kind: name }) as unknown as Resource);
  };

  beforeAll(async () => {
    api = plainApi(plane());
    for (const name of SPACES) await api.must('POST', '/api/v1/namespaces', { metadata: { name } });
    for (const object of [...ROLES, ...BINDINGS, ...MARKS]) {
      const { namespace } = object.metadata;
      const place = namespace === undefined ? '' : `/namespaces/${namespace}`;
      await api.must('POST', `/apis/${object.apiVersion}${place}/${object.kind.toLowerCase()}s`, object);
    }
    await until(() => asked({ kind: 'User', name: 'everywhere' }, LAST, undefined));
    for (const namespace of SPACES) await until(() => asked({ kind: 'User', name: 'there' }, LAST, namespace));
    const kinds = await Promise.all([CLUSTER_ROLE, ROLE, CLUSTER_ROLE_BINDING, ROLE_BINDING].map(listed));
    snapshot = snapshotFrom(kinds.flat());
  }, 60_000);
  afterAll(() => api.close());

  it('allows what the server allows, and nothing else', async () => {
    const seen = { allowed: 0, denied: 0 };
    const question = fc.tuple(fc.constantFrom(...IDENTITIES), requests, fc.constantFrom(undefined, ...SPACES));
    await fc.assert(
      fc.asyncProperty(question, async ([identity, request, namespace]) => {
        const { allowed } = authorize(reachedAs(identity), request, namespace, snapshot);
        seen[allowed ? 'allowed' : 'denied'] += 1;
        expect(allowed).toBe(await asked(identity, request, namespace));
      }),
      { numRuns: 600 },
    );
    expect(Math.min(seen.allowed, seen.denied)).toBeGreaterThan(50);
  }, 60_000);

  it.each(['cluster-admin', 'admin', 'edit', 'view'])('knows what the server gives to %s', (name) => {
    const [ours, theirs] = [defaultRole(name), snapshot.list(CLUSTER_ROLE).find(({ metadata }) => metadata.name === name)];
    const alone = ours && rulesOf(ours, snapshotFrom([]));
    const served = theirs && rulesOf(theirs, snapshot);
    expect(alone && served && difference(alone, served)).toEqual([]);
    expect(alone && served && difference(served, alone)).toEqual([]);
  });
});
