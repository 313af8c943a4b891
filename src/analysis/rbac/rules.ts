import { items, type Resource } from '../../core/resource.ts';
import { derived, type Snapshot } from '../../core/snapshot.ts';
import { partsOf } from './aggregation.ts';
import { matchesPath } from './difference.ts';

/** One rule of a Role or ClusterRole; what is no list of strings is empty. */
export interface Rule {
  readonly verbs: readonly string[];
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly resourceNames: readonly string[];
  readonly nonResourceURLs: readonly string[];
}

const strings = (value: unknown): readonly string[] => (Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []);

const ruleOf = (raw: Readonly<Record<string, unknown>>): Rule => ({
  verbs: strings(raw['verbs']),
  apiGroups: strings(raw['apiGroups']),
  resources: strings(raw['resources']),
  resourceNames: strings(raw['resourceNames']),
  nonResourceURLs: strings(raw['nonResourceURLs']),
});

/** What is written in a Role or ClusterRole itself. */
export const ownRulesOf = (role: Resource): readonly Rule[] => items(role['rules']).map(ruleOf);

const distinct = (rules: readonly Rule[]): readonly Rule[] => [...new Map(rules.map((rule) => [JSON.stringify(rule), rule])).values()];

const known = derived(() => new Map<Resource, readonly Rule[]>());

const findRules = (role: Resource, snapshot: Snapshot): readonly Rule[] => {
  const parts = partsOf(role, snapshot);
  return parts.length === 0 ? ownRulesOf(role) : distinct([role, ...parts].flatMap(ownRulesOf));
};

/**
 * What a Role or ClusterRole grants. In a cluster a controller has written the rules of the parts into an aggregated
 * ClusterRole; in files, or after a change to a part, nobody has yet.
 */
export const rulesOf = (role: Resource, snapshot: Snapshot): readonly Rule[] => {
  let rules = known(snapshot).get(role);
  if (!rules) known(snapshot).set(role, (rules = findRules(role, snapshot)));
  return rules;
};

/**
 * What every ServiceAccount may do from the start: the default ClusterRoles system:basic-user, system:discovery,
 * system:public-info-viewer, system:service-account-issuer-discovery and system:cluster-trust-bundle-discovery.
 */
const DISCOVERY_URLS = [
  ...['/api', '/apis', '/openapi'].flatMap((url) => [url, `${url}/*`]),
  ...['/healthz', '/livez', '/readyz'],
  ...['/version', '/.well-known/openid-configuration', '/openid/v1/jwks'].flatMap((url) => [url, `${url}/`]),
];
const isDiscoveryUrl = (url: string): boolean => DISCOVERY_URLS.some((entry) => matchesPath(entry, url));

const SELF_REVIEWS = new Set(['selfsubjectaccessreviews', 'selfsubjectrulesreviews', 'selfsubjectreviews']);
const REVIEW_GROUPS = new Set(['authorization.k8s.io', 'authentication.k8s.io']);

const within = (values: readonly string[], known: { has(value: string): boolean }): boolean =>
  values.length > 0 && values.every((value) => known.has(value));

const isDiscovery = (rule: Rule): boolean => {
  if (rule.nonResourceURLs.length > 0) return rule.nonResourceURLs.every(isDiscoveryUrl) && rule.verbs.every((verb) => verb === 'get');
  if (within(rule.resources, SELF_REVIEWS)) return within(rule.apiGroups, REVIEW_GROUPS);
  return within(rule.resources, new Set(['clustertrustbundles'])) && rule.verbs.every((verb) => ['get', 'list', 'watch'].includes(verb));
};

/** Whether a rule grants anything that not everyone has. */
export const isRight = (rule: Rule): boolean =>
  rule.verbs.length > 0 &&
  (rule.nonResourceURLs.length > 0 || (rule.resources.length > 0 && rule.apiGroups.length > 0)) &&
  !isDiscovery(rule);

/** `get, list pods, secrets`: for people. */
export const describeRule = (rule: Rule): string => {
  const verbs = rule.verbs.includes('*') ? 'do everything with' : rule.verbs.join(', ');
  const named = (names: readonly string[], all: string): readonly string[] => names.map((name) => (name === '*' ? all : name));
  const what = [...named(rule.resources, 'all resources'), ...named(rule.nonResourceURLs, 'all paths')].join(', ');
  return `${verbs} ${what}${rule.resourceNames.length > 0 ? ` named ${rule.resourceNames.join(', ')}` : ''}`;
};
