import { field, items } from '../../core/resource.ts';
import { declaredIn, type Container, type PodSpec } from '../../core/workload.ts';
import { written, type Measure, type Sort } from './measure.ts';
import { amountOf } from './quantity.ts';

/** What one pod counts for, in processors or bytes. */
export interface Asked {
  readonly amount: number;
  /** Containers that say nothing, and for which nothing stands in. */
  readonly silent: readonly Container[];
}

/** What a container says; the API server sets a request that is missing to its limit. */
export const saidByContainer = (container: Container, sort: Sort, measure: Measure): number | undefined =>
  amountOf(written(container, sort, measure)) ?? (sort === 'requests' ? amountOf(written(container, 'limits', measure)) : undefined);

const isSidecar = (container: Container): boolean => container['restartPolicy'] === 'Always';

/**
 * As the scheduler and quotas count a pod: what runs side by side is added up, each init container stands for itself
 * beside the sidecars before it; resources of the pod as a whole replace those of its containers.
 */
export const askedBy = (
  spec: PodSpec,
  sort: Sort,
  measure: Measure,
  otherwise: (container: Container) => number | undefined = () => undefined,
): Asked => {
  const overhead = amountOf(field(spec, 'overhead', measure)) ?? 0;
  const whole = saidByContainer(spec, sort, measure);
  if (whole !== undefined) return { amount: whole + overhead, silent: [] };
  const silent: Container[] = [];
  const amount = (container: Container): number => {
    const said = saidByContainer(container, sort, measure) ?? otherwise(container);
    if (said === undefined) silent.push(container);
    return said ?? 0;
  };
  let [sidecars, starting] = [0, 0];
  for (const container of items(spec['initContainers'])) {
    const own = amount(container);
    if (isSidecar(container)) sidecars += own;
    starting = Math.max(starting, isSidecar(container) ? sidecars : sidecars + own);
  }
  const running = items(spec['containers']).reduce((sum, container) => sum + amount(container), sidecars);
  return { amount: Math.max(starting, running) + overhead, silent };
};

/** Declared containers that neither say nor follow from what the pod as a whole says. */
export const silentIn = (spec: PodSpec, sort: Sort, measure: Measure): readonly Container[] =>
  saidByContainer(spec, sort, measure) === undefined
    ? declaredIn(spec).flatMap(({ container }) => (saidByContainer(container, sort, measure) === undefined ? [container] : []))
    : [];
