import { podCount } from '../analysis/impact/pods.ts';
import type { Pace } from '../app/pace.ts';
import { refKey } from '../core/resource.ts';
import type { Session } from './session.ts';
import type { World } from './state.ts';

export interface Restarts {
  readonly workloads: number;
  readonly pods: number;
}

/** How far the whole session is: what is fixed counts as done. */
export const doneOf = ({ scan, session }: World): { readonly done: number; readonly total: number } => ({
  done: session.decisions.size + session.fixed.length,
  total: scan.result.findings.length + session.fixed.length,
});

const known = new WeakMap<Session['decisions'], { readonly of: World['scan']; readonly restarts: Restarts }>();

/** Of the wave of restarts all are known; of those that needed an answer, those that the server was asked about. */
const podsByWorkload = (world: World): ReadonlyMap<string, number> => {
  const { decisions, waves, previews } = world.session;
  const pods = new Map<string, number>();
  for (const { id, ref } of waves?.restarts ?? []) {
    const workload = decisions.get(id) === 'accept' ? world.scan.snapshot.get(ref) : undefined;
    if (workload) pods.set(refKey(ref), podCount(workload, world.scan.snapshot));
  }
  for (const { id } of waves?.answers ?? []) {
    const preview = decisions.get(id) === 'accept' ? previews.get(id) : undefined;
    if (preview?.state !== 'ready') continue;
    for (const { impact } of preview.plan.changes) if (impact.restarts) pods.set(refKey(impact.restarts.workload), impact.restarts.pods);
  }
  return pods;
};

/** What the accepted fixes restart, each workload once however many fixes it gets. Made once for each change of the decisions. */
export const restartsOf = (world: World): Restarts => {
  const { decisions, waves } = world.session;
  const before = known.get(decisions);
  if (before?.of === world.scan) return before.restarts;
  const byWorkload = podsByWorkload(world);
  const restarts = { workloads: byWorkload.size, pods: [...byWorkload.values()].reduce((sum, pods) => sum + pods, 0) };
  if (waves) known.set(decisions, { of: world.scan, restarts });
  return restarts;
};

/** How long these restarts take, as far as it can be told: `about 4 min`. */
export const timeOf = ({ workloads, pods }: Restarts, { seconds, each }: Pace): string => {
  const all = (each === 'workload' ? workloads : pods) * seconds;
  return all < 60 ? 'under a minute' : `about ${Math.round(all / 60)} min`;
};

/** On what that rests. */
export const basisOf = ({ seconds, each }: Pace): string =>
  each === 'workload'
    ? `a workload took ${seconds} s in the last runs here`
    : `assumed ${seconds} s for each pod, as no restart was watched here yet`;
