import { groupOf, isRecord, type Resource } from '../core/resource.ts';

/** Fields that Kubernetes' own types leave out when they are empty (`omitempty` on a list or a map). */
const LEFT_OUT_WHEN_EMPTY = new Set([
  ...['labels', 'annotations', 'finalizers', 'ownerReferences', 'matchLabels', 'matchExpressions', 'nodeSelector', 'data', 'binaryData'],
  ...['subjects', 'resourceNames', 'nonResourceURLs', 'apiGroups', 'secrets', 'imagePullSecrets', 'tolerations', 'volumes', 'hostAliases'],
  ...['initContainers', 'args', 'command', 'env', 'envFrom', 'ports', 'volumeMounts', 'volumeDevices', 'add', 'drop', 'limits', 'requests'],
  ...['sysctls', 'supplementalGroups', 'ingress', 'egress', 'from', 'to', 'policyTypes', 'tls', 'except'],
]);

/** Maps of strings, which the server writes in the order of their keys. */
const SORTED = new Set(['labels', 'annotations', 'matchLabels', 'nodeSelector', 'data', 'binaryData', 'limits', 'requests']);

const byKey = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => (a < b ? -1 : 1);

const isEmpty = (value: unknown): boolean =>
  Array.isArray(value) ? value.length === 0 : isRecord(value) && Object.keys(value).length === 0;

const cleaned = (value: unknown, field = ''): unknown => {
  if (Array.isArray(value)) return value.map((item: unknown) => cleaned(item));
  if (!isRecord(value)) return value;
  const kept = Object.entries(value)
    .map(([name, inner]) => [name, cleaned(inner, name)] as const)
    .filter(([name, inner]) => inner !== null && inner !== undefined && !(LEFT_OUT_WHEN_EMPTY.has(name) && isEmpty(inner)));
  return Object.fromEntries(SORTED.has(field) ? kept.sort(byKey) : kept);
};

const isBuiltIn = (group: string): boolean => !group.includes('.') || group.endsWith('.k8s.io');

/** As the server writes an object of its own types: without nulls, without empty lists and maps, and maps of strings in order. Custom resources stay as they are. */
export const canonical = (resource: Resource): Resource =>
  isBuiltIn(groupOf(resource.apiVersion)) ? (cleaned(resource) as Resource) : resource;
