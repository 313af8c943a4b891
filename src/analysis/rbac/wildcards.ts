import { isRecord, kindOf, type Resource } from '../../core/resource.ts';
import { ROLE } from './aggregation.ts';
import { groupsWith, isNamespaced, resourcesOf, VERBS, verbsOn } from './apiResources.ts';
import type { Rule } from './rules.ts';

export type Wildcard = 'verbs' | 'resources' | 'apiGroups';
const LISTS: readonly Wildcard[] = ['apiGroups', 'resources', 'verbs'];

/** The core group has no name; a person types this. */
const CORE = 'core';

/** The lists of a rule that stand for everything. */
export const wildcardsIn = (rule: Rule): readonly Wildcard[] => LISTS.filter((list) => rule[list].includes('*'));

const distinct = (values: readonly string[]): readonly string[] => [...new Set(values)];

const groupsFor = (resources: readonly string[]): readonly string[] | undefined => {
  const groups = resources.map(groupsWith);
  return resources.includes('*') || groups.some((of) => of.length === 0) ? undefined : [...new Set(groups.flat())].sort();
};

const resourcesFor = (groups: readonly string[], role: Resource): readonly string[] | undefined => {
  const all = groups.map((group) => resourcesOf(group)?.filter((name) => kindOf(role) !== ROLE || isNamespaced(group, name)));
  return groups.includes('*') || all.includes(undefined) ? undefined : distinct(all.flatMap((of) => of ?? []));
};

/** Of paths (`nonResourceURLs`) a program reads; of resources it does what they know, without the special verbs. */
const verbsFor = (rule: Rule): readonly string[] => {
  if (rule.resources.length === 0 && rule.nonResourceURLs.length > 0) return ['get'];
  const known = rule.resources.flatMap((resource) => (resource === '*' ? VERBS : verbsOn(resource)));
  return VERBS.filter((verb) => known.includes(verb));
};

/** What a wildcard stands for in what Kubernetes itself serves; undefined where the rule does not tell. */
export const enumerated = (list: Wildcard, rule: Rule, role: Resource): readonly string[] | undefined => {
  if (list === 'verbs') return verbsFor(rule);
  const found = list === 'apiGroups' ? groupsFor(rule.resources) : resourcesFor(rule.apiGroups, role);
  return found?.map((name) => (name === '' ? CORE : name));
};

/** What stands in this list of rights that were used, as a person types it. */
export const namesUsed = (list: Wildcard, used: readonly Rule[]): readonly string[] =>
  distinct(used.flatMap((rule) => rule[list]))
    .toSorted()
    .map((name) => (name === '' ? CORE : name));

/** `core, apps` as they stand in a rule. */
export const typedIn = (list: Wildcard, answer: string): readonly string[] => {
  const names = distinct(
    answer
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== ''),
  );
  return list === 'apiGroups' ? names.map((name) => (name === CORE ? '' : name)) : names;
};

/** The rule as written, with these values in place of its wildcard. */
export const spelled = (raw: unknown, list: Wildcard, values: readonly string[]): unknown => {
  const written = isRecord(raw) ? raw[list] : undefined;
  return isRecord(raw) && Array.isArray(written) && written.includes('*') && values.length > 0 ? { ...raw, [list]: values } : raw;
};
