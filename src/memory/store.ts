import { createHash } from 'node:crypto';
import { kindOf, refKey, refOf, type Kind, type Ref, type Resource } from '../core/resource.ts';
import { equal } from '../core/change.ts';
import { canonical } from './canonical.ts';
import { defaulted } from './defaults.ts';

/** What an API server keeps in etcd: whole objects, each write with a version of its own. */
export interface Store {
  get(ref: Ref): Resource | undefined;
  /** In the order of etcd's keys: by namespace, then by name. */
  list(kind: Kind, namespace?: string): readonly Resource[];
  all(): readonly Resource[];
  /** Stores a new object; uid, resourceVersion, creationTimestamp and generation that it brings along are kept. */
  insert(resource: Resource): Resource;
  /** Stores a new state of an object; what only the server writes stays as it was. */
  replace(live: Resource, after: Resource): Resource;
  setStatus(live: Resource, status: unknown): Resource;
  remove(resource: Resource): void;
  /** That of the last write. */
  version(): string;
  /** Tells each write but those of a status, those that were made before it too; the function ends it. */
  watch(listener: (write: Write) => void): () => void;
}

/** What a write left, or took away. */
export interface Write {
  readonly version: number;
  readonly resource: Resource;
  readonly how: 'stored' | 'removed';
}

const GENERATED = new Set(['apps', 'batch', 'networking.k8s.io', 'policy', 'admissionregistration.k8s.io']);

const byName = (a: Resource, b: Resource): number => {
  const [left, right] = [a, b].map(({ metadata }) => `${metadata.namespace ?? ''}/${metadata.name}`);
  return (left ?? '') < (right ?? '') ? -1 : 1;
};

const uuid = (seed: string): string => {
  const hex = createHash('sha256').update(seed).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
};

/** The source of a ref does not count: one server holds a name once. */
const plainKey = ({ source: _source, ...ref }: Ref): string => refKey(ref);

const keyOf = (resource: Resource): string => refKey(refOf(resource));

const highestVersion = (resources: readonly Resource[]): number =>
  resources.reduce(
    (most, { metadata }) => Math.max(most, /^\d+$/.test(metadata.resourceVersion ?? '') ? Number(metadata.resourceVersion) : 0),
    1000,
  );

/** Whether a write counts as a new generation: everything but metadata and status does, for kinds that count at all. */
const isNewGeneration = (live: Resource, after: Resource): boolean => {
  const { metadata: _was, status: _wasStatus, ...desired } = live;
  const { metadata: _is, status: _isStatus, ...wanted } = after;
  return live.metadata['generation'] !== undefined && !equal(desired, wanted);
};

/** Deterministic: the same objects and the same writes give the same uids and versions. */
export const storeOf = (resources: readonly Resource[], now: () => Date): Store => {
  const objects = new Map<string, Resource>();
  let version = highestVersion(resources);
  const writes: Write[] = [];
  const listeners = new Set<(write: Write) => void>();
  const keep = (resource: Resource): Resource => {
    objects.set(keyOf(resource), resource);
    return resource;
  };
  const told = (resource: Resource, how: Write['how'] = 'stored'): Resource => {
    const write = { version, resource, how };
    writes.push(write);
    for (const listener of listeners) listener(write);
    return resource;
  };
  const stamped = (resource: Resource): Resource => {
    const resourceVersion = String(++version);
    const generation = GENERATED.has(kindOf(resource).split('/')[0] ?? '') ? { generation: 1 } : {};
    const creationTimestamp = `${now().toISOString().slice(0, 19)}Z`;
    const metadata = {
      ...generation,
      creationTimestamp,
      uid: uuid(`${resourceVersion} ${keyOf(resource)}`),
      resourceVersion,
      ...resource.metadata,
    };
    return { ...resource, metadata };
  };
  const store: Store = {
    get: (ref) => objects.get(plainKey(ref)),
    all: () => [...objects.values()],
    list: (kind, namespace) =>
      [...objects.values()]
        .filter((o) => kindOf(o) === kind && (namespace === undefined || o.metadata.namespace === namespace))
        .sort(byName),
    insert: (resource) => told(keep(stamped(defaulted(canonical(resource))))),
    replace(live, after) {
      const { uid, creationTimestamp, generation } = live.metadata;
      const next = isNewGeneration(live, after) ? { generation: Number(generation) + 1 } : generation === undefined ? {} : { generation };
      const metadata = { ...after.metadata, uid, creationTimestamp, ...next, resourceVersion: String(++version) };
      return told(keep({ ...after, metadata, ...('status' in live ? { status: live['status'] } : {}) } as Resource));
    },
    setStatus: (live, status) =>
      equal(live['status'], status) ? live : keep({ ...live, status, metadata: { ...live.metadata, resourceVersion: String(++version) } }),
    remove(resource) {
      version++;
      if (objects.delete(keyOf(resource))) told(resource, 'removed');
    },
    version: () => String(version),
    watch(listener) {
      for (const write of writes) listener(write);
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
  for (const resource of resources) store.insert(resource);
  writes.length = 0;
  return store;
};
