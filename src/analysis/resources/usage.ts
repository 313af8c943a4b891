import { field, items, text, type Kind, type Resource } from '../../core/resource.ts';
import { derived, type Snapshot } from '../../core/snapshot.ts';
import { topController, type Container } from '../../core/workload.ts';
import { namespaceOf } from '../namespaces.ts';
import { MEASURES, type Measure, type Sort } from './measure.ts';
import { amountOf } from './quantity.ts';

/** What metrics.k8s.io says that each container of a pod uses just now; only served where a metrics server runs. */
export const POD_METRICS: Kind = 'metrics.k8s.io/PodMetrics';

type Use = Partial<Record<Measure, number>>;

const note = (use: Use, container: Readonly<Record<string, unknown>>): void => {
  for (const measure of MEASURES) {
    const amount = amountOf(field(container, 'usage', measure));
    if (amount !== undefined) use[measure] = Math.max(amount, use[measure] ?? 0);
  }
};

/** By the workload that decides over the pod, then by the container's name: the most that one of its pods uses. */
const byWorkload = derived((snapshot) => {
  const found = new Map<Resource, Map<string, Use>>();
  for (const metrics of snapshot.list(POD_METRICS)) {
    const pod = snapshot.get({ apiVersion: 'v1', kind: 'Pod', namespace: namespaceOf(metrics), name: metrics.metadata.name });
    if (!pod) continue;
    const workload = topController(pod, snapshot);
    const uses = found.get(workload) ?? new Map<string, Use>();
    found.set(workload, uses);
    for (const container of items(metrics['containers'])) {
      const name = text(container['name']);
      if (name === undefined) continue;
      const use = uses.get(name) ?? {};
      uses.set(name, use);
      note(use, container);
    }
  }
  return found;
});

/** Processors or bytes that a container of this workload uses now, in the pod that uses most; undefined where no metrics tell. */
export const usedBy = (workload: Resource, container: Container, measure: Measure, snapshot: Snapshot): number | undefined =>
  byWorkload(snapshot)
    .get(workload)
    ?.get(text(container['name']) ?? '')?.[measure];

/** Use is a moment, not a peak: a request keeps a quarter in reserve, a limit room for a busy hour. */
const RESERVE: Readonly<Record<Sort, Readonly<Record<Measure, number>>>> = {
  requests: { cpu: 1.25, memory: 1.25 },
  limits: { cpu: 4, memory: 2 },
};

/** The request or limit that suits what was used. */
export const suited = (used: number, sort: Sort, measure: Measure): number => used * RESERVE[sort][measure];
