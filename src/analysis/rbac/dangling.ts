import { field, text, type Ref, type Resource } from '../../core/resource.ts';
import type { Snapshot } from '../../core/snapshot.ts';
import { accountResource } from '../accounts.ts';
import { grantOf } from './grants.ts';
import type { Identity } from './identity.ts';
import { identityOf, type Subject } from './subjects.ts';

const isUnseen = (namespace: string, { unread }: Snapshot): boolean =>
  unread.some(({ kind, onlyIn, namespace: unreadIn }) => {
    if (kind === 'Namespace') return true;
    return kind === 'ServiceAccount' && (unreadIn === undefined || unreadIn === namespace) && onlyIn !== namespace;
  });

/**
 * Whether a ServiceAccount is surely not there; of users and groups the cluster holds no list. Accounts of the
 * cluster's own controllers are made when they are needed, and every namespace has a `default`.
 */
export const isAbsent = (identity: Identity, snapshot: Snapshot): boolean => {
  if (identity.kind !== 'ServiceAccount' || snapshot.facts.origin === 'files') return false;
  const { namespace, name } = identity;
  if (namespace === 'kube-system' || isUnseen(namespace, snapshot)) return false;
  const isHome = snapshot.get({ apiVersion: 'v1', kind: 'Namespace', name: namespace }) !== undefined;
  return !accountResource(identity, snapshot) && (name !== 'default' || !isHome);
};

/** The account that a binding names where it is surely not there, as it is written: a user's name may be an account's and is left alone. */
export const absentAccount = (subject: Subject, binding: Resource, snapshot: Snapshot): Identity | undefined => {
  if (subject['kind'] !== 'ServiceAccount' || binding.metadata.name.startsWith('system:')) return undefined;
  const identity = identityOf(subject, binding);
  return identity && isAbsent(identity, snapshot) ? identity : undefined;
};

/** What would have to be there for a subject to be known; users and groups are no objects. */
export const accountRefs = (identity: Identity | undefined): readonly Ref[] =>
  identity?.kind === 'ServiceAccount' ? [{ apiVersion: 'v1', ...identity }] : [];

export const roleRefs = (binding: Resource): readonly Ref[] => {
  const [kind, name] = [text(field(binding, 'roleRef', 'kind')), text(field(binding, 'roleRef', 'name'))];
  const { namespace } = binding.metadata;
  if (kind === undefined || name === undefined) return [];
  return [{ apiVersion: 'rbac.authorization.k8s.io/v1', kind, ...(kind === 'Role' && namespace !== undefined ? { namespace } : {}), name }];
};

/** The role that a binding names, where it is surely not there: `ClusterRole view`. */
export const absentRole = (binding: Resource, snapshot: Snapshot): string | undefined => {
  const grant = grantOf(binding, snapshot);
  return grant?.known === 'absent' ? grant.role : undefined;
};
