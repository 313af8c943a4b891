import { field, isRecord, kindOf, type Metadata, type Resource } from '../../core/resource.ts';
import { podMetadataOf, podSpecOf, type PodSpec } from '../../core/workload.ts';

/** Annotation of all that a rehearsal creates; its value is the run. */
export const REHEARSAL = 'kubeharden/rehearsal';
const OF = 'kubeharden/rehearsal-of';

/** A readiness gate that nobody ever meets: the pod is not ready, so no Service sends it anything, while `ContainersReady` tells how it is. */
export const NEVER_MET = 'kubeharden/never-met';

/** Longest wait for a program to end; a template may say less. */
const GRACE_SECONDS = 30;

/** What tells one rehearsal from every other. */
export interface RehearsalName {
  /** The run that records it. */
  readonly run: string;
  /** Lower-case letters that no other has. */
  readonly suffix: string;
  /** Seconds until the kubelet ends it, whatever has become of us. */
  readonly deadline: number;
}

/**
 * Whether the pod needs an owner made for it. A Deployment never claims pods itself, and its ReplicaSets leave alone what
 * another object controls, so it can be the owner: budgets then count the pod as one of its own (disruption controller,
 * `getExpectedScale`). StatefulSets, DaemonSets and ReplicaSets would claim or release a pod that names them.
 */
export const needsAnchor = (workload: Resource): boolean => kindOf(workload) !== 'apps/Deployment';

const named = (workload: Resource, { run, suffix }: RehearsalName): Metadata => {
  const { name, namespace } = workload.metadata;
  const start = name.slice(0, 40).replace(/[^a-z0-9]+$/, '');
  return {
    name: `${start}-rehearsal-${suffix}`,
    ...(namespace === undefined ? {} : { namespace }),
    annotations: { [REHEARSAL]: run, [OF]: `${workload.kind} ${name}: kubeharden tries its next template; safe to delete` },
  };
};

/** The owner made for it: nothing adopts a pod that this controls, and without this the garbage collector takes the pod. */
export const rehearsalAnchor = (workload: Resource, name: RehearsalName): Resource => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: named(workload, name),
});

/** Not carried over: the place, the readiness that others wait for or act on, and the right to push other pods out. */
const LEFT_OUT = ['nodeName', 'readinessGates', 'priorityClassName', 'priority', 'preemptionPolicy', 'activeDeadlineSeconds'];

const specOf = (template: PodSpec, deadline: number): PodSpec => {
  const kept = Object.fromEntries(Object.entries(template).filter(([name]) => !LEFT_OUT.includes(name)));
  const grace = template['terminationGracePeriodSeconds'];
  return {
    ...kept,
    readinessGates: [{ conditionType: NEVER_MET }],
    activeDeadlineSeconds: deadline,
    terminationGracePeriodSeconds: typeof grace === 'number' ? Math.min(Math.max(grace, 0), GRACE_SECONDS) : GRACE_SECONDS,
  };
};

const strings = (value: unknown): Readonly<Record<string, string>> => (isRecord(value) ? (value as Record<string, string>) : {});

/**
 * One pod of the workload's template: with its labels, so that NetworkPolicies treat it alike; with a controller, so that
 * nothing adopts it; never ready, so that no Service sends it anything. Containers restart as the template says, so that
 * a crash loop shows. `controller` is the anchor where the workload needs one, else the workload as it is stored.
 */
export const rehearsalPod = (workload: Resource, controller: Resource, name: RehearsalName): Resource => {
  const template = podMetadataOf(workload);
  const metadata = named(workload, name);
  const { apiVersion, kind } = controller;
  const owner = { apiVersion, kind, name: controller.metadata.name, uid: controller.metadata.uid ?? '', controller: true };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      ...metadata,
      labels: strings(template['labels']),
      annotations: { ...strings(template['annotations']), ...metadata.annotations },
      ownerReferences: [owner],
    },
    spec: specOf(podSpecOf(workload) ?? {}, name.deadline),
  };
};

/** The run whose rehearsal this object belongs to. */
export const rehearsalOf = (resource: Resource): string | undefined => {
  const run = field(resource, 'metadata', 'annotations', REHEARSAL);
  return typeof run === 'string' ? run : undefined;
};
