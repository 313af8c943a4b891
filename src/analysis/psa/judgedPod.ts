import { isRecord } from '../../core/resource.ts';
import type { PodSpec } from '../../core/workload.ts';

/** A JSON object as the server decodes it: null, and what it would refuse to decode, is absent. */
export type Fields = Readonly<Record<string, unknown>>;

/** A pod as the checks see it. */
export interface JudgedPod {
  readonly annotations: Fields;
  readonly spec: PodSpec;
  /** Init containers, containers, ephemeral containers: the order of the server's sentences. */
  readonly containers: readonly Fields[];
}

const NOTHING: Fields = {};
const NONE: readonly Fields[] = [];

export const record = (value: unknown): Fields | undefined => (isRecord(value) ? value : undefined);

/** Go decodes an absent or null text as the empty one. */
export const str = (value: unknown): string => (typeof value === 'string' ? value : '');

/** The objects of a list; Go decodes a null among them as an object without fields. */
export const objects = (value: unknown): readonly Fields[] => {
  if (!Array.isArray(value)) return NONE;
  return value.every(isRecord) ? value : value.map((item: unknown) => (item === null ? NOTHING : item)).filter(isRecord);
};

export const judgedPod = (metadata: Fields, spec: PodSpec): JudgedPod => ({
  annotations: record(metadata['annotations']) ?? NOTHING,
  spec,
  containers: [...objects(spec['initContainers']), ...objects(spec['containers']), ...objects(spec['ephemeralContainers'])],
});

/** The security context of a pod spec or of a container. */
export const contextOf = (of: Fields): Fields => record(of['securityContext']) ?? NOTHING;

export const nameOf = (of: Fields): string => str(of['name']);

/** Names of the containers for which it holds, in order. */
export const containersWhere = (pod: JudgedPod, holds: (container: Fields) => boolean): readonly string[] =>
  pod.containers.filter(holds).map(nameOf);

/** The value of an annotation, undefined without one. */
export const annotationOf = (pod: JudgedPod, name: string): string | undefined => {
  const value = Object.hasOwn(pod.annotations, name) ? pod.annotations[name] : undefined;
  return typeof value === 'string' || value === null ? str(value) : undefined;
};

export const isWindows = (pod: JudgedPod): boolean => record(pod.spec['os'])?.['name'] === 'windows';

/** The pod runs in a user namespace of its own, in which root is nobody on the node. */
export const hasUserNamespace = (pod: JudgedPod): boolean => pod.spec['hostUsers'] === false;
