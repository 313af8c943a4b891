import { isRecord, type Resource } from '../core/resource.ts';
import { picked } from './picked.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Controllers whose template decides over the pod: checks report on them, and of the pod only what it runs with is read. */
const TEMPLATED = new Set(['ReplicaSet', 'StatefulSet', 'DaemonSet', 'Job', 'ReplicationController']);

const SPEC = [
  'securityContext',
  'hostNetwork',
  'hostPID',
  'hostIPC',
  'hostUsers',
  'os',
  'serviceAccountName',
  'automountServiceAccountToken',
  'runtimeClassName',
];
/** Probes and hooks stay for the hosts in them, which Pod Security judges. */
const CONTAINER = [
  'name',
  'image',
  'securityContext',
  'ports',
  'resources',
  'livenessProbe',
  'readinessProbe',
  'startupProbe',
  'lifecycle',
];
const CONTAINERS = ['containers', 'initContainers', 'ephemeralContainers'] as const;
const STATUS = ['phase', 'podIP', 'podIPs', 'hostIP'];
const STATUSES = ['containerStatuses', 'initContainerStatuses'] as const;
/** Annotations that Pod Security reads. */
const ANNOTATION = /^(container\.)?(apparmor|seccomp)\.security\./;

const mapped = (list: unknown, change: (item: Fields) => unknown): unknown =>
  Array.isArray(list) ? list.map((item: unknown) => (isRecord(item) ? change(item) : item)) : list;

const trimContainer = (container: Fields): unknown => {
  const mounts = container['volumeMounts'];
  const kept = picked(container, CONTAINER) ?? {};
  return mounts === undefined ? kept : { ...kept, volumeMounts: mapped(mounts, (mount) => ({ mountPath: mount['mountPath'] })) };
};

/** The volume of the token has a name of its own in every pod; without its suffix the pods of one owner share one spec. */
const trimVolume = (volume: Fields): unknown => {
  const name = volume['name'];
  return typeof name === 'string' && name.startsWith('kube-api-access-') ? { ...volume, name: 'kube-api-access' } : volume;
};

const trimSpec = (spec: Fields): Fields => {
  const kept: Record<string, unknown> = { ...picked(spec, SPEC) };
  if (spec['volumes'] !== undefined) kept['volumes'] = mapped(spec['volumes'], trimVolume);
  for (const list of CONTAINERS) if (spec[list] !== undefined) kept[list] = mapped(spec[list], trimContainer);
  return kept;
};

const trimContainerStatus = (status: Fields): unknown => {
  const state = isRecord(status['state']) ? status['state'] : {};
  const waiting = isRecord(state['waiting']) ? { state: { waiting: { reason: state['waiting']['reason'] } } } : {};
  return { name: status['name'], imageID: status['imageID'], ready: status['ready'], ...waiting };
};

/** What of a pod's status is read. */
export const trimPodStatus = (status: unknown): Fields | undefined => {
  if (!isRecord(status)) return undefined;
  const kept: Record<string, unknown> = { ...picked(status, STATUS) };
  for (const list of STATUSES) if (status[list] !== undefined) kept[list] = mapped(status[list], trimContainerStatus);
  return kept;
};

const trimAnnotations = (annotations: unknown): Fields | undefined =>
  isRecord(annotations)
    ? picked(
        annotations,
        Object.keys(annotations).filter((name) => ANNOTATION.test(name)),
      )
    : undefined;

const isTemplated = (metadata: Fields): boolean => {
  const owners = metadata['ownerReferences'];
  return (
    Array.isArray(owners) &&
    owners.some((owner: unknown) => isRecord(owner) && owner['controller'] === true && TEMPLATED.has(String(owner['kind'])))
  );
};

/** For one list: pods that a controller makes from a template, of which equal parts are held once; undefined for any other pod. */
export const templatedPods = (): ((item: Fields, metadata: Fields) => Resource | undefined) => {
  const known = new Map<string, unknown>();
  const shared = <T>(value: T): T => {
    const key = JSON.stringify(value);
    const first = known.get(key);
    if (first !== undefined) return first as T;
    known.set(key, value);
    return value;
  };
  return (item, metadata) => {
    const spec = item['spec'];
    if (!isRecord(spec) || !isTemplated(metadata)) return undefined;
    const { name, namespace, uid, creationTimestamp } = metadata;
    const annotations = trimAnnotations(metadata['annotations']);
    const common = shared({ labels: metadata['labels'], ownerReferences: metadata['ownerReferences'] });
    const status = trimPodStatus(item['status']);
    return {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, namespace, uid, creationTimestamp, ...common, ...(annotations ? { annotations: shared(annotations) } : {}) },
      spec: { nodeName: spec['nodeName'], ...shared(trimSpec(spec)) },
      ...(status ? { status } : {}),
    } as unknown as Resource;
  };
};
