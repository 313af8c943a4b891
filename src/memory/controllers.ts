import { brokenPod } from '../app/oneRollout.ts';
import type { Rollout, Vitals } from '../app/target.ts';
import { controllerOf, field, kindOf, labelsOf, refOf, text, type Resource } from '../core/resource.ts';
import { ROLLOUT_KINDS } from '../core/workload.ts';
import { withAccount } from './account.ts';
import { waitingReason } from './needs.ts';
import { podFrom, replicaSetFrom } from './podFrom.ts';
import type { PodSecurityAdmission } from './podSecurity.ts';
import { isReady, startedStatus, startingStatus, waitingIn } from './podStatus.ts';
import { revisionLabel, revisionOf, suffix } from './revision.ts';
import type { Store } from './store.ts';
import { vitalsIn } from './vitals.ts';
import { workloadStatus } from './workloadStatus.ts';

const STARTING = 'ContainerCreating';

const isDeployment = (workload: Resource): boolean => kindOf(workload) === 'apps/Deployment';

/** What a rollout takes away before its first new pod is ready: what does not run, and one more where names are fixed. */
const firstToGo = (workload: Resource, old: readonly Resource[]): readonly Resource[] => [
  ...old.filter((pod) => !isReady(pod)),
  ...(isDeployment(workload) ? [] : old.filter(isReady).slice(-1)),
];

/** The controllers of a cluster, without their clock: what they would do over time happens one step for each question. */
export class Controllers {
  readonly #store: Store;
  readonly #admission: PodSecurityAdmission;
  /** Workloads whose template changed here; of all others every pod counts as current. */
  readonly #rolled = new Set<string>();

  constructor(store: Store, admission: PodSecurityAdmission) {
    this.#store = store;
    this.#admission = admission;
  }

  /** Replaces the pods of a workload whose template is new: they start with the following questions. */
  changed(before: Resource | undefined, workload: Resource): void {
    if (!ROLLOUT_KINDS.includes(kindOf(workload)) || (before && revisionOf(before) === revisionOf(workload))) return;
    this.#rolled.add(String(workload.metadata.uid));
    if (this.#waitsFor(workload) !== undefined) return;
    const old = this.#podsOf(workload).filter((pod) => !this.#isCurrent(pod, workload));
    const missing = this.#desired(workload) - (this.#podsOf(workload).length - old.length);
    const isRefused = this.#refusal(workload) !== undefined;
    const fails = waitingReason(this.#pod(workload, 0)) !== undefined;
    if (!isRefused) for (const pod of fails ? firstToGo(workload, old) : old) this.#store.remove(pod);
    this.#scale(workload);
    if (!isRefused) this.#make(workload, fails ? Math.min(1, missing) : missing, startingStatus);
    this.#report(workload);
  }

  /** Makes what a workload lacks and starts it at once: how a cluster looks that has been running for a while. */
  settle(workload: Resource): void {
    this.#scale(workload);
    this.#make(workload, this.#desired(workload) - this.#podsOf(workload).length, startedStatus);
    this.#report(workload);
  }

  /** Takes away what only exists because this object did. */
  removed(owner: Resource): void {
    const isDependent = (object: Resource): boolean => this.#isMadeBy(object, owner);
    const dependents = this.#store.all().filter(isDependent);
    for (const object of dependents) this.#store.remove(object);
    for (const object of dependents) this.removed(object);
  }

  /** How the rollout stands; the next pod starts after the answer. */
  rollout(workload: Resource): Rollout {
    const waits = this.#waitsFor(workload);
    const pods = this.#podsOf(workload);
    const current = pods.filter((pod) => this.#isCurrent(pod, workload));
    if (waits !== undefined && current.length < pods.length) return { state: 'pending', detail: waits };
    const desired = this.#desired(workload);
    const [failing] = current.flatMap((pod) => (isReady(pod) ? [] : (brokenPod(pod) ?? [])));
    if (failing) return failing;
    const refusal = current.length < desired ? this.#refusal(workload) : undefined;
    if (refusal !== undefined)
      return { state: 'degraded', detail: `FailedCreate: pods "${workload.metadata.name}-" is forbidden: ${refusal}` };
    if (pods.length === 0 && desired > 0) return this.#foretold(workload, desired);
    const detail = `${current.filter(isReady).length} of ${desired} ready`;
    const next = current.find((pod) => waitingIn(pod) === STARTING);
    if (!next) return { state: 'healthy', detail };
    this.#store.setStatus(next, startedStatus(next));
    this.#report(workload);
    return { state: 'progressing', detail };
  }

  vitals(workload: Resource): Vitals {
    return vitalsIn(this.#store, workload, kindOf(workload) === 'Pod' ? [workload] : this.#podsOf(workload));
  }

  /** For a workload whose pods are not held here: what they would do. */
  #foretold(workload: Resource, desired: number): Rollout {
    const pod = this.#pod(workload, 0);
    const reason = waitingReason(pod);
    return reason === undefined
      ? { state: 'healthy', detail: `${desired} of ${desired} ready` }
      : { state: 'degraded', detail: `pod ${pod.metadata.name}: ${reason}` };
  }

  #waitsFor(workload: Resource): string | undefined {
    if (field(workload, 'spec', 'paused') === true) return 'the rollout is paused';
    return field(workload, 'spec', 'updateStrategy', 'type') === 'OnDelete' ? 'a pod is replaced only once somebody deletes it' : undefined;
  }

  #isMadeBy(object: Resource, owner: Resource): boolean {
    const by = controllerOf(object);
    return (
      by !== undefined &&
      kindOf(by) === kindOf(owner) &&
      by.name === owner.metadata.name &&
      object.metadata.namespace === owner.metadata.namespace
    );
  }

  #podsOf(workload: Resource): readonly Resource[] {
    const { namespace } = workload.metadata;
    const sets = this.#store.list('apps/ReplicaSet', namespace).filter((set) => this.#isMadeBy(set, workload));
    const makers = isDeployment(workload) ? sets : [workload];
    return this.#store.list('Pod', namespace).filter((pod) => makers.some((owner) => this.#isMadeBy(pod, owner)));
  }

