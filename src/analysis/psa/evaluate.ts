import type { PodSpec } from '../../core/workload.ts';
import type { Violation } from './check.ts';
import { judgedPod, type Fields } from './judgedPod.ts';
import type { Level } from './level.ts';
import { rulesOf } from './registry.ts';
import { NEWEST_MINOR, parseVersion } from './version.ts';

/**
 * What a pod does that the level of this version (`v1.29`, `latest`) does not allow, in the order and the words of the API server;
 * empty when it is allowed. What is no version is `latest`, as in `PolicyToEvaluate`. Bears malformed specs.
 */
export const evaluatePod = (level: Level, version: string, metadata: Fields, spec: PodSpec): readonly Violation[] => {
  const pod = judgedPod(metadata, spec);
  return rulesOf(level, parseVersion(version) ?? NEWEST_MINOR).flatMap(({ id, judge }) => {
    const broken = judge(pod);
    return broken ? [{ check: id, ...broken }] : [];
  });
};

/** Whether `evaluatePod` finds nothing. Stops at the first violation, and asks first what fails most often: the restricted checks. */
export const isAllowed = (level: Level, version: string, metadata: Fields, spec: PodSpec): boolean => {
  const pod = judgedPod(metadata, spec);
  return rulesOf(level, parseVersion(version) ?? NEWEST_MINOR).findLast(({ judge }) => judge(pod)) === undefined;
};
