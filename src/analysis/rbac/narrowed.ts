import { creationOf } from '../../core/change.ts';
import type { Edit } from '../../core/remediation.ts';
import { isRecord, type Resource } from '../../core/resource.ts';
import type { Snapshot } from '../../core/snapshot.ts';
import { namespaceOf } from '../namespaces.ts';
import { identityOf, subjectsOf, type Subject } from './subjects.ts';

const GROUP = 'rbac.authorization.k8s.io';
const API = `${GROUP}/v1`;

/** A subject as it must be written in a binding of another namespace: with the namespace that its own binding implied. */
const written = (subject: Subject, binding: Resource): Subject => {
  const identity = identityOf(subject, binding);
  return subject['kind'] === 'ServiceAccount' && identity?.kind === 'ServiceAccount'
    ? { kind: 'ServiceAccount', name: identity.name, namespace: identity.namespace }
    : { kind: subject['kind'], name: subject['name'], apiGroup: GROUP };
};

/** Everybody whom these bindings reach in a namespace, each once. */
const subjectsIn = (namespace: string, bindings: readonly Resource[]): readonly Subject[] => {
  const all = bindings
    .filter((binding) => binding.kind === 'ClusterRoleBinding' || namespaceOf(binding) === namespace)
    .flatMap((binding) =>
      subjectsOf(binding).flatMap((subject) => (isRecord(subject) && identityOf(subject, binding) ? [written(subject, binding)] : [])),
    );
  return [...new Map(all.map((subject) => [JSON.stringify(subject), subject])).values()];
};

/** `name`, or with a number behind it where one of that kind and name is there already. */
const free = (kind: string, namespace: string, name: string, snapshot: Snapshot): string => {
  const isTaken = (at: string): boolean => snapshot.get({ apiVersion: API, kind, namespace, name: at }) !== undefined;
  const candidates = [name, ...Array.from({ length: 99 }, (_none, i) => `${name}-${i + 2}`)];
  return candidates.find((at) => !isTaken(at)) ?? name;
};

/** A RoleBinding in a namespace that gives a role to these subjects. */
export const roleBinding = (name: string, namespace: string, roleRef: unknown, subjects: readonly unknown[], snapshot: Snapshot): Edit =>
  creationOf({
    apiVersion: API,
    kind: 'RoleBinding',
    metadata: { name: free('RoleBinding', namespace, name, snapshot), namespace },
    roleRef,
    subjects,
  });

/** A Role with these rules in a namespace, bound to everybody whom the bindings reach there; nothing where they reach nobody. */
export const inNamespace = (
  name: string,
  namespace: string,
  rules: readonly unknown[],
  bindings: readonly Resource[],
  snapshot: Snapshot,
): readonly Edit[] => {
  const subjects = subjectsIn(namespace, bindings);
  if (subjects.length === 0) return [];
  const role = free('Role', namespace, name, snapshot);
  const roleRef = { apiGroup: GROUP, kind: 'Role', name: role };
  return [
    creationOf({ apiVersion: API, kind: 'Role', metadata: { name: role, namespace }, rules }),
    roleBinding(name, namespace, roleRef, subjects, snapshot),
  ];
};
