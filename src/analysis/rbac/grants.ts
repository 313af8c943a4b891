import { field, items, kindOf, text, type Resource } from '../../core/resource.ts';
import { derived, type Snapshot } from '../../core/snapshot.ts';
import { namespaceOf } from '../namespaces.ts';
import { wholesOf } from './aggregation.ts';
import { defaultRole } from './defaultRoles.ts';
import { describeRule, isRight, rulesOf, type Rule } from './rules.ts';

/** A ServiceAccount by name; it need not exist. */
export interface Account {
  readonly namespace: string;
  readonly name: string;
}

/** What one binding gives to its subjects. */
export interface Grant {
  readonly binding: Resource;
  /** `ClusterRole view` */
  readonly role: string;
  /** Where it holds; undefined means everywhere. */
  readonly namespace?: string;
  /** Whether its role was read, is one that every cluster has from the start, is not there, or may be where we cannot see it. */
  readonly known: 'read' | 'default' | 'absent' | 'unknown';
  /** Undefined where what the role grants is not known. */
  readonly rules?: readonly Rule[];
}

export const CLUSTER_ROLE_BINDING = 'rbac.authorization.k8s.io/ClusterRoleBinding';
export const ROLE_BINDING = 'rbac.authorization.k8s.io/RoleBinding';
export const RBAC_KINDS = ['rbac.authorization.k8s.io/Role', 'rbac.authorization.k8s.io/ClusterRole', ROLE_BINDING, CLUSTER_ROLE_BINDING];

const USER_PREFIX = 'system:serviceaccount:';

/** Subjects as the API server sees them: `user:system:serviceaccount:NS:NAME` or `group:NAME`. */
export const subjectKey = (subject: Readonly<Record<string, unknown>>, bindingNamespace: string | undefined): string | undefined => {
  const name = text(subject['name']);
  if (name === undefined) return undefined;
  if (subject['kind'] === 'ServiceAccount') {
    const namespace = text(subject['namespace']) || bindingNamespace;
    return namespace === undefined ? undefined : `user:${USER_PREFIX}${namespace}:${name}`;
  }
  return subject['kind'] === 'Group' ? `group:${name}` : subject['kind'] === 'User' ? `user:${name}` : undefined;
};

/** As whom a ServiceAccount's token authenticates. */
export const keysOf = ({ namespace, name }: Account): readonly string[] => [
  `user:${USER_PREFIX}${namespace}:${name}`,
  `group:system:serviceaccounts:${namespace}`,
  'group:system:serviceaccounts',
  'group:system:authenticated',
];

const bindingsBySubject = derived((snapshot) => {
  const found = new Map<string, Set<Resource>>();
  for (const binding of [...snapshot.list(CLUSTER_ROLE_BINDING), ...snapshot.list(ROLE_BINDING)]) {
    const home = kindOf(binding) === ROLE_BINDING ? namespaceOf(binding) : undefined;
    for (const subject of items(binding['subjects'])) {
      const key = subjectKey(subject, home);
      if (key === undefined) continue;
      const there = found.get(key);
      if (there) there.add(binding);
      else found.set(key, new Set([binding]));
    }
  }
  return found;
});

const nameOfRole = (binding: Resource): { readonly kind: 'Role' | 'ClusterRole'; readonly name: string } | undefined => {
  const [kind, name] = [text(field(binding, 'roleRef', 'kind')), text(field(binding, 'roleRef', 'name'))];
  return (kind === 'Role' || kind === 'ClusterRole') && name !== undefined ? { kind, name } : undefined;
};

/** The role that a binding names; undefined where it names none that could be, or it is not in the snapshot. */
export const roleOf = (binding: Resource, snapshot: Snapshot): Resource | undefined => {
  const named = nameOfRole(binding);
  if (!named) return undefined;
  const ref = { apiVersion: 'rbac.authorization.k8s.io/v1', ...named };
  if (named.kind === 'ClusterRole') return snapshot.get(ref);
  return kindOf(binding) === ROLE_BINDING ? snapshot.get({ ...ref, namespace: namespaceOf(binding) }) : undefined;
};

