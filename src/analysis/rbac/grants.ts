import { field, items, kindOf, text, type Resource } from '../../core/resource.ts';
import { derived, type Snapshot } from '../../core/snapshot.ts';
import { namespaceOf } from '../namespaces.ts';
import { describeRule, isRight, rulesOf, type Rule } from './rules.ts';

/** A ServiceAccount by name; it need not exist. */
export interface Account {
  readonly namespace: string;
  readonly name: string;
}

/** What one binding gives to a ServiceAccount, beyond what everyone has. */
export interface Grant {
  readonly binding: Resource;
  /** `ClusterRole view` */
  readonly role: string;
  /** Where it holds; undefined means everywhere. */
  readonly namespace?: string;
  /** Undefined where the role is not in these files, so that what it grants is not known. */
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
    const namespace = text(subject['namespace']) ?? bindingNamespace;
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
    for (const subject of items(binding['subjects'])) {
      const key = subjectKey(subject, binding.metadata.namespace);
      if (key === undefined) continue;
      const there = found.get(key);
      if (there) there.add(binding);
      else found.set(key, new Set([binding]));
    }
  }
  return found;
});

const grantOf = (binding: Resource, snapshot: Snapshot): Grant | undefined => {
  const kind = text(field(binding, 'roleRef', 'kind'));
  const name = text(field(binding, 'roleRef', 'name'));
  if (kind === undefined || name === undefined) return undefined;
  const namespace = namespaceOf(binding);
  const scoped = kindOf(binding) === ROLE_BINDING ? { namespace } : {};
  const ref = { apiVersion: 'rbac.authorization.k8s.io/v1', kind, name };
  const role = snapshot.get(kind === 'Role' ? { ...ref, namespace } : ref);
  const grant = { binding, role: `${kind} ${name}`, ...scoped };
  if (role) {
    const rules = rulesOf(role, snapshot).filter(isRight);
    return rules.length === 0 ? undefined : { ...grant, rules };
  }
  return snapshot.facts.origin === 'files' && !name.startsWith('system:') ? grant : undefined;
};

/** Everything that a ServiceAccount may do beyond what everyone may, one entry for each binding. */
export const grantsTo = (account: Account, snapshot: Snapshot): readonly Grant[] => {
  const index = bindingsBySubject(snapshot);
  const bindings = new Set(keysOf(account).flatMap((key) => [...(index.get(key) ?? [])]));
  return [...bindings].flatMap((binding) => grantOf(binding, snapshot) ?? []);
};

/** `get, list nodes (ClusterRoleBinding metrics)`: for people, two rules at most. */
export const describeGrant = ({ binding, role, namespace, rules }: Grant): string => {
  const where = namespace === undefined ? '' : ` in ${namespace}`;
  const by = `${binding.kind} ${binding.metadata.name}`;
  if (!rules) return `use ${role}${where} (${by})`;
  const shown = rules.slice(0, 2).map(describeRule).join('; ');
  return `${shown}${rules.length > 2 ? `; and ${rules.length - 2} more` : ''}${where} (${by})`;
};
