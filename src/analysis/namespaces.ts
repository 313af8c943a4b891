import type { Kind, Ref, Resource } from '../core/resource.ts';
import type { Snapshot } from '../core/snapshot.ts';

/** Without a namespace a namespaced object is `default`'s, as kubectl has it. */
export const namespaceOf = (resource: Resource): string => resource.metadata.namespace ?? 'default';

/** Looks a namespaced object up by name, also where a manifest leaves `default` out. */
export const getIn = (snapshot: Snapshot, ref: Ref & { readonly namespace: string }): Resource | undefined => {
  const found = snapshot.get(ref);
  if (found || ref.namespace !== 'default') return found;
  const { namespace: _namespace, ...bare } = ref;
  return snapshot.get(bare);
};

/** By namespace, where a missing one is `default`. */
export const groupByNamespace = (resources: readonly Resource[]): ReadonlyMap<string, readonly Resource[]> =>
  Map.groupBy(resources, namespaceOf);

/** All objects of a kind in a namespace, also those whose manifest leaves `default` out. */
export const listIn = (snapshot: Snapshot, kind: Kind, namespace: string): readonly Resource[] =>
  namespace === 'default' ? snapshot.list(kind).filter((resource) => namespaceOf(resource) === 'default') : snapshot.list(kind, namespace);

/** `Deployment web`, for sentences that already say where. */
export const nameOf = (resource: Resource): string => `${resource.kind} ${resource.metadata.name}`;
