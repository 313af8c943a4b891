import { creationOf, equal } from '../../core/change.ts';
import type { Edit } from '../../core/remediation.ts';
import { isRecord, type Resource } from '../../core/resource.ts';
import type { Snapshot } from '../../core/snapshot.ts';
import { namespaceOf } from '../namespaces.ts';
import { identitiesIn, keyOf } from './identity.ts';
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

const at = (kind: string, namespace: string, name: string, snapshot: Snapshot): Resource | undefined =>
  snapshot.get({ apiVersion: API, kind, namespace, name });

/** The object under its name, or under one with a number behind it where something else has that; nothing where it is there already. */
const created = (
  wanted: Resource,
  isSame: (there: Resource) => boolean,
  snapshot: Snapshot,
): { readonly name: string; readonly edits: readonly Edit[] } => {
  const { kind, metadata } = wanted;
  const { name: plain, namespace = '' } = metadata;
  for (let i = 1; ; i++) {
    const name = i === 1 ? plain : `${plain}-${i}`;
    const there = at(kind, namespace, name, snapshot);
    if (!there) return { name, edits: [creationOf({ ...wanted, metadata: { ...metadata, name } })] };
    if (isSame(there)) return { name, edits: [] };
  }
};

const keysIn = (binding: Resource): readonly string[] => identitiesIn(binding).map(keyOf);

/** A RoleBinding in a namespace that gives a role to these subjects, unless one of that name does already. */
export const roleBinding = (
  name: string,
  namespace: string,
  roleRef: unknown,
  subjects: readonly unknown[],
  snapshot: Snapshot,
): readonly Edit[] => {
  const wanted = { apiVersion: API, kind: 'RoleBinding', metadata: { name, namespace }, roleRef, subjects };
  const reaches = (there: Resource): boolean => keysIn(wanted).every((key) => keysIn(there).includes(key));
  return created(wanted, (there) => equal(there['roleRef'], roleRef) && reaches(there), snapshot).edits;
};

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
  const wanted = { apiVersion: API, kind: 'Role', metadata: { name, namespace }, rules };
  const role = created(wanted, (there) => equal(there['rules'], rules), snapshot);
  return [...role.edits, ...roleBinding(name, namespace, { apiGroup: GROUP, kind: 'Role', name: role.name }, subjects, snapshot)];
};
