import { field, items, text, type Resource } from '../core/resource.ts';
import { podSpecOf, type Container, type PodSpec } from '../core/workload.ts';

const TOKEN_PATH = '/var/run/secrets/kubernetes.io/serviceaccount';

const holds = (list: unknown, name: string): boolean => Array.isArray(list) && list.includes(name);

const mayBeRoot = (container: Container, spec: PodSpec): boolean => {
  const own = (name: string): unknown => field(container, 'securityContext', name) ?? field(spec, 'securityContext', name);
  return (own('runAsUser') ?? 0) === 0 && own('runAsNonRoot') !== true;
};

const mayUse = (capability: string, container: Container): boolean => {
  const of = field(container, 'securityContext', 'capabilities');
  return holds(field(of, 'add'), capability) || !(holds(field(of, 'drop'), capability) || holds(field(of, 'drop'), 'ALL'));
};

const mayWrite = (path: string, container: Container): boolean =>
  field(container, 'securityContext', 'readOnlyRootFilesystem') !== true ||
  items(container['volumeMounts']).some(
    (mount) => mount['readOnly'] !== true && (mount['mountPath'] === path || path.startsWith(`${text(mount['mountPath'])}/`)),
  );

const mountsToken = (container: Container): boolean => items(container['volumeMounts']).some((mount) => mount['mountPath'] === TOKEN_PATH);

const granted = (need: string, container: Container, spec: PodSpec): boolean => {
  const [kind, value = ''] = need.split(/:(.*)/s);
  const context = container['securityContext'];
  if (kind === 'root') return mayBeRoot(container, spec);
  if (kind === 'token') return mountsToken(container);
  if (kind === 'privileged') return field(context, 'privileged') === true;
  if (kind === 'escalation') return field(context, 'allowPrivilegeEscalation') !== false;
  if (kind === 'cap') return mayUse(value, container);
  if (kind === 'write') return mayWrite(value, container);
  throw new Error(`${need}: no such need`);
};

const annotation = (pod: Resource, name: string): string => text(field(pod, 'metadata', 'annotations', `testcluster/${name}`)) ?? '';

/** The first need that a container of the pod lacks. */
const unmetNeed = (pod: Resource): string | undefined => {
  const spec = podSpecOf(pod) ?? {};
  const needs = annotation(pod, 'needs')
    .split(',')
    .map((need) => need.trim());
  return needs.find((need) => need !== '' && !items(spec['containers']).every((container) => granted(need, container, spec)));
};

/**
 * Why the containers of a pod do not run, or undefined. The same play as test/control-plane: the annotation
 * `testcluster/needs: "root, token, privileged, escalation, cap:NET_RAW, write:/var/cache/app"` says what the program
 * cannot live without, and `testcluster/waiting` is a reason for always.
 */
export const waitingReason = (pod: Resource): string | undefined => {
  const always = annotation(pod, 'waiting');
  if (always !== '') return always;
  const missing = unmetNeed(pod);
  if (missing === undefined) return undefined;
  return missing === 'root' ? 'CreateContainerConfigError' : 'CrashLoopBackOff';
};

/** What a program prints that lacks this; the words of common programs. */
const complaint = (need: string): string => {
  const [kind, value = ''] = need.split(/:(.*)/s);
  if (kind === 'token') return `open ${TOKEN_PATH}/token: no such file or directory`;
  if (kind === 'privileged') return 'mount: permission denied (are you root?)';
  if (kind === 'escalation') return 'sudo: The "no new privileges" flag is set, which prevents sudo from running as root.';
  if (kind === 'cap') return `cap_${value.toLowerCase()}: operation not permitted`;
  if (kind === 'write') return `open ${value}/data: read-only file system`;
  return `cannot go on without ${need}`;
};

/** What a container of the pod prints: `testcluster/logs`, else a line about how it is. */
export const printedBy = (pod: Resource, container: string): string => {
  const always = annotation(pod, 'logs');
  const missing = unmetNeed(pod);
  return always === '' ? `${container}: ${missing === undefined ? 'ready' : complaint(missing)}` : always;
};
