import { podCount } from '../analysis/impact/pods.ts';
import type { Pace } from '../app/pace.ts';
import type { Finding } from '../core/finding.ts';
import { refKey } from '../core/resource.ts';
import { restartedBy } from '../core/waves.ts';
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

/** As the server would have it; where it was not asked yet, as it is planned here. */
const restartedOf = (finding: Finding, { scan, session, catalogue }: World): readonly (readonly [workload: string, pods: number])[] => {
  const preview = session.previews.get(finding.id);
  if (preview?.state === 'ready')
    return preview.plan.changes.flatMap(({ impact: { restarts } }) =>
      restarts ? [[refKey(restarts.workload), restarts.pods] as const] : [],
    );
  const workloads = restartedBy(finding, scan.snapshot, catalogue, session.answers);
  return workloads.map((workload) => [refKey(scan.snapshot.ref(workload)), podCount(workload, scan.snapshot)]);
};

/** Fixes of the wave of restarts restart the workload that they are about. */
const podsByWorkload = (world: World): ReadonlyMap<string, number> => {
  const { decisions, waves } = world.session;
  const isAccepted = ({ id }: Finding): boolean => decisions.get(id) === 'accept';
  const pods = new Map<string, number>();
  for (const { ref } of (waves?.restarts ?? []).filter(isAccepted)) {
    const workload = world.scan.snapshot.get(ref);
    if (workload) pods.set(refKey(ref), podCount(workload, world.scan.snapshot));
  }
  for (const finding of (waves?.answers ?? []).filter(isAccepted))
    for (const [workload, count] of restartedOf(finding, world)) pods.set(workload, count);
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
