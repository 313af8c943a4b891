import { Bucket } from './bucket.ts';
import { lastAsked } from './lastAsked.ts';
import { kindOf, refKey, refOf, type Kind, type Ref, type Resource, type Source } from './resource.ts';
import type { Tried } from './tried.ts';

/** Objects of one kind were read up to this resourceVersion; with a namespace, only those in it. */
export interface ReadUpTo {
  readonly version: string;
  readonly namespace?: string;
}

/** What is no object: the time, and what the journal remembers. */
export interface Facts {
  /** When the target was read; ISO 8601. */
  readonly now: string;
  /** `files`: what is written there is the source itself, and what is not there is unknown rather than absent. */
  readonly origin: 'cluster' | 'files';
  /** `v1.36.2`, where the target says so. */
  readonly serverVersion?: string;
  /** How far each kind was read, where what comes after it can be watched. */
  readonly versions?: Readonly<Record<Kind, ReadUpTo>>;
  /** Since when a namespace carries the warn labels that kubeharden set; ISO 8601 by namespace. */
  readonly warnsSince?: Readonly<Record<string, string>>;
  /** Fixes that were taken back because something broke, by the id of the finding; only what still counts. */
  readonly tried?: ReadonlyMap<string, Tried>;
}

/** A kind that could not be read: what depends on it is "not checked", never "passed". */
export interface Unread {
  readonly kind: Kind;
  /** Only this namespace could not be read; undefined means nowhere. */
  readonly namespace?: string;
  /** It could be read, but in this namespace alone: what is found there counts, with a doubt for what elsewhere could not be seen. */
  readonly onlyIn?: string;
  readonly reason: string;
}

/** A target at one moment. Indexed, so that a check never walks the cluster. */
export interface Snapshot {
  /** Without a source, the first object of that name. */
  get(ref: Ref): Resource | undefined;
  list(kind: Kind, namespace?: string): readonly Resource[];
  /** Of which there are objects. */
  kinds(): readonly Kind[];
  /** The name of a resource of this snapshot, with where it stands. */
  ref(resource: Resource): Ref;
  /** No object of the target, made up so that what is missing has a place to be found at: the Cluster, and a Namespace in use without an object. */
  isSynthetic(resource: Resource): boolean;
  /** No object of the target is in it: then nothing can be said, and "0 findings" would mislead. */
  isEmpty(): boolean;
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

const EMPTY: readonly Resource[] = [];

type Replacement = { readonly ref: Ref; readonly resource: Resource | undefined };

/** What all snapshots of one reading share; an object belongs to one of them only. */
interface Origins {
  readonly sources: WeakMap<Resource, Source>;
  readonly synthetic: WeakSet<Resource>;
}

class Indexed implements Snapshot {
  readonly facts: Facts;
  readonly unread: readonly Unread[];
  readonly #buckets: ReadonlyMap<Kind, Bucket>;
  readonly #origins: Origins;
  readonly #ref = lastAsked((resource: Resource) => refOf(resource, this.#origins.sources.get(resource)));

  constructor(buckets: Map<Kind, Bucket>, origins: Origins, facts: Facts, unread: readonly Unread[]) {
    this.facts = facts;
    this.unread = unread;
    this.#origins = origins;
    this.#buckets = buckets.set('Namespace', this.#namespaces(buckets));
  }

  /** Those that were read, and one for every other that is in use. */
  #namespaces(buckets: ReadonlyMap<Kind, Bucket>): Bucket {
    const were = buckets.get('Namespace')?.all ?? EMPTY;
    const read = were.filter((resource) => !this.isSynthetic(resource));
    const known = new Set(read.map(({ metadata }) => metadata.name));
    const used = new Set([...buckets.values()].flatMap((bucket) => [...bucket.namespaces()]));
    const made = [...used].filter((name) => !known.has(name)).map(namespaceResource);
    for (const resource of made) this.#origins.synthetic.add(resource);
    return new Bucket([...read, ...made]);
  }

