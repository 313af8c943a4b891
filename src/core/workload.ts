import { lastAsked } from './lastAsked.ts';
import { controllerOf, field, isRecord, items, kindOf, type Kind, type Resource } from './resource.ts';
import { derived, type Snapshot } from './snapshot.ts';

/** Where the pod spec stands in each kind that has one. */
const SPEC_PATHS: Readonly<Record<Kind, readonly string[]>> = {
  Pod: ['spec'],
  PodTemplate: ['template', 'spec'],
  ReplicationController: ['spec', 'template', 'spec'],
  'apps/Deployment': ['spec', 'template', 'spec'],
  'apps/ReplicaSet': ['spec', 'template', 'spec'],
  'apps/StatefulSet': ['spec', 'template', 'spec'],
  'apps/DaemonSet': ['spec', 'template', 'spec'],
  'batch/Job': ['spec', 'template', 'spec'],
  'batch/CronJob': ['spec', 'jobTemplate', 'spec', 'template', 'spec'],
};

/** Kinds that hold a pod spec. `extensions/v1beta1` Deployments and the like were served as `apps`, and are written there. */
export const WORKLOAD_KINDS: readonly Kind[] = Object.keys(SPEC_PATHS);

/** Kinds whose pods are replaced when their template changes. */
export const ROLLOUT_KINDS: readonly Kind[] = ['apps/Deployment', 'apps/StatefulSet', 'apps/DaemonSet'];

export type PodSpec = Readonly<Record<string, unknown>>;
export type Container = Readonly<Record<string, unknown>>;

/** The fields that lead to the pod spec, or undefined for a kind without one. */
export const podSpecPath = (resource: Resource): readonly string[] | undefined => SPEC_PATHS[kindOf(resource)];

export const podSpecOf = lastAsked((resource: Resource): PodSpec | undefined => {
  const path = podSpecPath(resource);
  const spec = path && field(resource, ...path);
  return isRecord(spec) ? spec : undefined;
});

/** Metadata of the pods that this workload makes (for a Pod, its own). */
export const podMetadataOf = (resource: Resource): Readonly<Record<string, unknown>> => {
  const path = podSpecPath(resource);
  const metadata = path && field(resource, ...path.slice(0, -1), 'metadata');
  return isRecord(metadata) ? metadata : {};
};

const replaced = (at: unknown, path: readonly string[], value: unknown): unknown => {
  const [name, ...rest] = path;
  if (name === undefined) return value;
  return isRecord(at) ? { ...at, [name]: replaced(at[name], rest, value) } : at;
};

/** A copy of the resource with another pod spec; the resource itself where it has none. */
export const withPodSpec = (resource: Resource, change: (spec: PodSpec) => PodSpec): Resource => {
  const path = podSpecPath(resource);
  const spec = podSpecOf(resource);
  if (!path || !spec) return resource;
  const next = change(spec);
  return next === spec ? resource : (replaced(resource, path, next) as Resource);
};

