import { field, items, text, type Resource } from '../core/resource.ts';
import { containersOf, podSpecOf } from '../core/workload.ts';

/** Names of the Secrets that a workload's pods mount or take variables from. */
export const secretsUsedBy = (workload: Resource): readonly string[] => {
  const volumes = items(podSpecOf(workload)?.['volumes']).flatMap((volume) => [
    field(volume, 'secret', 'secretName'),
    ...items(field(volume, 'projected', 'sources')).map((source) => field(source, 'secret', 'name')),
  ]);
  const variables = containersOf(workload).flatMap(({ container }) => [
    ...items(container['env']).map((variable) => field(variable, 'valueFrom', 'secretKeyRef', 'name')),
    ...items(container['envFrom']).map((from) => field(from, 'secretRef', 'name')),
  ]);
  return [...new Set([...volumes, ...variables].flatMap((name) => text(name) || []))].sort();
};
