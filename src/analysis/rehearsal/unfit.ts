import { field, isRecord, items, kindOf, text, type Kind, type Resource } from '../../core/resource.ts';
import { containersOf, podMetadataOf, podSpecOf, type PodSpec } from '../../core/workload.ts';
import type { Snapshot } from '../../core/snapshot.ts';
import { hasLabels, selects } from '../selector.ts';
import { needsAnchor } from './pod.ts';

const BUDGET = 'policy/PodDisruptionBudget';

/** What decides whether a rehearsal would touch more than its own pod. */
export const REHEARSAL_READS: readonly Kind[] = ['Service', BUDGET, 'PersistentVolumeClaim', 'autoscaling/HorizontalPodAutoscaler'];

type Check = (workload: Resource, spec: PodSpec, snapshot: Snapshot) => readonly string[];

const namespaceOf = ({ metadata }: Resource): string => metadata.namespace ?? 'default';

const labelsIn = (workload: Resource): Readonly<Record<string, unknown>> => {
  const { labels } = podMetadataOf(workload);
  return isRecord(labels) ? labels : {};
};

/** Without these nobody can tell; a volume that could not be read is none that may be shared. */
const unreadable: Check = (workload, _spec, { unread }) =>
  unread
    .filter(({ kind }) => kind === 'Service' || (kind === BUDGET && needsAnchor(workload)))
    .filter(({ namespace }) => (namespace ?? namespaceOf(workload)) === namespaceOf(workload))
    .map(({ kind, reason }) => `whether it would touch more than its own pod is not known: ${kind}: ${reason}`);

const onHost: Check = (workload, spec) => [
  ...(spec['hostNetwork'] === true ? ['it uses the network of its node, where its ports are taken'] : []),
  ...containersOf(workload, ['initContainers', 'containers']).flatMap(({ container }) =>
    items(container['ports']).flatMap(({ hostPort }) =>
      typeof hostPort === 'number' && hostPort > 0 ? [`it takes port ${hostPort} of its node, where another of its pods may have it`] : [],
    ),
  ),
];

const services: Check = (workload, _spec, snapshot) =>
  snapshot
    .list('Service', namespaceOf(workload))
    .filter((service) => {
      const selector = field(service, 'spec', 'selector');
      const takes = isRecord(selector) && Object.keys(selector).length > 0 && hasLabels(labelsIn(workload), selector);
      return takes && field(service, 'spec', 'publishNotReadyAddresses') === true;
    })
    .map(({ metadata }) => `Service ${metadata.name} sends traffic to pods that are not ready (publishNotReadyAddresses)`);

const isByScale = (budget: Resource): boolean =>
  field(budget, 'spec', 'maxUnavailable') !== undefined || typeof field(budget, 'spec', 'minAvailable') === 'string';

/** A pod whose controller has no scale stops the disruption controller: the budget allows nothing while it is there. */
const budgets: Check = (workload, _spec, snapshot) =>
  needsAnchor(workload)
    ? snapshot
        .list(BUDGET, namespaceOf(workload))
        .filter((budget) => isByScale(budget) && selects(field(budget, 'spec', 'selector'), labelsIn(workload)))
        .map(({ metadata }) => `budget ${metadata.name} counts pods by their controllers, and would allow no eviction meanwhile`)
    : [];

const claims: Check = (workload, spec, snapshot) => [
  ...(items(field(workload, 'spec', 'volumeClaimTemplates')).length > 0 ? ['each of its pods has volumes of its own'] : []),
  ...items(spec['volumes']).flatMap((volume) => {
    const name = text(field(volume, 'persistentVolumeClaim', 'claimName'));
    if (name === undefined || field(volume, 'persistentVolumeClaim', 'readOnly') === true) return [];
    const claim = snapshot.get({ apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace: namespaceOf(workload), name });
    const modes = field(claim, 'spec', 'accessModes');
    const isShared = Array.isArray(modes) && modes.length > 0 && modes.every((mode) => mode === 'ReadWriteMany' || mode === 'ReadOnlyMany');
    if (isShared) return [];
    return [claim ? `volume ${name} is for one node or pod at a time (${String(modes)})` : `volume ${name} cannot be seen`];
  }),
];

/** An agent of its node, with the node's own files or processes in its hands. */
const agents: Check = (workload, spec) => {
  const isNear =
    spec['hostPID'] === true ||
    spec['hostIPC'] === true ||
    items(spec['volumes']).some((volume) => volume['hostPath'] !== undefined) ||
    containersOf(workload).some(({ container }) => field(container, 'securityContext', 'privileged') === true);
  return kindOf(workload) === 'apps/DaemonSet' && isNear ? ['it is an agent that works on its node, where one runs already'] : [];
};

const CHECKS: readonly Check[] = [unreadable, onHost, services, budgets, claims, agents];

/** Why this workload is never rehearsed: its pod would touch more than itself. Half-sentences; none means it can be. */
export const unfitFor = (workload: Resource, snapshot: Snapshot): readonly string[] => {
  const spec = podSpecOf(workload);
  return spec ? [...new Set(CHECKS.flatMap((check) => check(workload, spec, snapshot)))] : ['it has no pod template'];
};
