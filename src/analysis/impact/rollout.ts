import { equal, type Change } from '../../core/change.ts';
import { field, items, kindOf, type Resource } from '../../core/resource.ts';
import type { Snapshot } from '../../core/snapshot.ts';
import { containersOf, podMetadataOf, podSpecOf, ROLLOUT_KINDS } from '../../core/workload.ts';
import { nameOf } from '../sentences.ts';
import { budgetsOf } from './budgets.ts';
import type { Part } from './part.ts';
import { counted, podCount } from './pods.ts';

/** Why the new template waits, as a sentence; undefined if pods are replaced at once. */
const waiting = (workload: Resource): string | undefined => {
  if (field(workload, 'spec', 'paused') === true) return 'Its rollout is paused: pods are replaced when it is resumed.';
  if (field(workload, 'spec', 'updateStrategy', 'type') === 'OnDelete')
    return 'It updates on delete: a pod is replaced when somebody deletes it.';
  return undefined;
};

const howReplaced = (workload: Resource, pods: number): string => {
  const count = `${counted(pods, 'pod')} restart${pods === 1 ? 's' : ''}`;
  if (field(workload, 'spec', 'strategy', 'type') === 'Recreate')
    return `${count}, all at once: the old ones stop before the new ones start.`;
  const partition = field(workload, 'spec', 'updateStrategy', 'rollingUpdate', 'partition');
  if (typeof partition === 'number' && partition > 0) return `Pods from number ${partition} on restart, one after another.`;
  if (pods === 1) return `${count}.`;
  return workload.kind === 'Deployment' ? `${count}, a few at a time.` : `${count}, one after another.`;
};

const isProbed = (workload: Resource): boolean =>
  containersOf(workload, ['containers']).every(({ container }) => field(container, 'readinessProbe') !== undefined);

const isShared = (workload: Resource): boolean =>
  items(podSpecOf(workload)?.['volumes']).some((volume) => field(volume, 'persistentVolumeClaim') !== undefined);

/** What hurts when it restarts; rolling Deployments start the new pod first. */
const frailties = (workload: Resource, pods: number): readonly string[] => {
  if (field(workload, 'spec', 'strategy', 'type') === 'Recreate') return [`${nameOf(workload)} is down while it restarts.`];
  if (pods !== 1 || workload.kind === 'DaemonSet') return [];
  if (workload.kind === 'StatefulSet') return [`Only one pod runs: ${nameOf(workload)} is down while it restarts.`];
  const reasons = [
    ...(isProbed(workload) ? [] : ['has no readiness probe']),
    ...(isShared(workload) ? ['holds a volume that the new pod may have to wait for'] : []),
  ];
  return reasons.length === 0
    ? []
    : [`Only one pod runs, and it ${reasons.join(' and ')}: ${nameOf(workload)} may be down while it restarts.`];
};

const isTemplateChange = ({ before, after }: Change): boolean =>
  before !== undefined &&
  after !== undefined &&
  !(equal(podSpecOf(before), podSpecOf(after)) && equal(podMetadataOf(before), podMetadataOf(after)));

/** When pods get a changed template where its kind does not replace them. */
const LATER: Readonly<Record<string, string>> = {
  'batch/CronJob': 'Its next run gets it; a run that has started goes on as it is.',
  'apps/ReplicaSet': 'Only pods that it makes from now on get it.',
  ReplicationController: 'Only pods that it makes from now on get it.',
};

/** A changed pod template: how many pods restart, how, and what that costs. */
export const rolloutImpact = (change: Change, snapshot: Snapshot): Part => {
  const workload = change.before;
  if (!workload || !isTemplateChange(change)) return {};
  if (!ROLLOUT_KINDS.includes(kindOf(workload))) {
    const later = LATER[kindOf(workload)];
    return later === undefined ? {} : { later: [later] };
  }
  const pods = podCount(workload, snapshot);
  if (snapshot.facts.origin === 'files') return { later: [`The pods of ${nameOf(workload)} restart when the manifest is applied.`] };
  if (pods === 0) return { now: ['No pod runs, so nothing restarts.'] };
  const wait = waiting(workload);
  if (wait !== undefined) return { later: [wait] };
  const budgets = budgetsOf(workload, pods, snapshot);
  return {
    restarts: { workload: change.ref, pods },
    now: [howReplaced(workload, pods), ...budgets.now],
    warnings: [...frailties(workload, pods), ...budgets.warnings],
  };
};
