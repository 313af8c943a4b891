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

/**
 * Why the containers of a pod do not run, or undefined. The same play as test/control-plane: the annotation
 * `testcluster/needs: "root, token, privileged, escalation, cap:NET_RAW, write:/var/cache/app"` says what the program
 * cannot live without, and `testcluster/waiting` is a reason for always.
 */
export const waitingReason = (pod: Resource): string | undefined => {
  const spec = podSpecOf(pod) ?? {};
  const annotation = (name: string): string => text(field(pod, 'metadata', 'annotations', `testcluster/${name}`)) ?? '';
  if (annotation('waiting') !== '') return annotation('waiting');
  const needs = annotation('needs')
    .split(',')
    .map((need) => need.trim());
  const missing = needs.find((need) => need !== '' && !items(spec['containers']).every((container) => granted(need, container, spec)));
  if (missing === undefined) return undefined;
  return missing === 'root' ? 'CreateContainerConfigError' : 'CrashLoopBackOff';
};
