import type { Resource } from '../../core/resource.ts';
import type { Snapshot } from '../../core/snapshot.ts';
import { madeBy } from '../../core/workload.ts';
import { nameOf } from '../sentences.ts';
import { describeReasons } from './describe.ts';
import type { Level } from './level.ts';
import { evaluateResource } from './resources.ts';

/** Those that nothing else of the snapshot made: what a person can change. */
export const ownMasters = (resources: readonly Resource[], snapshot: Snapshot): readonly Resource[] =>
  resources.filter((resource) => !madeBy(resource, snapshot));

/** `Deployment web (hostPort, privileged)` for each that the level would refuse. */
export const refusedBy = (level: Level, version: string, resources: readonly Resource[]): readonly string[] =>
  resources.flatMap((resource) => {
    const violations = evaluateResource(level, version, resource);
    return violations.length === 0 ? [] : [`${nameOf(resource)} (${describeReasons(violations)})`];
  });
