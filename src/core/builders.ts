import { editOf } from './change.ts';
import { recreationGuide } from './recreation.ts';
import type { Evidence, Remediation } from './remediation.ts';
import { isRecord, type Resource } from './resource.ts';
import type { Snapshot } from './snapshot.ts';
import {
  containersOf,
  madeBy,
  podSpecOf,
  podSpecPath,
  WORKLOAD_KINDS,
  withPodSpec,
  type Container,
  type ContainerList,
  type PodSpec,
} from './workload.ts';

type Described = Omit<Remediation, 'kinds' | 'find' | 'fix'> & Partial<Pick<Remediation, 'kinds'>>;

/** Containers that a person declares and an edit can change; ephemeral ones are over when they end. */
const DECLARED: readonly ContainerList[] = ['initContainers', 'containers'];

export interface ContainerRule extends Described {
  /** What is wrong with this container, or undefined. `path` within the container defaults to `securityContext`. */
  readonly weakness: (container: Container, spec: PodSpec, resource: Resource) => string | Evidence | undefined;
  readonly harden: (container: Container, spec: PodSpec, resource: Resource) => Container;
}

const mapList = (value: unknown, change: (container: Container) => Container): unknown =>
  Array.isArray(value) ? value.map((item: unknown) => (isRecord(item) ? change(item) : item)) : value;

/** A remediation that judges each container of a workload by itself; objects made by a controller are left to it. */
export const containerRemediation = (rule: ContainerRule): Remediation => {
  const { weakness, harden, ...described } = rule;
  const find = (resource: Resource, snapshot: Snapshot): readonly Evidence[] => {
    if (madeBy(resource, snapshot)) return [];
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
      const after = withPodSpec(resource, (spec) => {
        const mended = (container: Container): Container =>
          weakness(container, spec, resource) === undefined ? container : harden(container, spec, resource);
        return Object.fromEntries(
          Object.entries(spec).map(([name, value]) => [
            name,
            (DECLARED as readonly string[]).includes(name) ? mapList(value, mended) : value,
          ]),
        );
      });
      return [editOf(snapshot, resource, after)];
    },
  };
};

export interface PodRule extends Described {
  /** What is wrong in this pod spec; paths are relative to it. */
  readonly weaknesses: (spec: PodSpec, resource: Resource, snapshot: Snapshot) => readonly Evidence[];
  readonly harden: (spec: PodSpec, resource: Resource, snapshot: Snapshot) => PodSpec;
}

/** A remediation that judges a pod spec as a whole; objects made by a controller are left to it. */
export const podRemediation = (rule: PodRule): Remediation => {
  const { weaknesses, harden, ...described } = rule;
  return {
    kinds: WORKLOAD_KINDS,
    ...described,
    guide: (resource, snapshot) => described.guide?.(resource, snapshot) ?? recreationGuide(resource, snapshot),
    find: (resource, snapshot) => {
      const spec = podSpecOf(resource);
      if (!spec || madeBy(resource, snapshot)) return [];
      const base = podSpecPath(resource)?.join('.') ?? '';
      return weaknesses(spec, resource, snapshot).map(({ path, detail }) => ({ path: `${base}.${path}`, detail }));
    },
    fix: (resource, snapshot) => [
      editOf(
        snapshot,
        resource,
        withPodSpec(resource, (spec) => harden(spec, resource, snapshot)),
      ),
    ],
  };
};
