import type { Rule } from './rules.ts';

/** A rule of one kind only: resources or URLs. Its rights are all combinations of its lists. */
type Dimension = 'verbs' | 'apiGroups' | 'resources' | 'resourceNames' | 'nonResourceURLs';
const DIMENSIONS: readonly Dimension[] = ['verbs', 'apiGroups', 'resources', 'resourceNames', 'nonResourceURLs'];

/** A rule may name both resources and URLs, which are then two rules; a rule without rights is none. */
export const parted = (rule: Rule): readonly Rule[] => {
  if (rule.verbs.length === 0) return [];
  const ofResources = rule.resources.length > 0 && rule.apiGroups.length > 0 ? [{ ...rule, nonResourceURLs: [] }] : [];
  const ofUrls = rule.nonResourceURLs.length > 0 ? [{ ...rule, apiGroups: [], resources: [], resourceNames: [] }] : [];
  return [...ofResources, ...ofUrls];
};

/** Whether an entry of a list that ends in stars stands for this path. */
export const matchesPath = (entry: string, path: string): boolean =>
  entry === path || (entry.endsWith('*') && path.startsWith(entry.replace(/(?<!\*)\*+$/, '')));

type Has = (value: string) => boolean;

const listed = (values: readonly string[]): Has => {
  const known = new Set(values);
  return known.has('*') ? () => true : (value) => known.has(value);
};

const resourcesOf = (values: readonly string[]): Has => {
  const known = new Set(values);
  if (known.has('*')) return () => true;
  return (value) => known.has(value) || (value.includes('/') && known.has(`*/${value.slice(value.indexOf('/') + 1)}`));
};

/** What a rule covers, list by list: `Covers` of k8s.io/component-helpers/auth/rbac/validation. */
const coverOf = (rule: Rule): Readonly<Record<Dimension, Has>> => {
  const names = new Set(rule.resourceNames);
  return {
    verbs: listed(rule.verbs),
    apiGroups: listed(rule.apiGroups),
    resources: resourcesOf(rule.resources),
    resourceNames: (name) => names.has(name),
    nonResourceURLs: (path) => rule.nonResourceURLs.some((entry) => matchesPath(entry, path)),
  };
};

/** The rights of a parted rule that one other does not cover, as rules of which no two share a right. */
const less = (rule: Rule, owner: Rule): readonly Rule[] => {
  if (rule.resourceNames.length === 0 && owner.resourceNames.length > 0) return [rule];
  const cover = coverOf(owner);
  const left: Rule[] = [];
  let inside = rule;
  for (const dimension of DIMENSIONS) {
    if (dimension === 'resourceNames' && owner.resourceNames.length === 0) continue;
    const values = inside[dimension];
    if (values.length === 0) continue;
    const covered = values.filter(cover[dimension]);
    if (covered.length === 0) return [rule];
    if (covered.length < values.length) {
      left.push({ ...inside, [dimension]: values.filter((value) => !cover[dimension](value)) });
      inside = { ...inside, [dimension]: covered };
    }
  }
  return left;
};

/** What `servant` grants and `owner` does not, right by right. */
export const difference = (servant: readonly Rule[], owner: readonly Rule[]): readonly Rule[] => {
  const owners = owner.filter((rule) => rule.verbs.length > 0);
  return servant
    .flatMap(parted)
    .flatMap((rule) =>
      owners.reduce<readonly Rule[]>((left, by) => (left.length === 0 ? left : left.flatMap((part) => less(part, by))), [rule]),
    );
};

/** Whether `owner` grants everything that `servant` does. */
export const covers = (owner: readonly Rule[], servant: readonly Rule[]): boolean => difference(servant, owner).length === 0;
