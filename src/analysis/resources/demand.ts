import { field, kindOf, text, type Kind, type Resource } from '../../core/resource.ts';
import { derived, type Snapshot } from '../../core/snapshot.ts';
import { podSpecOf } from '../../core/workload.ts';
import { podCount } from '../impact/pods.ts';
import { namespaceOf } from '../namespaces.ts';
import { runningIn } from '../running.ts';
import { askedBy } from './asked.ts';
import { defaultIn } from './defaults.ts';
import type { Measure, Sort } from './measure.ts';
import { suited, usedBy } from './usage.ts';

export const AUTOSCALER: Kind = 'autoscaling/HorizontalPodAutoscaler';

/** To how many pods an autoscaler may bring a workload. */
const most = derived((snapshot) => {
  const found = new Map<string, number>();
  for (const scaler of snapshot.list(AUTOSCALER)) {
    const target = field(scaler, 'spec', 'scaleTargetRef');
    const [version, kind, name] = [field(target, 'apiVersion'), field(target, 'kind'), field(target, 'name')].map(text);
    const max = field(scaler, 'spec', 'maxReplicas');
    if (version === undefined || kind === undefined || name === undefined || typeof max !== 'number') continue;
    found.set(`${kindOf({ apiVersion: version, kind })} ${namespaceOf(scaler)}/${name}`, max);
  }
  return found;
});

/** How many pods a workload has, or will have when its autoscaler needs them. */
const podsOf = (workload: Resource, snapshot: Snapshot): number =>
  Math.max(podCount(workload, snapshot), most(snapshot).get(`${kindOf(workload)} ${namespaceOf(workload)}/${workload.metadata.name}`) ?? 0);

/** What the pods of a namespace ask for together, in processors or bytes. */
export interface Demand {
  readonly amount: number;
  /** Workloads with a container that says nothing and gets no default; what metrics say that it uses is counted for it. */
  readonly silent: readonly Resource[];
}

export const demandIn = (namespace: string, sort: Sort, measure: Measure, snapshot: Snapshot): Demand => {
  const given = defaultIn(namespace, sort, measure, snapshot);
  const silent: Resource[] = [];
  let amount = 0;
  for (const workload of runningIn(namespace, snapshot)) {
    const spec = podSpecOf(workload) ?? {};
    if (askedBy(spec, sort, measure, () => given).silent.length > 0) silent.push(workload);
    const { amount: ofPod } = askedBy(spec, sort, measure, (container) => {
      const used = usedBy(workload, container, measure, snapshot);
      return given ?? (used === undefined ? undefined : suited(used, sort, measure));
    });
    amount += ofPod * podsOf(workload, snapshot);
  }
  return { amount, silent };
};
