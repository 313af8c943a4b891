import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resourcesOf, verbsOn } from '../../../src/analysis/rbac/apiResources.ts';
import { covers, difference } from '../../../src/analysis/rbac/difference.ts';
import { grantedBy, withoutRight, withRules, type Right } from '../../../src/analysis/rbac/rights.ts';
import { ownRulesOf } from '../../../src/analysis/rbac/rules.ts';
import type { Resource } from '../../../src/core/resource.ts';

const RIGHT: Right = {
  name: 'exec',
  means: 'may run commands in pods',
  group: '',
  resources: ['pods/exec', 'pods/attach'],
  verbs: ['create'],
  also: ['get'],
  named: ['create'],
};

const some = (...values: readonly string[]) => fc.subarray([...values], { minLength: 1 });
const rule = fc.record({
  verbs: some('get', 'list', 'create', 'delete', '*'),
  apiGroups: some('', 'apps', 'example.com'),
  resources: some('pods', 'pods/exec', 'pods/attach', 'deployments', 'things', '*/exec', '*/scale', '*'),
  resourceNames: fc.oneof(fc.constant([]), fc.constant(['one'])),
});
const roles = fc.record({
  kind: fc.constantFrom('Role', 'ClusterRole'),
  apiVersion: fc.constant('rbac.authorization.k8s.io/v1'),
  metadata: fc.constant({ name: 'debug' }),
  rules: fc.array(rule, { minLength: 1, maxLength: 3 }),
}) as fc.Arbitrary<Resource>;

const without = (role: Resource, names: readonly string[]): Resource => withRules(role, (raw) => withoutRight(raw, RIGHT, names, role));
const matching = (resource: string, group: string): readonly string[] => {
  const all = resourcesOf(group) ?? [];
  if (resource === '*') return all;
  return resource.startsWith('*/') ? all.filter((one) => one.endsWith(resource.slice(1))) : [resource];
};
const isGranted = (role: Resource): boolean => ownRulesOf(role).some((one) => grantedBy(one, RIGHT, role).length > 0);

describe('taking a right out of a role', () => {
  it('leaves nothing of it, adds nothing, and is over after the first time', () => {
    fc.assert(
      fc.property(roles, (role) => {
        const after = without(role, []);
        expect(isGranted(after)).toBe(false);
        expect(covers(ownRulesOf(role), ownRulesOf(after))).toBe(true);
        expect(without(after, [])).toEqual(after);
      }),
    );
  });

  it('takes nothing else of what the API server has', () => {
    fc.assert(
      fc.property(roles, (role) => {
        const spelled = ownRulesOf(role).flatMap((one) =>
          one.apiGroups.map((group) => ({
            ...one,
            apiGroups: [group],
            resources: one.resources.flatMap((resource) => matching(resource, group)),
          })),
        );
        const meant = spelled.flatMap((one) =>
          one.resources
            .filter((resource) => resourcesOf(one.apiGroups[0] ?? '')?.includes(resource) ?? true)
            .map((resource) => ({
              ...one,
              resources: [resource],
              verbs: verbsOn(resource).filter((verb) => one.verbs.includes('*') || one.verbs.includes(verb)),
            })),
        );
        const isTheRight = (group: string, resource: string, verb: string): boolean =>
          group === '' && RIGHT.resources.includes(resource) && [...RIGHT.verbs, ...(RIGHT.also ?? [])].includes(verb);
        const lost = difference(meant, ownRulesOf(without(role, []))).flatMap(({ apiGroups, resources, verbs }) =>
          apiGroups.flatMap((group) => resources.flatMap((resource) => verbs.map((verb) => [group, resource, verb] as const))),
        );
        const inNamespaces = lost.filter(
          ([group, resource]) =>
            role.kind === 'ClusterRole' || group !== '' || !/^(nodes|namespaces|persistentvolumes|componentstatuses)(\/|$)/.test(resource),
        );
        expect(inNamespaces.filter((right) => !isTheRight(...right))).toEqual([]);
      }),
    );
  });

  it('keeps it for the names that are given', () => {
    fc.assert(
      fc.property(roles, (role) => {
        const after = without(role, ['db-0']);
        expect(isGranted(after)).toBe(false);
        if (!isGranted(role)) return;
        expect(ownRulesOf(after).some((one) => one.resourceNames.includes('db-0') && one.verbs.includes('create'))).toBe(true);
      }),
    );
  });
});