/** A copy of the resource with other metadata of the pods that it makes; the resource itself where it has none. */
export const withPodMetadata = (
  resource: Resource,
  change: (metadata: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>,
): Resource => {
  const path = podSpecPath(resource)?.slice(0, -1);
  const metadata = path && field(resource, ...path, 'metadata');
  return path && isRecord(metadata) ? (replaced(resource, [...path, 'metadata'], change(metadata)) as Resource) : resource;
};

export const CONTAINER_LISTS = ['initContainers', 'containers', 'ephemeralContainers'] as const;
export type ContainerList = (typeof CONTAINER_LISTS)[number];

export interface PlacedContainer {
  readonly container: Container;
  readonly list: ContainerList;
  /** `spec.template.spec.containers[api]`; within a pod spec, `containers[api]`. */
  readonly path: string;
}

const placed = (spec: PodSpec | undefined, list: ContainerList): readonly PlacedContainer[] => {
  const written = spec?.[list];
  if (!Array.isArray(written)) return [];
  return written.flatMap((container: unknown, i) =>
    isRecord(container) ? [{ container, list, path: `${list}[${typeof container['name'] === 'string' ? container['name'] : i}]` }] : [],
  );
};

/** Containers that a person declares and an edit can change; ephemeral ones are over when they end. */
export const DECLARED: readonly ContainerList[] = ['initContainers', 'containers'];

/** Declared containers of a pod spec, with where they stand in it: by name, or by their index where they have none. */
export const declaredIn = (spec: PodSpec | undefined): readonly PlacedContainer[] => DECLARED.flatMap((list) => placed(spec, list));

/** What is asked for most stands there joined. */
interface Containers extends Readonly<Record<ContainerList, readonly PlacedContainer[]>> {
  readonly all: readonly PlacedContainer[];
  readonly declared: readonly PlacedContainer[];
}

const allContainersOf = lastAsked((resource: Resource): Containers => {
  const spec = podSpecOf(resource);
  const base = podSpecPath(resource)?.join('.') ?? '';
  const from = (list: ContainerList): readonly PlacedContainer[] => placed(spec, list).map((at) => ({ ...at, path: `${base}.${at.path}` }));
  const [initContainers, containers, ephemeralContainers] = [from('initContainers'), from('containers'), from('ephemeralContainers')];
  const declared = initContainers.length === 0 ? containers : [...initContainers, ...containers];
  const all = ephemeralContainers.length === 0 ? declared : [...declared, ...ephemeralContainers];
  return { initContainers, containers, ephemeralContainers, declared, all };
});

/** All containers of a workload, with where they stand. Ephemeral ones cannot be edited. */
export const containersOf = (resource: Resource, lists: readonly ContainerList[] = CONTAINER_LISTS): readonly PlacedContainer[] => {
  const found = allContainersOf(resource);
  if (lists === CONTAINER_LISTS) return found.all;
  return lists === DECLARED ? found.declared : lists.flatMap((list) => found[list]);
};

/** A copy of the pod spec, each declared container of which is what `change` makes of it. */
export const withContainers = (spec: PodSpec, change: (container: Container) => Container): PodSpec =>
  Object.fromEntries(
    Object.entries(spec).map(([name, value]) => [
      name,
      (DECLARED as readonly string[]).includes(name) && Array.isArray(value)
        ? value.map((item: unknown) => (isRecord(item) ? change(item) : item))
        : value,
    ]),
  );

/** What the controllers of Kubernetes make of a template. A reference to anything else is a claim that nobody checks. */
const MADE_BY: Readonly<Record<Kind, readonly Kind[]>> = {
  Pod: ['apps/ReplicaSet', 'ReplicationController', 'apps/StatefulSet', 'apps/DaemonSet', 'batch/Job'],
  'apps/ReplicaSet': ['apps/Deployment'],
  'batch/Job': ['batch/CronJob'],
};

/** What a pod may not have of its own where its template is judged in its place: `hostPID`, `privileged`. */
export const powersOf = (spec: PodSpec | undefined): readonly string[] => [
  ...['hostPID', 'hostIPC', 'hostNetwork'].filter((name) => spec?.[name] === true),
  ...(CONTAINER_LISTS.some((list) => items(spec?.[list]).some((container) => field(container, 'securityContext', 'privileged') === true))
    ? ['privileged']
    : []),
];

/** A webhook, or who may create pods, can give a pod what its template has not. */
const hasMore = (resource: Resource, maker: Resource): boolean => {
  if (resource.kind !== 'Pod') return false;
  const own = powersOf(podSpecOf(resource));
  if (own.length === 0) return false;
  const given = powersOf(podSpecOf(maker));
  return own.some((power) => !given.includes(power));
};

const findMaker = (resource: Resource, snapshot: Snapshot): Resource | undefined => {
  const owner = controllerOf(resource);
  if (!owner || MADE_BY[kindOf(resource)]?.includes(kindOf(owner)) !== true) return undefined;
  const namespace = resource.metadata.namespace;
  const maker = snapshot.get({ ...owner, ...(namespace === undefined ? {} : { namespace }) });
  const isAnother = maker?.metadata.uid !== undefined && owner.uid !== undefined && maker.metadata.uid !== owner.uid;
  return maker && !isAnother && !hasMore(resource, maker) ? maker : undefined;
};

/** Every remediation asks this of every pod, and most indexes. */
const makers = derived((snapshot) => {
  const known = new Map<Resource, Resource | null>();
  return lastAsked((resource: Resource): Resource | undefined => {
    let maker = known.get(resource);
    if (maker === undefined) known.set(resource, (maker = findMaker(resource, snapshot) ?? null));
    return maker ?? undefined;
  });
});

/** The object whose template decides, if this one is only made by another object of the snapshot. */
export const madeBy = (resource: Resource, snapshot: Snapshot): Resource | undefined =>
  Object.hasOwn(MADE_BY, kindOf(resource)) ? makers(snapshot)(resource) : undefined;

/** Whether a Pod or Job has ended: nothing of it runs any more, and nothing of it can be changed. */
export const isOver = (workload: Resource): boolean => {
  const status = workload['status'];
  const phase = field(status, 'phase');
  if (workload.kind === 'Pod') return phase === 'Succeeded' || phase === 'Failed';
  if (field(status, 'completionTime') !== undefined) return true;
  const conditions = workload.kind === 'Job' ? items(field(status, 'conditions')) : [];
  return conditions.some(({ type, status: holds }) => type === 'Failed' && holds === 'True');
};

/** The object that decides over this one: the end of the chain of controllers that the snapshot holds. */
export const topController = (resource: Resource, snapshot: Snapshot): Resource => {
  let at = resource;
  for (let steps = 0; steps < 10; steps++) {
    const next = madeBy(at, snapshot);
    if (!next || next === at) return at;
    at = next;
  }
  return at;
};
