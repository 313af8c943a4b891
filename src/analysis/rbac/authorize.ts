import type { Snapshot } from '../../core/snapshot.ts';
import { isNamespaced } from './apiResources.ts';
import { bindingsOf, CLUSTER_ROLE_BINDING, grantOf, ROLE_BINDING, type Grant } from './grants.ts';
import { identitiesIn, MASTERS, type Identity } from './identity.ts';
import { allows, isUrl, type Request } from './request.ts';

export interface Verdict {
  readonly allowed: boolean;
  /** What allows it; nothing for members of `system:masters`, whom the API server asks no authorizer about. */
  readonly by: readonly Grant[];
  /** Not allowed everywhere, but in these namespaces. */
  readonly onlyIn: readonly string[];
  /** Not allowed by what is known, but these bindings name roles that are not. */
  readonly undecided: readonly Grant[];
}

/** All that reaches an identity (`reachedAs`), one entry for each binding. */
export const grantsOf = (keys: readonly string[], snapshot: Snapshot): readonly Grant[] =>
  bindingsOf(keys, snapshot).flatMap((binding) => grantOf(binding, snapshot) ?? []);

const permits = (grant: Grant, request: Request): boolean => grant.rules?.some((rule) => allows(rule, request)) ?? false;

/** A RoleBinding gives nothing outside of its namespace: no URL, and nothing on what has no namespace. */
const means = ({ namespace }: Grant, request: Request): boolean =>
  namespace === undefined || (!isUrl(request) && isNamespaced(request.group, request.resource) !== false);

/**
 * Whether whoever these keys stand for may do this, as kube-apiserver's RBAC authorizer decides. Without a namespace it
 * is asked in none: of all objects, or of those that have none.
 */
export const authorize = (keys: readonly string[], request: Request, namespace: string | undefined, snapshot: Snapshot): Verdict => {
  if (keys.includes(`group:${MASTERS}`)) return { allowed: true, by: [], onlyIn: [], undecided: [] };
  const grants = grantsOf(keys, snapshot).filter((grant) => means(grant, request));
  const inReach = grants.filter((grant) => grant.namespace === undefined || (!isUrl(request) && grant.namespace === namespace));
  const by = inReach.filter((grant) => permits(grant, request));
  if (by.length > 0) return { allowed: true, by, onlyIn: [], undecided: [] };
  const elsewhere = namespace === undefined ? grants.filter((grant) => permits(grant, request)) : [];
  return {
    allowed: false,
    by: [],
    onlyIn: [...new Set(elsewhere.flatMap((grant) => grant.namespace ?? []))].sort(),
    undecided: inReach.filter(({ rules }) => !rules),
  };
};

export interface Holder {
  readonly identity: Identity;
  /** Undefined for `system:masters`. */
  readonly grant?: Grant;
}

export interface Holders {
  readonly holders: readonly Holder[];
  /** They may, if the role that they are bound to allows it; it is not known. */
  readonly undecided: readonly Holder[];
}

/** Everybody who may do this: in one namespace, or anywhere at all. */
export const whoCan = (request: Request, namespace: string | undefined, snapshot: Snapshot): Holders => {
  const bindings = [...snapshot.list(CLUSTER_ROLE_BINDING), ...snapshot.list(ROLE_BINDING, namespace)];
  const grants = bindings.flatMap((binding) => grantOf(binding, snapshot) ?? []).filter((grant) => means(grant, request));
  const held = (grant: Grant): readonly Holder[] => identitiesIn(grant.binding).map((identity) => ({ identity, grant }));
  return {
    holders: [{ identity: { kind: 'Group', name: MASTERS } }, ...grants.filter((grant) => permits(grant, request)).flatMap(held)],
    undecided: grants.filter(({ rules }) => !rules).flatMap(held),
  };
};
