import type { Resource } from '../core/resource.ts';

/** Targets fill in `default`; an object from elsewhere that names no namespace means it too, as with kubectl. */
export const namespaceOf = (resource: Resource): string => resource.metadata.namespace ?? 'default';

export const groupByNamespace = (resources: readonly Resource[]): ReadonlyMap<string, readonly Resource[]> =>
  Map.groupBy(resources, namespaceOf);