  get(ref: Ref): Resource | undefined {
    const bucket = this.#buckets.get(kindOf(ref));
    return ref.source ? bucket?.placed(ref, (resource) => this.ref(resource)) : bucket?.named(ref);
  }

  list(kind: Kind, namespace?: string): readonly Resource[] {
    const bucket = this.#buckets.get(kind);
    if (!bucket) return EMPTY;
    return namespace === undefined ? bucket.all : bucket.in(namespace);
  }

  kinds(): readonly Kind[] {
    return [...this.#buckets].flatMap(([kind, { all }]) => (all.length > 0 ? [kind] : []));
  }

  ref(resource: Resource): Ref {
    return this.#ref(resource);
  }

  isSynthetic(resource: Resource): boolean {
    const { kind } = resource; // asked of every object by every check, and few kinds can be
    return (kind === 'Namespace' || kind === 'Cluster') && this.#origins.synthetic.has(resource);
  }

  isEmpty(): boolean {
    return [...this.#buckets.values()].every(({ all }) => all.every((resource) => this.isSynthetic(resource)));
  }

  /** Kinds that nothing changes keep their index. */
  with(changed: readonly Replacement[]): Snapshot {
    const buckets = new Map(this.#buckets);
    for (const [kind, ofKind] of Map.groupBy(changed, ({ ref }) => kindOf(ref))) buckets.set(kind, this.#replaced(kind, ofKind));
    return new Indexed(buckets, this.#origins, this.facts, this.unread);
  }

  #replaced(kind: Kind, changed: readonly Replacement[]): Bucket {
    const next = new Map(changed.map((of) => [refKey(of.ref), of]));
    const kept = this.list(kind).flatMap((resource) => {
      const ref = this.ref(resource);
      const change = next.get(refKey(ref));
      if (!change) return [resource];
      next.delete(refKey(ref));
      if (change.resource && ref.source) this.#origins.sources.set(change.resource, ref.source);
      return change.resource ? [change.resource] : [];
    });
    for (const { ref, resource } of next.values()) {
      if (!resource) continue;
      if (ref.source) this.#origins.sources.set(resource, ref.source);
      kept.push(resource);
    }
    return new Bucket(kept);
  }
}

/** By kind; objects of one kind come one after another, so the kind is worked out only where it changes. */
const byKind = (entries: Iterable<Entry>, sources: WeakMap<Resource, Source>): Map<Kind, Bucket> => {
  const found = new Map<Kind, Resource[]>();
  let [last, list]: [Resource | undefined, Resource[]] = [undefined, []];
  for (const { resource, source } of entries) {
    if (source) sources.set(resource, source);
    if (last?.kind !== resource.kind || last.apiVersion !== resource.apiVersion) {
      const kind = kindOf(resource);
      list = found.get(kind) ?? [];
      found.set(kind, list);
      last = resource;
    }
    list.push(resource);
  }
  return new Map([...found].map(([kind, all]) => [kind, new Bucket(all)]));
};

export const snapshotOf = (entries: Iterable<Entry>, facts: Facts, unread: readonly Unread[] = []): Snapshot => {
  const origins: Origins = { sources: new WeakMap(), synthetic: new WeakSet() };
  const cluster = { ...clusterResource };
  origins.synthetic.add(cluster);
  const buckets = byKind(entries, origins.sources).set(CLUSTER, new Bucket([cluster]));
  return new Indexed(buckets, origins, facts, unread);
};

/** The same snapshot with other facts, or another word on what could not be read. */
export const amended = (snapshot: Snapshot, amends: Partial<Pick<Snapshot, 'facts' | 'unread'>>): Snapshot => ({
  get: (ref) => snapshot.get(ref),
  list: (kind, namespace) => snapshot.list(kind, namespace),
  kinds: () => snapshot.kinds(),
  ref: (resource) => snapshot.ref(resource),
  isSynthetic: (resource) => snapshot.isSynthetic(resource),
  isEmpty: () => snapshot.isEmpty(),
  with: (changed) => amended(snapshot.with(changed), amends),
  unread: amends.unread ?? snapshot.unread,
  facts: amends.facts ?? snapshot.facts,
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
