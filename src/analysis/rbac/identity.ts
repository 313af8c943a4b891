import { isRecord, kindOf, type Resource } from '../../core/resource.ts';
import { namespaceOf } from '../namespaces.ts';
import { keysOf, ROLE_BINDING, subjectKey, type Account } from './grants.ts';

/** Whom RBAC gives rights to, as the API server knows them: a user whose name is that of a ServiceAccount is that ServiceAccount. */
export type Identity = { readonly kind: 'User' | 'Group'; readonly name: string } | (Account & { readonly kind: 'ServiceAccount' });

/** Members of this group may do everything, before any authorizer is asked. */
export const MASTERS = 'system:masters';

const ACCOUNT = /^system:serviceaccount:([^:]+):([^:]+)$/;

export const identityOfUser = (name: string): Identity => {
  const [, namespace, account] = ACCOUNT.exec(name) ?? [];
  return namespace !== undefined && account !== undefined ? { kind: 'ServiceAccount', namespace, name: account } : { kind: 'User', name };
};

/** The inverse of `keyOf`. */
const identityOfKey = (key: string): Identity =>
  key.startsWith('group:') ? { kind: 'Group', name: key.slice('group:'.length) } : identityOfUser(key.slice('user:'.length));

/** One string for one identity, the same as `subjectKey` of what a binding says: `user:NAME` or `group:NAME`. */
export const keyOf = (identity: Identity): string =>
  identity.kind === 'ServiceAccount'
    ? `user:system:serviceaccount:${identity.namespace}:${identity.name}`
    : `${identity.kind === 'Group' ? 'group' : 'user'}:${identity.name}`;

/** `ServiceAccount shop/web`, `Group dev`: for people. */
export const describeIdentity = (identity: Identity): string =>
  identity.kind === 'ServiceAccount' ? `ServiceAccount ${identity.namespace}/${identity.name}` : `${identity.kind} ${identity.name}`;

/** Where ServiceAccounts are that a binding names without a namespace. */
const homeOf = (binding: Resource): string | undefined => (kindOf(binding) === ROLE_BINDING ? namespaceOf(binding) : undefined);

/** Whom a binding gives its role, each once; what names nobody is left out. */
export const identitiesIn = (binding: Resource): readonly Identity[] => {
  const written: readonly unknown[] = Array.isArray(binding['subjects']) ? binding['subjects'] : [];
  const keys = written.flatMap((subject) => (isRecord(subject) ? (subjectKey(subject, homeOf(binding)) ?? []) : []));
  return [...new Set(keys)].map(identityOfKey);
};

const groupsOfUser = (name: string): readonly string[] => {
  if (name === 'system:anonymous') return ['system:unauthenticated'];
  return [...(name.startsWith('system:node:') ? ['system:nodes'] : []), 'system:authenticated'];
};

const groupsOfGroup = (name: string): readonly string[] => {
  if (name === 'system:unauthenticated' || name === 'system:authenticated') return [];
  return [...(name.startsWith('system:serviceaccounts:') ? ['system:serviceaccounts'] : []), 'system:authenticated'];
};

/**
 * The keys by which bindings reach an identity: itself, and the groups that it is in whatever else it may be in, as the
 * API server gives them. `groups`: further ones that a user is known to be in.
 */
export const reachedAs = (identity: Identity, groups: readonly string[] = []): readonly string[] => {
  const further = groups.map((group) => `group:${group}`);
  if (identity.kind === 'ServiceAccount') return [...new Set([...keysOf(identity), ...further])];
  const implied = identity.kind === 'Group' ? groupsOfGroup(identity.name) : groupsOfUser(identity.name);
  return [...new Set([keyOf(identity), ...further, ...implied.map((group) => `group:${group}`)])];
};
