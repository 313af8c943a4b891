import { field, isRecord, kindOf, type Resource } from '../../core/resource.ts';
import { podMetadataOf, podSpecOf, podSpecPath, type PodSpec } from '../../core/workload.ts';
import type { Violation } from './check.ts';
import { completedSpec } from './completed.ts';
import { evaluatePod, isAllowed } from './evaluate.ts';
import { isStricter, LEVELS, type Level } from './level.ts';

/** Whether it is a Pod or holds a template that Pod Security judges; only a ReplicationController may do without one. */
export const isJudged = (resource: Resource): boolean =>
  podSpecPath(resource) !== undefined && (kindOf(resource) !== 'ReplicationController' || isRecord(field(resource, 'spec', 'template')));

/** `evaluatePod` for a Pod or the template of a workload, completed as the server does it; empty for any other kind. */
export const evaluateResource = (level: Level, version: string, resource: Resource): readonly Violation[] =>
  isJudged(resource) ? evaluatePod(level, version, podMetadataOf(resource), completedSpec(resource)) : [];

const strictestFirst = LEVELS.toReversed();

/** The strictest level that this Pod or template meets. */
export const levelOf = (resource: Resource, version: string): Level => {
  if (!isJudged(resource)) return 'restricted';
  const [metadata, spec] = [podMetadataOf(resource), completedSpec(resource)];
  return strictestFirst.find((level) => isAllowed(level, version, metadata, spec)) ?? 'privileged';
};

/** Whether every part of one spec that is judged is the very same in the other. */
const isPartOf = (one: PodSpec, other: PodSpec): boolean =>
  Object.keys(one).every((name) => name === 'nodeName' || one[name] === other[name]);

/** Whether two pods, as a cluster's snapshot holds replicas, share all that is judged. */
const areTwins = (a: Resource, b: Resource): boolean => {
  const [one, other] = [podSpecOf(a) ?? {}, podSpecOf(b) ?? {}];
  const sameAnnotations = podMetadataOf(a)['annotations'] === podMetadataOf(b)['annotations'];
  return sameAnnotations && kindOf(a) === kindOf(b) && isPartOf(one, other) && isPartOf(other, one);
};

/** The strictest level that all of these meet; nothing meets `restricted`. Of replicas that share their spec one is judged. */
export const strictestLevel = (resources: readonly Resource[], version: string): Level => {
  const judged = new Map<unknown, Resource>();
  let weakest: Level = 'restricted';
  for (const resource of resources) {
    const containers = podSpecOf(resource)?.['containers'];
    const twin = judged.get(containers);
    if (twin && areTwins(resource, twin)) continue;
    judged.set(containers, resource);
    const level = levelOf(resource, version);
    if (isStricter(weakest, level)) weakest = level;
    if (weakest === 'privileged') break;
  }
  return weakest;
};
