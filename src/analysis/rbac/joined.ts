import type { Rule } from './rules.ts';
import { parted } from './difference.ts';

const LISTS = ['verbs', 'resources', 'apiGroups', 'resourceNames', 'nonResourceURLs'] as const;
type List = (typeof LISTS)[number];

const sorted = (values: readonly string[]): readonly string[] => [...new Set(values)].sort();

const normal = (rule: Rule): Rule => ({
  verbs: sorted(rule.verbs),
  apiGroups: sorted(rule.apiGroups),
  resources: sorted(rule.resources),
  resourceNames: sorted(rule.resourceNames),
  nonResourceURLs: sorted(rule.nonResourceURLs),
});

const together = (rules: readonly Rule[], list: List): Rule | undefined => {
  const [first] = rules;
  return first && { ...first, [list]: sorted(rules.flatMap((rule) => rule[list])) };
};

/** Joins rules that differ in this list alone. One that names no resource is about all of them, and stays apart. */
const joinedBy = (rules: readonly Rule[], list: List): readonly Rule[] => {
  const same = Map.groupBy(rules, (rule) => JSON.stringify({ ...rule, [list]: rule[list].length > 0 }));
  return [...same.values()].flatMap((of) => together(of, list) ?? []);
};

/** Joining by one list can make rules alike that were not, so it is done until nothing more joins. */
const joinedOver = (rules: readonly Rule[]): readonly Rule[] => {
  const fewer = LISTS.reduce(joinedBy, rules);
  return fewer.length < rules.length ? joinedOver(fewer) : fewer;
};

/** The same rights in fewer rules, each list sorted. */
export const joined = (rules: readonly Rule[]): readonly Rule[] => joinedOver(rules.flatMap(parted).map(normal));
