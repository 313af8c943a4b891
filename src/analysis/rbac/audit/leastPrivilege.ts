import type { Resource } from '../../../core/resource.ts';
import { keyOf, type Identity } from '../identity.ts';
import { joined } from '../joined.ts';
import type { Rule } from '../rules.ts';
import type { Use } from './uses.ts';

/** The Roles, ClusterRole and bindings that let an identity do what it did, and nothing else. */
export interface Needed {
  readonly identity: Identity;
  readonly objects: readonly Resource[];
}

const GROUP = 'rbac.authorization.k8s.io';
const API_VERSION = `${GROUP}/v1`;

/** RBAC names may hold anything but a slash and a percent sign. */
const nameFor = (identity: Identity): string => {
  const parts = [identity.kind.toLowerCase(), ...(identity.kind === 'ServiceAccount' ? [identity.namespace] : []), identity.name];
  return `used-by:${parts.join(':').replace(/[/%]/g, (letter) => `_${letter.charCodeAt(0).toString(16)}`)}`;
};

const subjectFor = (identity: Identity): object => {
  if (identity.kind === 'ServiceAccount') return { kind: 'ServiceAccount', namespace: identity.namespace, name: identity.name };
  return { apiGroup: GROUP, kind: identity.kind, name: identity.name };
};

/** Lists without entries are left out, as people write rules. */
const written = (rule: Rule): object =>
  Object.fromEntries(Object.entries(rule).filter(([, list]: [string, readonly string[]]) => list.length > 0));

const inOnePlace = (identity: Identity, namespace: string | undefined, uses: readonly Use[]): readonly Resource[] => {
  const metadata = { name: nameFor(identity), ...(namespace === undefined ? {} : { namespace }) };
  const kind = namespace === undefined ? 'ClusterRole' : 'Role';
  return [
    { apiVersion: API_VERSION, kind, metadata, rules: joined(uses.map(({ rule }) => rule)).map(written) },
    {
      apiVersion: API_VERSION,
      kind: `${kind}Binding`,
      metadata,
      roleRef: { apiGroup: GROUP, kind, name: metadata.name },
      subjects: [subjectFor(identity)],
    },
  ];
};

/** What is allowed in the whole cluster need not be allowed in a namespace again. */
const beyond = (uses: readonly Use[], everywhere: readonly Use[]): readonly Use[] => {
  const known = new Set(everywhere.map(({ rule }) => JSON.stringify(rule)));
  return uses.filter(({ rule }) => !known.has(JSON.stringify(rule)));
};

const objectsFor = (identity: Identity, uses: readonly Use[]): readonly Resource[] => {
  const places = Map.groupBy(uses, ({ namespace }) => namespace);
  const everywhere = places.get(undefined) ?? [];
  const inNamespaces = [...places]
    .flatMap(([namespace, of]) => (namespace === undefined ? [] : [{ namespace, uses: beyond(of, everywhere) }]))
    .filter((place) => place.uses.length > 0)
    .sort((a, b) => (a.namespace < b.namespace ? -1 : 1));
  return [
    ...(everywhere.length > 0 ? inOnePlace(identity, undefined, everywhere) : []),
    ...inNamespaces.flatMap((place) => inOnePlace(identity, place.namespace, place.uses)),
  ];
};

/** For each identity the smallest set of RBAC objects that covers what it used. */
export const leastPrivilege = (uses: readonly Use[]): readonly Needed[] =>
  [...Map.groupBy(uses, ({ identity }) => keyOf(identity))]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, of]) => (of[0] ? [{ identity: of[0].identity, objects: objectsFor(of[0].identity, of) }] : []));
