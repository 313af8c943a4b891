import { catalogue } from '../../remediations/index.ts';
import type { Rehearsal } from '../../src/app/rehearsal.ts';
import { rehearse, type RehearsalRequest } from '../../src/app/rehearse.ts';
import { field, type Resource } from '../../src/core/resource.ts';
import type { Finding } from '../../src/core/finding.ts';
import { REHEARSAL } from '../../src/analysis/rehearsal/pod.ts';
import type { Target } from '../../src/app/target.ts';
import { clock, type Scene } from './scene.ts';

/** Time does not pass while nobody waits, so seconds cost nothing. */
export const PATIENCE = { startMs: 30_000, readyMs: 5000 };

/** Rehearses what these findings make of their workloads. */
export const rehearsing = async (
  { target, journal, plan, scan, events }: Scene,
  wanted: (finding: Finding) => boolean,
  more: Partial<RehearsalRequest> = {},
): Promise<readonly Rehearsal[]> => {
  const { snapshot } = await scan();
  const { changes } = await plan(wanted);
  const never = new AbortController().signal;
  return rehearse({
    ...{ target, journal, catalogue, snapshot, changes, answers: {}, version: '0.0.0', patience: PATIENCE, why: false, onceOnly: false },
    clock: clock(),
    control: { stop: never, leave: never },
    on: (event) => void events.push(event),
    ...more,
  });
};

/** All that a rehearsal created and that is there now. */
export const left = async (target: Target): Promise<readonly Resource[]> => {
  const snapshot = await target.read({ kinds: ['Pod', 'ConfigMap'] });
  return ['Pod', 'ConfigMap']
    .flatMap((kind) => snapshot.list(kind))
    .filter((object) => field(object, 'metadata', 'annotations', REHEARSAL) !== undefined);
};
