import { kindOf, refKey, refOf, type Kind, type Ref, type Resource, type Source } from './resource.ts';

/** What is no object: the time, and what the journal remembers. */
export interface Facts {
  /** When the target was read; ISO 8601. */
  readonly now: string;
  /** `files`: what is written there is the source itself, and what is not there is unknown rather than absent. */
  readonly origin: 'cluster' | 'files';
  /** `v1.36.2`, where the target says so. */
  readonly serverVersion?: string;
  /** Since when a namespace carries the warn labels that kubeharden set; ISO 8601 by namespace. */
  readonly warnsSince?: Readonly<Record<string, string>>;
}

/** A kind that could not be read: what depends on it is "not checked", never "passed". */
export interface Unread {
  readonly kind: Kind;
  /** Only this namespace could not be read; undefined means nowhere. */
  readonly namespace?: string;
  readonly reason: string;
}

/** A target at one moment. Indexed, so that a check never walks the cluster. */
export interface Snapshot {
  /** Without a source, the first object of that name. */
  get(ref: Ref): Resource | undefined;
  list(kind: Kind, namespace?: string): readonly Resource[];
  /** The name of a resource of this snapshot, with where it stands. */
  ref(resource: Resource): Ref;
  /** No object of the target, made up so that what is missing has a place to be found at: the Cluster, and a Namespace in use without an object. */
  isSynthetic(resource: Resource): boolean;
  readonly facts: Facts;
  readonly unread: readonly Unread[];
  /** The same target after these changes; `undefined` takes an object away. The original stays as it is. */
  with(changed: readonly { readonly ref: Ref; readonly resource: Resource | undefined }[]): Snapshot;
}

export interface Entry {
  readonly resource: Resource;
  readonly source?: Source;
}

export const CLUSTER: Kind = 'kubeharden/Cluster';

const clusterResource: Resource = { apiVersion: 'kubeharden/v1', kind: 'Cluster', metadata: { name: 'cluster' } };

const namespaceResource = (name: string): Resource => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name, labels: { 'kubernetes.io/metadata.name': name } },
});

interface Bucket {
  readonly all: Resource[];
  readonly byNamespace: Map<string, Resource[]>;
}

const EMPTY: readonly Resource[] = [];

class Indexed implements Snapshot {
  readonly facts: Facts;
  readonly unread: readonly Unread[];
  readonly #buckets = new Map<Kind, Bucket>();
  readonly #byKey = new Map<string, Resource>();
  readonly #sources: WeakMap<Resource, Source>;
  readonly #synthetic = new WeakSet<Resource>();

  constructor(entries: Iterable<Entry>, facts: Facts, unread: readonly Unread[]) {
    this.facts = facts;
    this.unread = unread;
    this.#sources = new WeakMap();
    for (const entry of entries) this.#add(entry);
    this.#addSynthetic();
  }

  #add({ resource, source }: Entry): void {
    const kind = kindOf(resource);
    let bucket = this.#buckets.get(kind);
    if (!bucket) this.#buckets.set(kind, (bucket = { all: [], byNamespace: new Map() }));
    bucket.all.push(resource);
    const namespace = resource.metadata.namespace;
    if (namespace !== undefined) {
      const there = bucket.byNamespace.get(namespace);
      if (there) there.push(resource);
      else bucket.byNamespace.set(namespace, [resource]);
    }
    const plain = refKey(refOf(resource));
    if (!this.#byKey.has(plain)) this.#byKey.set(plain, resource);
    if (source) {
      this.#sources.set(resource, source);
      this.#byKey.set(refKey(refOf(resource, source)), resource);
    }
  }

  #addSynthetic(): void {
    const known = new Set((this.#buckets.get('Namespace')?.all ?? []).map((n) => n.metadata.name));
    const used = new Set<string>();
    for (const [, bucket] of this.#buckets) for (const namespace of bucket.byNamespace.keys()) used.add(namespace);
    const made = [...used].filter((name) => !known.has(name)).map(namespaceResource);
    for (const resource of [clusterResource, ...made]) {
      const own = { ...resource };
      this.#synthetic.add(own);
      this.#add({ resource: own });
    }
  }

  get(ref: Ref): Resource | undefined {
    return this.#byKey.get(refKey(ref));
  }

  list(kind: Kind, namespace?: string): readonly Resource[] {
    const bucket = this.#buckets.get(kind);
    if (!bucket) return EMPTY;
    return namespace === undefined ? bucket.all : (bucket.byNamespace.get(namespace) ?? EMPTY);
  }

  ref(resource: Resource): Ref {
    return refOf(resource, this.#sources.get(resource));
  }

  isSynthetic(resource: Resource): boolean {
    return this.#synthetic.has(resource);
  }

  with(changed: readonly { readonly ref: Ref; readonly resource: Resource | undefined }[]): Snapshot {
    const next = new Map(changed.map(({ ref, resource }) => [refKey(ref), { ref, resource }]));
    const entries: Entry[] = [];
    for (const bucket of this.#buckets.values()) {
      for (const resource of bucket.all) {
        const source = this.#sources.get(resource);
        const key = refKey(refOf(resource, source));
        const change = next.get(key);
        if (change) {
          next.delete(key);
          if (change.resource) entries.push({ resource: change.resource, ...(source ? { source } : {}) });
        } else if (!this.#synthetic.has(resource)) entries.push({ resource, ...(source ? { source } : {}) });
      }
    }
    for (const { ref, resource } of next.values()) if (resource) entries.push({ resource, ...(ref.source ? { source: ref.source } : {}) });
    return new Indexed(entries, this.facts, this.unread);
  }
}

export const snapshotOf = (entries: Iterable<Entry>, facts: Facts, unread: readonly Unread[] = []): Snapshot =>
  new Indexed(entries, facts, unread);

/** The same snapshot, with what the journal remembers of its namespaces. */
export const recalling = (snapshot: Snapshot, warnsSince: Readonly<Record<string, string>>): Snapshot => ({
  get: (ref) => snapshot.get(ref),
  list: (kind, namespace) => snapshot.list(kind, namespace),
  ref: (resource) => snapshot.ref(resource),
  isSynthetic: (resource) => snapshot.isSynthetic(resource),
  with: (changed) => recalling(snapshot.with(changed), warnsSince),
  unread: snapshot.unread,
  facts: { ...snapshot.facts, warnsSince },
});

/** An index over a snapshot that is computed once for each snapshot and forgotten with it. */
export const derived = <T>(compute: (snapshot: Snapshot) => T): ((snapshot: Snapshot) => T) => {
  const known = new WeakMap<Snapshot, { readonly value: T }>();
  return (snapshot) => {
    let entry = known.get(snapshot);
    if (!entry) known.set(snapshot, (entry = { value: compute(snapshot) }));
    return entry.value;
  };
};
