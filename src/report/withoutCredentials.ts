import { holdsCredentials, isPlainCredential, namesCredential } from '../app/secrets.ts';
import { equal } from '../core/change.ts';
import { field, isRecord, items, kindOf, type Resource } from '../core/resource.ts';
import { CONTAINER_LISTS, podSpecOf, withPodSpec } from '../core/workload.ts';

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';
const HIDDEN = '***';

const hidden = (value: unknown, other: unknown): string => (other === undefined || equal(value, other) ? HIDDEN : `${HIDDEN} (changed)`);

/** Values by name, those hidden that `hides` says. */
const maskedValues = (values: unknown, others: unknown, hides: (name: string) => boolean): unknown => {
  if (!isRecord(values)) return values && hides('') ? HIDDEN : values;
  const entries = Object.entries(values);
  return Object.fromEntries(entries.map(([name, value]) => [name, hides(name) ? hidden(value, field(others, name)) : value]));
};

const everyName = (): boolean => true;

/** As a map by name, so that an entry is compared with its namesake. */
const namesake = (list: unknown, name: unknown): unknown => items(list).find((item) => item['name'] === name);

const maskedEnv = (env: unknown, other: unknown): unknown =>
  Array.isArray(env)
    ? env.map((variable: unknown) =>
        isRecord(variable) && isPlainCredential(variable)
          ? { ...variable, value: hidden(variable['value'], field(namesake(other, variable['name']), 'value')) }
          : variable,
      )
    : env;

const maskedContainers = (containers: unknown, others: unknown): unknown =>
  Array.isArray(containers)
    ? containers.map((container: unknown) =>
        isRecord(container) && 'env' in container
          ? { ...container, env: maskedEnv(container['env'], field(namesake(others, container['name']), 'env')) }
          : container,
      )
    : containers;

const maskedPod = (resource: Resource, other: Resource | undefined): Resource => {
  const others = (other && podSpecOf(other)) ?? {};
  return withPodSpec(resource, (spec) => ({
    ...spec,
    ...Object.fromEntries(CONTAINER_LISTS.filter((list) => list in spec).map((list) => [list, maskedContainers(spec[list], others[list])])),
  }));
};

const maskedMetadata = ({ metadata }: Resource): Resource['metadata'] => {
  if (!isRecord(metadata.annotations) || !(LAST_APPLIED in metadata.annotations)) return metadata;
  return { ...metadata, annotations: { ...metadata.annotations, [LAST_APPLIED]: HIDDEN } };
};

const maskedData = (resource: Resource, other: Resource | undefined): Resource => {
  const hides = kindOf(resource) === 'Secret' ? everyName : namesCredential;
  const fields = ['data', 'stringData'].filter((name) => name in resource);
  return { ...resource, ...Object.fromEntries(fields.map((name) => [name, maskedValues(resource[name], other?.[name], hides)])) };
};

/** The object with all credentials hidden: data of Secrets, plain values of env and ConfigMaps that are named like one. What differs from `other` is marked. */
export const withoutCredentials = (resource: Resource, other?: Resource): Resource => {
  if (!holdsCredentials(resource)) return resource;
  const open = { ...resource, metadata: maskedMetadata(resource) };
  return ['Secret', 'ConfigMap'].includes(kindOf(resource)) ? maskedData(open, other) : maskedPod(open, other);
};
