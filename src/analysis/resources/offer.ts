import type { Resource } from '../../core/resource.ts';
import type { Snapshot } from '../../core/snapshot.ts';
import type { Container } from '../../core/workload.ts';
import { saidByContainer } from './asked.ts';
import type { Measure } from './measure.ts';
import { suited, usedBy } from './usage.ts';

/** A container, and the workload whose pods run it. */
export interface Placed {
  readonly workload: Resource;
  readonly container: Container;
}

const highest = (amounts: readonly (number | undefined)[]): number | undefined => {
  const known = amounts.filter((amount) => amount !== undefined);
  return known.length > 0 ? Math.max(...known) : undefined;
};

/** The most that metrics say one of these containers uses, in processors or bytes. */
export const usedByAny = (containers: readonly Placed[], measure: Measure, snapshot: Snapshot): number | undefined =>
  highest(containers.map(({ workload, container }) => usedBy(workload, container, measure, snapshot)));

/** The request that suits all of these containers, by what they use. */
export const requestFor = (containers: readonly Placed[], measure: Measure, snapshot: Snapshot): number | undefined => {
  const used = usedByAny(containers, measure, snapshot);
  return used === undefined ? undefined : suited(used, 'requests', measure);
};

/** The limit that suits all of these containers: never below what one of them requests, which the API server would refuse. */
export const limitFor = (
  containers: readonly Placed[],
  measure: Measure,
  snapshot: Snapshot,
  otherwise: number | undefined,
): number | undefined => {
  const used = usedByAny(containers, measure, snapshot);
  const base = used === undefined ? otherwise : suited(used, 'limits', measure);
  const requested = highest(containers.map(({ container }) => saidByContainer(container, 'requests', measure)));
  return base === undefined ? undefined : Math.max(base, requested ?? 0);
};
