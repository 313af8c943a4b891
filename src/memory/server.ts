import { alreadyThere, carriedOver, checkUnchanged, gone } from '../app/carryOver.ts';
import { oneRollout } from '../app/oneRollout.ts';
import type { LogRequest, Preview, Rollout, Vitals } from '../app/target.ts';
import { equal, type Change } from '../core/change.ts';
import { differences, withoutServerFields } from '../core/diff.ts';
import { givenBack } from '../core/givenBack.ts';
import { controllerOf, items, kindOf, text, type Kind, type Ref, type Resource } from '../core/resource.ts';
import { podSpecOf, ROLLOUT_KINDS } from '../core/workload.ts';
import { admit, namespaceOf } from './admission.ts';
import { Controllers } from './controllers.ts';
import { withEntries, type Owning } from './fields.ts';
import { printedBy } from './needs.ts';
import { podSecurityAdmission, type PodSecurityAdmission } from './podSecurity.ts';
import { selfHeal } from './selfHeal.ts';
import { startedStatus } from './podStatus.ts';
import { storeOf, type Store, type Write } from './store.ts';

/** What a change wants of the object as it stands; undefined for a deletion. Throws `Stale`. */
const outcome = ({ ref, before, after }: Change, live: Resource | undefined): Resource | undefined => {
  if (before === undefined) {
    if (live) throw alreadyThere(ref);
    return after && withoutServerFields(after);
  }
  if (!live) throw gone(ref);
  if (after) return carriedOver({ ref, before, after }, live);
  checkUnchanged(ref, before, live);
  return undefined;
};

/** What was there before was somebody's, too. */
const withWriter = (resource: Resource, owning: Owning): Resource =>
  resource.metadata['managedFields'] === undefined
    ? owning(undefined, resource, controllerOf(resource) ? 'kube-controller-manager' : 'kubectl-create')
    : resource;

/** An API server with its controllers, as far as the demo and the tests can tell the difference. */
export class MemoryServer {
  readonly #store: Store;
  readonly #podSecurity: PodSecurityAdmission;
  readonly #controllers: Controllers;
  readonly #owning: Owning;
  readonly #heal: () => void;

  constructor(resources: readonly Resource[], now: () => Date, version: string, owning: Owning) {
    this.#store = storeOf(
      resources.map((of) => withWriter(of, owning)),
      now,
    );
    this.#owning = owning;
    this.#heal = selfHeal(resources, {
      now,
      get: (ref) => this.#store.get(ref),
      store: (change, manager) => void this.store(change, manager),
    });
    this.#podSecurity = podSecurityAdmission(version);
    this.#controllers = new Controllers(this.#store, this.#podSecurity);
  }

  get(ref: Ref): Resource | undefined {
    this.#heal();
    return this.#store.get(ref);
  }

  /** Of one namespace: what stands in it, and for a kind without namespaces everything. */
  list(kind: Kind, namespace?: string): readonly Resource[] {
    this.#heal();
    return this.#store
      .list(kind)
      .filter((o) => namespace === undefined || o.metadata.namespace === undefined || o.metadata.namespace === namespace);
  }

  version(): string {
    return this.#store.version();
  }

  watch(listener: (write: Write) => void): () => void {
    return this.#store.watch(listener);
  }

  /** What would be stored. Throws `Stale` and `Refused`; a namespace that an earlier step makes is asked for `later`. */
  dryRun(change: Change): Preview {
    const live = this.#store.get(change.ref);
    const wanted = outcome(change, live);
    const before = live ? { before: live } : {};
    if (wanted === undefined) return { ...before, warnings: [], checked: 'server' };
    if (!live && wanted.metadata.namespace !== undefined && !namespaceOf(wanted, this.#store))
      return { after: wanted, warnings: [], checked: 'later', reason: `namespaces "${wanted.metadata.namespace}" not found` };
    const { resource, warnings } = admit(live, wanted, this.#store, this.#podSecurity);
    return { ...before, after: resource, warnings, checked: 'server' };
  }

  /** Stores what a dry run of the change says now; undefined for a deletion. `manager`: who writes. */
  store(change: Change, manager: string): Resource | undefined {
    const live = this.#store.get(change.ref);
    const wanted = outcome(change, live);
    if (wanted === undefined) {
      if (live) this.#remove(live);
      return undefined;
    }
    const { resource } = admit(live, wanted, this.#store, this.#podSecurity);
    if (live && differences(live, resource).length === 0) return live;
    const owned = this.#owning(live, resource, manager);
    const stored = live ? this.#replace(live, owned) : this.#insert(owned);
    this.#controllers.changed(live, stored);
    return this.#store.get(change.ref);
  }

  /** Gives fields back to those who owned them, as recorded; with `restored`, those that stand as they do there. */
  release(ref: Ref, recorded: Resource, restored: Resource | undefined, manager: string): void {
    const live = this.#store.get(ref);
    const entries = live && givenBack(live, recorded, manager, restored);
    if (entries) this.#store.replace(live, withEntries(live, entries));
  }

  log(pod: Ref, { container, lines }: LogRequest): readonly string[] {
    const live = this.#store.get(pod);
    const of = container ?? text(items(live && podSpecOf(live)?.['containers'])[0]?.['name']) ?? '';
    return live ? printedBy(live, of).split('\n').slice(-lines) : [];
  }

  setStatus(ref: Ref, status: unknown): void {
    const live = this.#store.get(ref);
    if (live) this.#store.setStatus(live, status);
  }

  rollout(ref: Ref): Rollout | undefined {
    this.#heal();
    const live = this.#store.get(ref);
    if (!live) return undefined;
    return ROLLOUT_KINDS.includes(kindOf(live)) ? this.#controllers.rollout(live) : oneRollout(live);
  }

  vitals(ref: Ref): Vitals | undefined {
    const live = this.#store.get(ref);
    return live && [...ROLLOUT_KINDS, 'Pod'].includes(kindOf(live)) ? this.#controllers.vitals(live) : undefined;
  }

  /** The kubelet starts the containers of a pod anew that are other ones now. */
  #replace(live: Resource, resource: Resource): Resource {
    const stored = this.#store.replace(live, resource);
    const isOther = kindOf(stored) === 'Pod' && !equal(live['spec'], stored['spec']);
    return isOther ? this.#store.setStatus(stored, startedStatus(stored)) : stored;
  }

  #insert(resource: Resource): Resource {
    return this.#store.insert(kindOf(resource) === 'Pod' ? { ...resource, status: startedStatus(resource) } : resource);
  }

  #remove(live: Resource): void {
    this.#store.remove(live);
    this.#controllers.removed(live);
    if (kindOf(live) !== 'Namespace') return;
    for (const object of this.#store.all()) if (object.metadata.namespace === live.metadata.name) this.#store.remove(object);
  }
}