/** Whether a role that is not there might still be: files do not hold everything, and some kinds may not be read. */
const mayBeElsewhere = (binding: Resource, kind: 'Role' | 'ClusterRole', snapshot: Snapshot): boolean => {
  if (kind === 'Role' && kindOf(binding) === CLUSTER_ROLE_BINDING) return false;
  if (snapshot.facts.origin === 'files') return true;
  return snapshot.unread.some(
    (unread) =>
      unread.kind === `rbac.authorization.k8s.io/${kind}` &&
      (kind === 'ClusterRole' || unread.namespace === undefined || unread.namespace === namespaceOf(binding)) &&
      (unread.onlyIn === undefined || unread.onlyIn !== namespaceOf(binding)),
  );
};

/** What a binding gives to each of its subjects; undefined where it names no role at all. */
export const grantOf = (binding: Resource, snapshot: Snapshot): Grant | undefined => {
  const named = nameOfRole(binding);
  if (!named) return undefined;
  const scoped = kindOf(binding) === ROLE_BINDING ? { namespace: namespaceOf(binding) } : {};
  const grant = { binding, role: `${named.kind} ${named.name}`, ...scoped };
  const role = roleOf(binding, snapshot);
  if (role) return { ...grant, known: 'read', rules: rulesOf(role, snapshot) };
  if (!mayBeElsewhere(binding, named.kind, snapshot)) return { ...grant, known: 'absent', rules: [] };
  const byDefault = named.kind === 'ClusterRole' ? defaultRole(named.name) : undefined;
  return byDefault ? { ...grant, known: 'default', rules: rulesOf(byDefault, snapshot) } : { ...grant, known: 'unknown' };
};

/** The bindings that reach one of these subjects (`subjectKey`), each once. */
export const bindingsOf = (keys: readonly string[], snapshot: Snapshot): readonly Resource[] => {
  const index = bindingsBySubject(snapshot);
  if (index.size === 0) return []; // as in most folders of manifests
  return [...new Set(keys.flatMap((key) => [...(index.get(key) ?? [])]))];
};

const bindingsByRole = derived((snapshot) => {
  const found = new Map<Resource, Resource[]>();
  for (const binding of [...snapshot.list(CLUSTER_ROLE_BINDING), ...snapshot.list(ROLE_BINDING)]) {
    const role = roleOf(binding, snapshot);
    if (!role) continue;
    const there = found.get(role);
    if (there) there.push(binding);
    else found.set(role, [binding]);
  }
  return found;
});

/** The bindings by which somebody holds a role, directly or as a part of an aggregated one. */
export const bindingsTo = (role: Resource, snapshot: Snapshot): readonly Resource[] =>
  [role, ...wholesOf(role, snapshot)].flatMap((whole) => bindingsByRole(snapshot).get(whole) ?? []);

/** As people are told of it: without what everyone has; a default role that was not read goes by its name. */
const beyondEveryone = (grant: Grant): readonly Grant[] => {
  const { rules: all, ...named } = grant;
  if (grant.known === 'default' || grant.known === 'unknown') return grant.role.startsWith('ClusterRole system:') ? [] : [named];
  const rules = (all ?? []).filter(isRight);
  return rules.length === 0 ? [] : [{ ...grant, rules }];
};

/** Everything that a ServiceAccount may do beyond what everyone may, one entry for each binding. */
export const grantsTo = (account: Account, snapshot: Snapshot): readonly Grant[] =>
  bindingsOf(keysOf(account), snapshot).flatMap((binding) => {
    const grant = grantOf(binding, snapshot);
    return grant ? beyondEveryone(grant) : [];
  });

/** `get, list nodes (ClusterRoleBinding metrics)`: for people, two rules at most. */
export const describeGrant = ({ binding, role, namespace, rules }: Grant): string => {
  const where = namespace === undefined ? '' : ` in ${namespace}`;
  const by = `${binding.kind} ${binding.metadata.name}`;
  if (!rules) return `use ${role}${where} (${by})`;
  const shown = rules.slice(0, 2).map(describeRule).join('; ');
  return `${shown}${rules.length > 2 ? `; and ${rules.length - 2} more` : ''}${where} (${by})`;
};
