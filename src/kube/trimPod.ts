import { equal } from '../core/change.ts';
import { field, isRecord, items, type Resource } from '../core/resource.ts';
import { powersOf } from '../core/workload.ts';
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
  'priorityClassName',
  'shareProcessNamespace',
];
const CONTAINER = ['name', 'image', 'imagePullPolicy', 'securityContext', 'ports', 'resources', 'lifecycle', 'restartPolicy'];
const PROBES = ['livenessProbe', 'readinessProbe', 'startupProbe'] as const;
const CONTAINERS = ['containers', 'initContainers', 'ephemeralContainers'] as const;
const STATUS = ['phase', 'podIP', 'podIPs', 'hostIP'];
const STATUSES = ['containerStatuses', 'initContainerStatuses'] as const;
/** Annotations that Pod Security reads. */
const ANNOTATION = /^(container\.)?(apparmor|seccomp)\.security\./;

const mapped = (list: unknown, change: (item: Fields) => unknown): unknown =>
  Array.isArray(list) ? list.map((item: unknown) => (isRecord(item) ? change(item) : item)) : list;

/** Pod Security judges the host that a probe names, if it names one. */
const namesHost = (probe: unknown): boolean =>
  isRecord(probe) && ['httpGet', 'tcpSocket'].some((how) => field(probe, how, 'host') !== undefined);

const trimContainer = (container: Fields): unknown => {
  const kept = picked(container, CONTAINER);
  const mounts = container['volumeMounts'];
  if (mounts !== undefined) kept['volumeMounts'] = mapped(mounts, (mount) => ({ mountPath: mount['mountPath'] }));
  for (const probe of PROBES) if (namesHost(container[probe])) kept[probe] = container[probe];
  return kept;
};

/** The volume of the token has a name of its own in every pod; without its suffix the pods of one owner share one spec. */
const trimVolume = (volume: Fields): unknown => {
  const name = volume['name'];
  return typeof name === 'string' && name.startsWith('kube-api-access-') ? { ...volume, name: 'kube-api-access' } : volume;
};

const trimSpec = (spec: Fields): Fields => {
  const kept = picked(spec, SPEC);
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
  const kept = picked(status, STATUS);
  for (const list of STATUSES) if (status[list] !== undefined) kept[list] = mapped(status[list], trimContainerStatus);
  return kept;
};

const trimAnnotations = (annotations: unknown): Fields | undefined => {
  const names = isRecord(annotations) ? Object.keys(annotations).filter((name) => ANNOTATION.test(name)) : [];
  return names.length > 0 ? picked(annotations as Fields, names) : undefined;
};

/** The controller that makes pods from a template; undefined for any other pod. */
export const templateOwner = (metadata: Fields): Fields | undefined =>
  items(metadata['ownerReferences']).find((owner) => owner['controller'] === true && TEMPLATED.has(String(owner['kind'])));

/** What pods of one owner have in common, almost always. */
interface Common {
  readonly labels: unknown;
  readonly ownerReferences: unknown;
  readonly spec: Fields;
}

const sharedWith = (last: Common | undefined, own: Common): Common => {
  if (!last) return own;
  const same = <T>(one: T, other: T): T => (equal(one, other) ? one : other);
  return {
    labels: same(last.labels, own.labels),
    ownerReferences: same(last.ownerReferences, own.ownerReferences),
    spec: same(last.spec, own.spec),
  };
};

/** For one list: pods that a controller makes from a template, of which equal parts are held once; undefined for any other pod. */
export const templatedPods = (): ((item: Fields, metadata: Fields) => Resource | undefined) => {
  const lastOf = new Map<unknown, Common>();
  return (item, metadata) => {
    const owner = templateOwner(metadata);
    // With powers that its template may not have it is judged itself, by all that it holds.
    if (!owner || !isRecord(item['spec']) || powersOf(item['spec']).length > 0) return undefined;
    const { name, namespace, uid, creationTimestamp, labels, ownerReferences } = metadata;
    const common = sharedWith(lastOf.get(owner['uid']), { labels, ownerReferences, spec: trimSpec(item['spec']) });
    lastOf.set(owner['uid'], common);
    const annotations = trimAnnotations(metadata['annotations']);
    const shared = { labels: common.labels, ownerReferences: common.ownerReferences, ...(annotations ? { annotations } : {}) };
    const status = trimPodStatus(item['status']);
    return {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, namespace, uid, creationTimestamp, ...shared },
      spec: { nodeName: item['spec']['nodeName'], ...common.spec },
      ...(status ? { status } : {}),
    } as unknown as Resource;
  };
};
