import { refKey, type Ref, type Resource } from './resource.ts';

const NONE: readonly Resource[] = [];

/** All objects of one kind in the order in which they were read; what finds them by name is made when it is first asked for. */
export class Bucket {
  readonly all: readonly Resource[];
  readonly #byNamespace = new Map<string, Resource[]>();
  #byName: Map<string, Map<string, Resource>> | undefined;
  #byPlace: Map<string, Resource> | undefined;

  constructor(all: readonly Resource[]) {
    this.all = all;
    for (const resource of all) {
      const { namespace } = resource.metadata;
      if (namespace === undefined) continue;
      const there = this.#byNamespace.get(namespace);
      if (there) there.push(resource);
      else this.#byNamespace.set(namespace, [resource]);
    }
  }

  namespaces(): Iterable<string> {
    return this.#byNamespace.keys();
  }

  in(namespace: string): readonly Resource[] {
    return this.#byNamespace.get(namespace) ?? NONE;
  }

  /** The first of that name. */
  named({ namespace = '', name }: Ref): Resource | undefined {
    this.#byName ??= this.#namesNow();
    return this.#byName.get(namespace)?.get(name);
  }

  /** The one that stands in the source of the name. */
  placed(ref: Ref, refOf: (resource: Resource) => Ref): Resource | undefined {
    this.#byPlace ??= new Map(this.all.map((resource) => [refKey(refOf(resource)), resource]));
    return this.#byPlace.get(refKey(ref));
  }

  /** Strings of an object are looked up as they are: making a key of them for each of thousands of pods would cost more than all checks. */
  #namesNow(): Map<string, Map<string, Resource>> {
    const names = new Map<string, Map<string, Resource>>();
    for (const resource of this.all) {
      const { namespace = '', name } = resource.metadata;
      let inNamespace = names.get(namespace);
      if (!inNamespace) names.set(namespace, (inNamespace = new Map<string, Resource>()));
      if (!inNamespace.has(name)) inNamespace.set(name, resource);
    }
    return names;
  }
}
