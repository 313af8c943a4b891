import { isRecord, kindOf, type Resource } from '../../core/resource.ts';
import { ROLE } from './aggregation.ts';
import { groupsWith, isNamespaced, resourcesOf, VERBS, verbsOn } from './apiResources.ts';
import { allows } from './request.ts';
import { ownRulesOf, type Rule } from './rules.ts';

/** Something that a rule can allow, and that should be allowed to few. */
export interface Right {
  /** In answers and texts: `impersonate`. */
  readonly name: string;
  /** `may act as any other user`: what holding it means. */
  readonly means: string;
  readonly group: string;
  readonly resources: readonly string[];
  /** Any one of them is enough. */
  readonly verbs: readonly string[];
  /** Verbs that go with it although they are not it. */
  readonly also?: readonly string[];
  /** Verbs that may be limited to names; without any, names do not help. */
  readonly named?: readonly string[];
  /** Names that are as good as all of them: limiting it to one of these limits nothing. */
  readonly strongest?: readonly string[];
  /** Those of the resources on which a Role grants it too; all of them unless told. */
  readonly inRole?: readonly string[];
}

const isLimited = ({ resourceNames }: Rule, { strongest = [] }: Right): boolean =>
  resourceNames.length > 0 && !resourceNames.some((name) => strongest.includes(name));

/** The resources on which a rule of this role gives the right; none where it is limited to names. */
export const grantedBy = (rule: Rule, right: Right, role: Resource): readonly string[] => {
  if (isLimited(rule, right)) return [];
  const possible = kindOf(role) === ROLE ? (right.inRole ?? right.resources) : right.resources;
  const unlimited = { ...rule, resourceNames: [] };
  return possible.filter((resource) => right.verbs.some((verb) => allows(unlimited, { verb, group: right.group, resource })));
};

type Raw = Readonly<Record<string, unknown>>;

/** The resources that a rule names in the group, one by one; a Role says nothing about those of the cluster. */
const spelledOut = (rule: Rule, { group }: Right, role: Resource): readonly string[] => {
  const all = (resourcesOf(group) ?? []).filter((resource) => kindOf(role) !== ROLE || isNamespaced(group, resource));
  const meant = rule.resources.flatMap((resource) => {
    if (resource === '*') return all;
    return resource.startsWith('*/') ? all.filter((one) => one.endsWith(resource.slice(1))) : [resource];
  });
  return [...new Set(meant)];
};

/** Without what is known to stand in other groups than these: taken apart, a rule for two groups would name it in both. */
const servedIn = (groups: readonly string[], resources: readonly string[]): readonly string[] =>
  resources.filter((resource) => {
    const homes = resource.includes('*') ? [] : groupsWith(resource);
    return groups.some((group) => homes.length === 0 || homes.includes(group) || !resourcesOf(group));
  });

/** What stays of the verbs on a resource once the right is gone. */
const verbsLeft = (rule: Rule, right: Right, resource: string): readonly string[] => {
  const known = resourcesOf(right.group)?.includes(resource) === true;
  const all = rule.verbs.includes('*') ? (known ? verbsOn(resource) : []) : rule.verbs;
  const gone = [...right.verbs, ...(right.also ?? [])];
  return all.filter((verb) => !gone.includes(verb) && (!known || !VERBS.includes(verb) || verbsOn(resource).includes(verb)));
};

const limited = (raw: Raw, rule: Rule, right: Right, resources: readonly string[], names: readonly string[]): readonly Raw[] => {
  const verbs = (right.named ?? []).filter((verb) => rule.verbs.includes(verb) || (rule.verbs.includes('*') && right.verbs.includes(verb)));
  if (names.length === 0 || verbs.length === 0) return [];
  return [{ ...raw, apiGroups: [right.group], resources, verbs, resourceNames: names }];
};

/** One rule without the right, or with it for these names alone; what else it grants stays. Not for a rule of all groups. */
export const withoutRight = (raw: Raw, right: Right, names: readonly string[], role: Resource): readonly Raw[] => {
  const [rule] = ownRulesOf({ ...role, rules: [raw] });
  const granted = rule ? grantedBy(rule, right, role) : [];
  if (!rule || granted.length === 0 || rule.apiGroups.includes('*')) return [raw];
  const groups = rule.apiGroups.filter((group) => group !== right.group);
  const elsewhere = servedIn(groups, rule.resources);
  const others = servedIn([right.group], spelledOut(rule, right, role)).filter((resource) => !granted.includes(resource));
  const byVerbs = Map.groupBy(granted, (resource) => verbsLeft(rule, right, resource).join());
  return [
    ...(others.length > 0 ? [{ ...raw, apiGroups: [right.group], resources: others }] : []),
    ...[...byVerbs].flatMap(([verbs, resources]) =>
      verbs === '' ? [] : [{ ...raw, apiGroups: [right.group], resources, verbs: verbs.split(',') }],
    ),
    ...limited(raw, rule, right, granted, names),
    ...(elsewhere.length > 0 ? [{ ...raw, apiGroups: groups, resources: elsewhere }] : []),
  ];
};

/** The role after a change to each of its rules; what is no rule stays. */
export const withRules = (role: Resource, change: (raw: Raw) => readonly Raw[]): Resource => {
  const rules: unknown = role['rules'];
  if (!Array.isArray(rules)) return role;
  return { ...role, rules: rules.flatMap((raw: unknown): readonly unknown[] => (isRecord(raw) ? change(raw) : [raw])) };
};
