import { field, items, kindOf, text, type Resource } from '../../core/resource.ts';
import { containersOf, podMetadataOf, podSpecOf, type Container } from '../../core/workload.ts';
import type { Snapshot } from '../../core/snapshot.ts';
import { selects } from '../selector.ts';
import { isElected, worksIn } from './programs.ts';

const nameOf = (container: Container): string => text(container['name']) ?? '';

const NO_SURGE = /^0+%?$/;

/** Why no second pod of it ever runs beside the first, not even while it is replaced. */
const alone = (workload: Resource): readonly string[] => {
  const replicas = field(workload, 'spec', 'replicas') ?? 1;
  if (kindOf(workload) === 'apps/StatefulSet') return replicas === 1 ? ['it is a singleton: a StatefulSet of one'] : [];
  if (kindOf(workload) !== 'apps/Deployment') return [];
  const strategy = field(workload, 'spec', 'strategy');
  const isRecreated = field(strategy, 'type') === 'Recreate';
  if (isRecreated && replicas !== 1) return ['its pods never run beside others: its strategy is Recreate'];
  if (isRecreated) return ['it is a singleton: one replica, and Recreate'];
  const surge = field(strategy, 'rollingUpdate', 'maxSurge');
  const isFixed = surge === 0 || (typeof surge === 'string' && NO_SURGE.test(surge));
  return replicas === 1 && isFixed ? ['it is a singleton: one replica, and a maxSurge of 0'] : [];
};

const isOff = (workload: Resource): boolean => field(workload, 'spec', 'replicas') === 0;

/**
 * What shows that this program must not run a second time by chance: then it is rehearsed only when a person asks for
 * just that. Half-sentences.
 */
export const onceOnly = (workload: Resource): readonly string[] => [
  ...(['batch/Job', 'batch/CronJob'].includes(kindOf(workload)) ? ['rehearsing it would do its work'] : []),
  ...alone(workload),
  ...(isOff(workload) ? ['it is scaled to zero: it is not meant to run'] : []),
  ...worksIn(workload),
];

const SHARED: Readonly<Record<string, string>> = {
  persistentVolumeClaim: 'writes to the volume that its other pods have',
  hostPath: 'sees files of its node',
  ephemeral: 'gets a new volume for its time',
};

const volumeDoubts = (workload: Resource): readonly string[] =>
  Object.entries(SHARED).flatMap(([source, what]) =>
    items(podSpecOf(workload)?.['volumes']).some((volume) => volume[source] !== undefined) ? [`It ${what}.`] : [],
  );

const containerDoubts = (workload: Resource): readonly string[] => {
  const initial = containersOf(workload, ['initContainers']).map(({ container }) => nameOf(container));
  const all = containersOf(workload, ['containers']).map(({ container }) => container);
  const elected = all.filter(isElected).map(nameOf).join(', ');
  return [
    ...(initial.length > 0 ? [`Its init containers run once more: ${initial.join(', ')}.`] : []),
    ...(elected === '' ? [] : [`${elected} takes part in a leader election, and may be the leader for a moment.`]),
  ];
};

const scaledBy = (workload: Resource, snapshot: Snapshot): readonly string[] =>
  snapshot
    .list('autoscaling/HorizontalPodAutoscaler', workload.metadata.namespace)
    .filter((scaler) => {
      const of = field(scaler, 'spec', 'scaleTargetRef');
      return field(of, 'kind') === workload.kind && field(of, 'name') === workload.metadata.name;
    })
    .map(({ metadata }) => `HorizontalPodAutoscaler ${metadata.name} sees one more pod, and may scale up later than it would.`);

const countedBy = (workload: Resource, snapshot: Snapshot): readonly string[] => {
  const { labels } = podMetadataOf(workload);
  return snapshot
    .list('policy/PodDisruptionBudget', workload.metadata.namespace)
    .filter((budget) => selects(field(budget, 'spec', 'selector'), (labels ?? {}) as Readonly<Record<string, unknown>>))
    .map(({ metadata }) => `Budget ${metadata.name} sees a pod that is never healthy; the evictions that it allows stay the same.`);
};

/** What running the program a second time may mean. Whole sentences, the general one first. */
export const rehearsalDoubts = (workload: Resource, snapshot: Snapshot): readonly string[] => [
  'The program runs a second time beside its other pods, with its real configuration, Secrets and connections.',
  ...onceOnly(workload).map((reason) => `${reason.charAt(0).toUpperCase()}${reason.slice(1)}.`),
  ...(kindOf(workload) === 'apps/StatefulSet' ? ['A member of a StatefulSet may join the others under a name that goes away again.'] : []),
  ...containerDoubts(workload),
  ...volumeDoubts(workload),
  ...scaledBy(workload, snapshot),
  ...countedBy(workload, snapshot),
];