  #isCurrent(pod: Resource, workload: Resource): boolean {
    return !this.#rolled.has(String(workload.metadata.uid)) || labelsOf(pod)[revisionLabel(workload)] === revisionOf(workload);
  }

  #desired(workload: Resource): number {
    if (kindOf(workload) === 'apps/DaemonSet') return this.#store.list('Node').length || 1;
    const replicas = field(workload, 'spec', kindOf(workload) === 'batch/Job' ? 'completions' : 'replicas');
    return typeof replicas === 'number' ? replicas : 1;
  }

  #refusal(workload: Resource): string | undefined {
    const name = workload.metadata.namespace ?? '';
    return this.#admission.refusal(this.#pod(workload, 0), this.#store.get({ apiVersion: 'v1', kind: 'Namespace', name }));
  }

  /** One ReplicaSet for each revision of a Deployment; only that of today has replicas. */
  #scale(workload: Resource): void {
    if (!isDeployment(workload)) return;
    const today = replicaSetFrom(workload, revisionOf(workload), this.#desired(workload));
    for (const set of this.#store.list('apps/ReplicaSet', workload.metadata.namespace)) {
      if (!this.#isMadeBy(set, workload) || set.metadata.name === today.metadata.name) continue;
      this.#store.replace(set, { ...set, spec: { ...(set['spec'] as object), replicas: 0 } });
    }
    const there = this.#store.get(refOf(today));
    if (there) this.#store.replace(there, { ...there, spec: today['spec'] });
    else this.#store.insert(today);
  }

  #make(workload: Resource, count: number, status: (pod: Resource) => unknown): void {
    for (let i = 0; i < count; i++) {
      const pod = this.#pod(workload, i);
      this.#store.insert({ ...pod, status: status(pod) });
    }
  }

  #pod(workload: Resource, index: number): Resource {
    const revision = revisionOf(workload);
    const set = isDeployment(workload) ? this.#store.get(refOf(replicaSetFrom(workload, revision, 0))) : undefined;
    const owner = set ?? workload;
    const taken = new Set(this.#store.list('Pod', workload.metadata.namespace).map((pod) => pod.metadata.name));
    const names = Array.from({ length: taken.size + index + 1 }, (_, i) =>
      kindOf(workload) === 'apps/StatefulSet'
        ? `${workload.metadata.name}-${i}`
        : `${owner.metadata.name}-${suffix(`${workload.metadata.resourceVersion} ${i}`, 5)}`,
    );
    const name = names.find((candidate) => !taken.has(candidate)) ?? owner.metadata.name;
    const nodes = this.#store.list('Node');
    const node = nodes[(taken.size + index) % Math.max(nodes.length, 1)]?.metadata.name;
    return withAccount(podFrom(owner, name, { [revisionLabel(workload)]: revision }, text(node)), this.#store);
  }

  #report(workload: Resource): void {
    const live = this.#store.get(refOf(workload));
    const pods = this.#podsOf(workload);
    const current = pods.filter((pod) => this.#isCurrent(pod, workload));
    if (live) this.#store.setStatus(live, workloadStatus(live, { desired: this.#desired(live), pods, current }));
  }
}
