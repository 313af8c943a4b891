import { isRecord, kindOf, own, type Kind, type Resource } from '../core/resource.ts';
import { CONTAINER_LISTS, podMetadataOf, podSpecPath } from '../core/workload.ts';

/** What belongs at a place: a plain value, a list of one shape, or an object with fields of these shapes. */
type Shape = 'text' | 'true or false' | 'a number' | 'an object' | readonly [Shape] | { readonly [field: string]: Shape };

const TEXTS: Shape = ['text'];
const OBJECTS: Shape = ['an object'];

const CONTEXT: Shape = {
  privileged: 'true or false',
  allowPrivilegeEscalation: 'true or false',
  readOnlyRootFilesystem: 'true or false',
  runAsNonRoot: 'true or false',
  runAsUser: 'a number',
  procMount: 'text',
  capabilities: { add: TEXTS, drop: TEXTS },
  ...Object.fromEntries(['seccompProfile', 'appArmorProfile', 'seLinuxOptions', 'windowsOptions'].map((name) => [name, 'an object'])),
};

const CONTAINER: Shape = {
  image: 'text',
  imagePullPolicy: 'text',
  securityContext: CONTEXT,
  command: TEXTS,
  args: TEXTS,
  env: OBJECTS,
  ports: [{ containerPort: 'a number', hostPort: 'a number' }],
  volumeMounts: OBJECTS,
  resources: { requests: 'an object', limits: 'an object' },
};

const POD: Shape = {
  hostNetwork: 'true or false',
  hostPID: 'true or false',
  hostIPC: 'true or false',
  automountServiceAccountToken: 'true or false',
  serviceAccountName: 'text',
  securityContext: { ...CONTEXT, sysctls: OBJECTS },
  volumes: OBJECTS,
  ...Object.fromEntries(CONTAINER_LISTS.map((list) => [list, [CONTAINER]])),
};

const ROLE: Shape = {
  rules: [{ verbs: TEXTS, apiGroups: TEXTS, resources: TEXTS, resourceNames: TEXTS, nonResourceURLs: TEXTS }],
  aggregationRule: { clusterRoleSelectors: OBJECTS },
};
const BINDING: Shape = { roleRef: { kind: 'text', name: 'text' }, subjects: [{ kind: 'text', name: 'text', namespace: 'text' }] };

/** Of kinds without a pod spec, what findings are taken from. */
const SHAPES: Readonly<Record<Kind, Shape>> = {
  'rbac.authorization.k8s.io/Role': ROLE,
  'rbac.authorization.k8s.io/ClusterRole': ROLE,
  'rbac.authorization.k8s.io/RoleBinding': BINDING,
  'rbac.authorization.k8s.io/ClusterRoleBinding': BINDING,
  'networking.k8s.io/NetworkPolicy': {
    spec: { podSelector: { matchLabels: 'an object', matchExpressions: OBJECTS }, policyTypes: TEXTS, ingress: OBJECTS, egress: OBJECTS },
  },
  'networking.k8s.io/Ingress': { spec: { rules: OBJECTS, tls: OBJECTS } },
  Service: { spec: { type: 'text', ports: OBJECTS, selector: 'an object', externalIPs: TEXTS } },
  ServiceAccount: { automountServiceAccountToken: 'true or false' },
};

const podShapes = new Map<readonly string[], Shape>();

const shapeOf = (resource: Resource): Shape | undefined => {
  const path = podSpecPath(resource);
  if (!path) return SHAPES[kindOf(resource)];
  let shape = podShapes.get(path);
  if (!shape) podShapes.set(path, (shape = path.reduceRight<Shape>((inner, name) => ({ [name]: inner }), POD)));
  return shape;
};

const nameOf = (value: unknown): string => {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return { string: 'a text', boolean: 'true or false', number: 'a number' }[typeof value as string] ?? 'an object';
};

const isList = (shape: Shape): shape is readonly [Shape] => Array.isArray(shape);

const wanted = (shape: Shape): string => {
  if (typeof shape === 'string') return shape === 'text' ? 'a text' : shape;
  return isList(shape) ? 'a list' : 'an object';
};

const PLAIN = { text: 'string', 'true or false': 'boolean', 'a number': 'number' } as const;

/** Whether `wrongIn` would find nothing, which is quicker to tell. */
const fits = (value: unknown, shape: Shape): boolean => {
  if (typeof shape === 'string') return shape === 'an object' ? isRecord(value) : typeof value === PLAIN[shape];
  if (isList(shape)) return Array.isArray(value) && value.every((item) => fits(item, shape[0]));
  if (!isRecord(value)) return false;
  for (const name in shape) {
    const inner = shape[name];
    const at = own(value, name) ?? undefined;
    if (inner !== undefined && at !== undefined && !fits(at, inner)) return false;
  }
  return true;
};

/** A field that is null is absent for the API server; an item of a list is not. */
const wrongIn = (value: unknown, shape: Shape, path: string): readonly string[] => {
  if (nameOf(value) !== wanted(shape)) return [`${path} is ${nameOf(value)} where ${wanted(shape)} belongs`];
  if (Array.isArray(value)) return value.flatMap((item: unknown, i) => wrongIn(item, (shape as readonly [Shape])[0], `${path}[${i}]`));
  if (!isRecord(value) || typeof shape === 'string') return [];
  return Object.entries(shape).flatMap(([name, inner]) => {
    const at = own(value, name) ?? undefined;
    return at === undefined ? [] : wrongIn(at, inner, path === '' ? name : `${path}.${name}`);
  });
};

const NOTHING: readonly string[] = [];

const wrongTexts = (values: unknown, path: string): readonly string[] => {
  if (!isRecord(values)) return NOTHING;
  const wrong: string[] = [];
  for (const name in values)
    if (typeof values[name] !== 'string') wrong.push(`${path}["${name}"] is ${nameOf(values[name])} where a text belongs`);
  return wrong;
};

/** By labels pods are selected; the API server takes none that is no text. */
const wrongLabels = (resource: Resource): readonly string[] => {
  const path = podSpecPath(resource);
  const ofPods =
    path && path.length > 1 ? wrongTexts(podMetadataOf(resource)['labels'], [...path.slice(0, -1), 'metadata.labels'].join('.')) : NOTHING;
  const own = wrongTexts(resource.metadata.labels, 'metadata.labels');
  return ofPods.length === 0 ? own : [...own, ...ofPods];
};

/** A pod spec that says that it has no containers hides nothing, but the API server takes none such. */
const nothingRuns = (resource: Resource): readonly string[] => {
  const path = podSpecPath(resource);
  const spec = path?.reduce<unknown>((at, name) => (isRecord(at) ? own(at, name) : undefined), resource);
  if (!path || !isRecord(spec) || !Object.hasOwn(spec, 'containers')) return NOTHING;
  const { containers } = spec;
  return containers === null || (Array.isArray(containers) && containers.length === 0)
    ? [`${path.join('.')}.containers is empty`]
    : NOTHING;
};

/**
 * Where the API server could not read an object because something has the wrong type, of the fields that findings are taken from:
 * what depends on such a field cannot be decided. Only what stands in files can be so.
 */
export const wrongTypesIn = (resource: Resource): readonly string[] => {
  const shape = shapeOf(resource);
  const [labels, runs] = [wrongLabels(resource), nothingRuns(resource)];
  const fields = shape && !fits(resource, shape) ? wrongIn(resource, shape, '') : NOTHING;
  return labels.length + fields.length + runs.length === 0 ? NOTHING : [...labels, ...fields, ...runs];
};
