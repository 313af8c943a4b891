import { ADMISSION_POLICY } from '../analysis/admission/policies.ts';
import { parseImage } from '../analysis/images/reference.ts';
import { field, isRecord, items, kindOf, labelsOf, text, type Resource } from '../core/resource.ts';
import { withContainers, withPodSpec, type Container, type PodSpec } from '../core/workload.ts';

type Fields = Readonly<Record<string, unknown>>;

const RBAC = 'rbac.authorization.k8s.io';

const fieldsOf = (value: unknown): Fields => (isRecord(value) ? value : {});

const mapped = (list: unknown, change: (item: Fields) => Fields): unknown =>
  Array.isArray(list) ? list.map((item: unknown) => (isRecord(item) ? change(item) : item)) : list;

const withProtocol = (rule: Fields): Fields =>
  Array.isArray(rule['ports']) ? { ...rule, ports: mapped(rule['ports'], (port) => ({ protocol: 'TCP', ...port })) } : rule;

/** `SetDefaults_NetworkPolicy`: ingress always, egress where there are egress rules. */
const networkPolicy = (resource: Resource): Resource => {
  const spec = fieldsOf(resource['spec']);
  const rules = Object.fromEntries(
    ['ingress', 'egress'].flatMap((way) => (spec[way] === undefined ? [] : [[way, mapped(spec[way], withProtocol)]])),
  );
  const policyTypes = items(spec['egress']).length > 0 ? ['Ingress', 'Egress'] : ['Ingress'];
  return { ...resource, spec: { podSelector: {}, policyTypes, ...spec, ...rules } };
};

/** `SetDefaults_Subject`: accounts of the core group, users and groups of RBAC's. */
const subject = (of: Fields): Fields => (of['kind'] === 'User' || of['kind'] === 'Group' ? { apiGroup: RBAC, ...of } : of);

const binding = (resource: Resource): Resource => ({
  ...resource,
  ...(isRecord(resource['roleRef']) ? { roleRef: { apiGroup: RBAC, ...resource['roleRef'] } } : {}),
  ...(resource['subjects'] === undefined ? {} : { subjects: mapped(resource['subjects'], subject) }),
});

const namespace = (resource: Resource): Resource => ({
  ...resource,
  metadata: {
    ...resource.metadata,
    labels: { ...(labelsOf(resource) as Record<string, string>), 'kubernetes.io/metadata.name': resource.metadata.name },
  },
  spec: { finalizers: ['kubernetes'], ...fieldsOf(resource['spec']) },
  status: { phase: 'Active', ...fieldsOf(field(resource, 'status')) },
});

/** `SetDefaults_ValidatingAdmissionPolicySpec` and `SetDefaults_MatchResources`. */
const admissionPolicy = (resource: Resource): Resource => {
  const spec = fieldsOf(resource['spec']);
  const constraints = fieldsOf(spec['matchConstraints']);
  const resourceRules = mapped(constraints['resourceRules'], (rule) => ({ scope: '*', ...rule }));
  const matchConstraints = { matchPolicy: 'Equivalent', namespaceSelector: {}, objectSelector: {}, ...constraints, resourceRules };
  return { ...resource, spec: { failurePolicy: 'Fail', ...spec, matchConstraints } };
};

const DEFAULTS: Readonly<Record<string, (resource: Resource) => Resource>> = {
  Namespace: namespace,
  'networking.k8s.io/NetworkPolicy': networkPolicy,
  [ADMISSION_POLICY]: admissionPolicy,
  [`${RBAC}/RoleBinding`]: binding,
  [`${RBAC}/ClusterRoleBinding`]: binding,
};

/** `SetDefaults_Container`: what is named by no tag or by latest may be another image each time. */
const pullPolicy = (container: Container): string => {
  const parsed = parseImage(text(container['image']) ?? '');
  if ('wrong' in parsed) return 'IfNotPresent';
  const { tag, digest } = parsed.image;
  return (tag ?? (digest === undefined ? 'latest' : undefined)) === 'latest' ? 'Always' : 'IfNotPresent';
};

/** `SetDefaults_PodSpec` and `SetDefaults_Container`, as far as our fixes touch what they fill in; the account's old name follows the new. */
const podSpec = (spec: PodSpec): PodSpec => ({
  securityContext: {},
  ...withContainers(spec, (container) => ({ imagePullPolicy: pullPolicy(container), resources: {}, ...container })),
  ...(text(spec['serviceAccountName']) ? { serviceAccount: spec['serviceAccountName'] } : {}),
});

/** What the server fills in, for the kinds that our fixes create or edit, as far as they touch it. */
export const defaulted = (resource: Resource): Resource => DEFAULTS[kindOf(resource)]?.(resource) ?? withPodSpec(resource, podSpec);
