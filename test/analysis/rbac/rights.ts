import fc from 'fast-check';
import type { Rule } from '../../../src/analysis/rbac/rules.ts';
import type { Request } from '../../../src/analysis/rbac/request.ts';

/** Few words, so that what is asked and what is granted meet often. */
const VERBS = ['get', 'list', 'create', 'GET'];
const GROUPS = ['', 'apps'];
const RESOURCES = ['pods', 'Pods', 'pods/log', 'deployments', 'deployments/scale', 'pods/scale'];
const NAMES = ['a', 'b', '*'];
const PATHS = ['/healthz', '/logs', '/logs/', '/logs/a', '/logs/a/b', '/log', '*'];

const some = <T>(of: readonly T[], max = 3): fc.Arbitrary<T[]> => fc.uniqueArray(fc.constantFrom(...of), { minLength: 1, maxLength: max });

const verbs = some([...VERBS, '*']);

/** Rules as the API server takes them: of resources, or of URLs. */
export const resourceRules: fc.Arbitrary<Rule> = fc.record({
  verbs,
  apiGroups: some([...GROUPS, '*'], 2),
  resources: some([...RESOURCES, '*', 'pods/*', '*/scale', '*/*']),
  resourceNames: fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, some(NAMES, 2)),
  nonResourceURLs: fc.constant([]),
});

export const urlRules: fc.Arbitrary<Rule> = fc.record({
  verbs,
  apiGroups: fc.constant([]),
  resources: fc.constant([]),
  resourceNames: fc.constant([]),
  nonResourceURLs: some(['*', '/healthz', '/logs/*', '/logs*', '/logs/a', '/*/a']),
});

export const rules = fc.array(fc.oneof({ weight: 4, arbitrary: resourceRules }, { weight: 1, arbitrary: urlRules }), { maxLength: 4 });

export const requests: fc.Arbitrary<Request> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record(
      {
        verb: fc.constantFrom(...VERBS),
        group: fc.constantFrom(...GROUPS, 'batch'),
        resource: fc.constantFrom(...RESOURCES, 'jobs', 'jobs/scale'),
        name: fc.constantFrom(...NAMES),
      },
      { requiredKeys: ['verb', 'group', 'resource'] },
    ),
  },
  { weight: 1, arbitrary: fc.record({ verb: fc.constantFrom(...VERBS), path: fc.constantFrom(...PATHS.slice(0, -1)) }) },
);
