import { Refused } from '../app/errors.ts';
import { equal } from '../core/change.ts';
import { annotationsOf, field, groupOf, isRecord, items, kindOf, labelsOf, type Resource } from '../core/resource.ts';
import { containersOf, podSpecOf } from '../core/workload.ts';

type Rule = (after: Resource, before: Resource | undefined) => readonly string[];

const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const QUALIFIED = /^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/;

const isQualifiedName = (key: string): boolean => {
  const [name, prefix, ...more] = key.split('/').toReversed();
  if (name === undefined || more.length > 0 || name.length > 63 || !QUALIFIED.test(name)) return false;
  return prefix === undefined || (prefix.length <= 253 && SUBDOMAIN.test(prefix));
};

const isLabelValue = (value: unknown): boolean =>
  value === '' || (typeof value === 'string' && value.length <= 63 && QUALIFIED.test(value));

const metadataRule: Rule = (after) => {
  const wrong: string[] = [];
  const { name } = after.metadata;
  if (groupOf(after.apiVersion) !== 'rbac.authorization.k8s.io' && (name.length > 253 || !SUBDOMAIN.test(name)))
    wrong.push(
      `metadata.name: Invalid value: "${name}": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character`,
    );
  for (const [key, value] of Object.entries(labelsOf(after))) {
    if (!isQualifiedName(key))
      wrong.push(
        `metadata.labels: Invalid value: "${key}": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character`,
      );
    if (!isLabelValue(value))
      wrong.push(
        `metadata.labels: Invalid value: ${JSON.stringify(value)}: a valid label must be an empty string or consist of at most 63 alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character`,
      );
  }
  for (const key of Object.keys(annotationsOf(after)))
    if (!isQualifiedName(key))
      wrong.push(`metadata.annotations: Invalid value: "${key}": name part must consist of alphanumeric characters, '-', '_' or '.'`);
  return wrong;
};

/** `validateSecurityContext` of the API server: the literal `CAP_SYS_ADMIN` only, as it has it. */
const escalationRule: Rule = (after) =>
  containersOf(after).flatMap(({ container, path }) => {
    const context = container['securityContext'];
    if (field(context, 'allowPrivilegeEscalation') !== false) return [];
    const at = `${path}.securityContext: Invalid value: ${JSON.stringify(context)}: cannot set \`allowPrivilegeEscalation\` to false and`;
    const added = field(context, 'capabilities', 'add');
    return [
      ...(field(context, 'privileged') === true ? [`${at} \`privileged\` to true`] : []),
      ...(Array.isArray(added) && added.includes('CAP_SYS_ADMIN') ? [`${at} \`capabilities.Add\` CAP_SYS_ADMIN`] : []),
    ];
  });

const without = (value: unknown, names: readonly string[]): unknown =>
  isRecord(value) ? Object.fromEntries(Object.entries(value).filter(([name]) => !names.includes(name))) : value;

const imagesAside = (list: unknown): unknown => items(list).map((container) => without(container, ['image']));

const fixedPodSpec = (resource: Resource): unknown => {
  const spec = podSpecOf(resource);
  const rest = without(spec, ['activeDeadlineSeconds', 'tolerations', 'terminationGracePeriodSeconds', 'containers', 'initContainers']);
  return [rest, imagesAside(spec?.['containers']), imagesAside(spec?.['initContainers'])];
};

const fixed = (...path: readonly string[]): Rule => {
  const at = path.join('.');
  return (after, before) =>
    before && !equal(field(before, ...path), field(after, ...path))
      ? [`${at}: Invalid value: ${JSON.stringify(field(after, ...path))}: field is immutable`]
      : [];
};

const roleRefRule: Rule = (after, before) =>
  before && !equal(before['roleRef'], after['roleRef'])
    ? [`roleRef: Invalid value: ${JSON.stringify(after['roleRef'])}: cannot change roleRef`]
    : [];

const podRule: Rule = (after, before) =>
  before && !equal(fixedPodSpec(before), fixedPodSpec(after))
    ? [
        'spec: Forbidden: pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)',
      ]
    : [];

const STATEFUL_SET_MAY = [
  'replicas',
  'ordinals',
  'template',
  'updateStrategy',
  'revisionHistoryLimit',
  'persistentVolumeClaimRetentionPolicy',
  'minReadySeconds',
];

const statefulSetRule: Rule = (after, before) =>
  before && !equal(without(before['spec'], STATEFUL_SET_MAY), without(after['spec'], STATEFUL_SET_MAY))
    ? [
        `spec: Forbidden: updates to statefulset spec for fields other than ${STATEFUL_SET_MAY.map((name) => `'${name}'`).join(', ')} are forbidden`,
      ]
    : [];

const RULES: Readonly<Record<string, readonly Rule[]>> = {
  Pod: [podRule],
  'apps/Deployment': [fixed('spec', 'selector')],
  'apps/ReplicaSet': [fixed('spec', 'selector')],
  'apps/DaemonSet': [fixed('spec', 'selector')],
  'apps/StatefulSet': [statefulSetRule],
  'batch/Job': [fixed('spec', 'template'), fixed('spec', 'selector')],
  'rbac.authorization.k8s.io/RoleBinding': [roleRefRule],
  'rbac.authorization.k8s.io/ClusterRoleBinding': [roleRefRule],
};

const groupKind = (resource: Resource): string => {
  const group = groupOf(resource.apiVersion);
  return group === '' ? resource.kind : `${resource.kind}.${group}`;
};

/** Throws `Refused` with the server's words for what the API server would refuse too, as far as our fixes touch it. */
export const validate = (after: Resource, before: Resource | undefined): void => {
  const wrong = [metadataRule, escalationRule, ...(RULES[kindOf(after)] ?? [])].flatMap((rule) => rule(after, before));
  if (wrong.length === 0) return;
  throw new Refused(`${groupKind(after)} "${after.metadata.name}" is invalid: ${wrong.length === 1 ? wrong[0] : `[${wrong.join(', ')}]`}`);
};
