import { editOf } from './change.ts';
import { recreationGuide } from './recreation.ts';
import type { Answers, Evidence, Remediation } from './remediation.ts';
import type { Resource } from './resource.ts';
import type { Snapshot } from './snapshot.ts';
import {
  containersOf,
  DECLARED,
  isOver,
  madeBy,
  podSpecOf,
  podSpecPath,
  WORKLOAD_KINDS,
  withContainers,
  withPodSpec,
  type Container,
  type PodSpec,
} from './workload.ts';

type Described = Omit<Remediation, 'kinds' | 'find' | 'fix'> & Partial<Pick<Remediation, 'kinds'>>;

export interface ContainerRule extends Described {
  /** What is wrong with this container, or undefined. `path` within the container defaults to `securityContext`. */
  readonly weakness: (container: Container, spec: PodSpec, resource: Resource) => string | Evidence | undefined;
  readonly harden: (container: Container, spec: PodSpec, resource: Resource) => Container;
}

/** A remediation that judges each container of a workload by itself; objects made by a controller are left to it, and what has ended to its history. */
export const containerRemediation = (rule: ContainerRule): Remediation => {
  const { weakness, harden, ...described } = rule;
  const find = (resource: Resource, snapshot: Snapshot): readonly Evidence[] => {
    if (madeBy(resource, snapshot) || isOver(resource)) return [];
    return containersOf(resource, DECLARED).flatMap(({ container, path }) => {
      const wrong = weakness(container, podSpecOf(resource) ?? {}, resource);
      if (wrong === undefined) return [];
      return [
        typeof wrong === 'string'
          ? { path: `${path}.securityContext`, detail: wrong }
          : { path: `${path}.${wrong.path}`, detail: wrong.detail },
      ];
    });
  };
  return {
    kinds: WORKLOAD_KINDS,
    ...described,
    guide: (resource, snapshot) => described.guide?.(resource, snapshot) ?? recreationGuide(resource, snapshot),
    find,
    fix: (resource, snapshot) => {
      const after = withPodSpec(resource, (spec) =>
        withContainers(spec, (container) =>
          weakness(container, spec, resource) === undefined ? container : harden(container, spec, resource),
        ),
      );
      return [editOf(snapshot, resource, after)];
    },
  };
};

export interface PodRule extends Described {
  /** What is wrong in this pod spec; paths are relative to it. */
  readonly weaknesses: (spec: PodSpec, resource: Resource, snapshot: Snapshot) => readonly Evidence[];
  readonly harden: (spec: PodSpec, resource: Resource, snapshot: Snapshot, answers: Answers) => PodSpec;
}

/** A remediation that judges a pod spec as a whole; objects made by a controller are left to it, and what has ended to its history. */
export const podRemediation = (rule: PodRule): Remediation => {
  const { weaknesses, harden, ...described } = rule;
  return {
    kinds: WORKLOAD_KINDS,
    ...described,
    guide: (resource, snapshot) => described.guide?.(resource, snapshot) ?? recreationGuide(resource, snapshot),
    find: (resource, snapshot) => {
      if (madeBy(resource, snapshot) || isOver(resource)) return [];
      const spec = podSpecOf(resource);
      if (!spec) return [];
      const found = weaknesses(spec, resource, snapshot);
      if (found.length === 0) return found;
      const base = podSpecPath(resource)?.join('.') ?? '';
      return found.map(({ path, detail }) => ({ path: `${base}.${path}`, detail }));
    },
    fix: (resource, snapshot, answers) => [
      editOf(
        snapshot,
        resource,
        withPodSpec(resource, (spec) => harden(spec, resource, snapshot, answers)),
      ),
    ],
  };
};
