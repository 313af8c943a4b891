import { clusterHoldsOf, freeHoldsOf, stepBy, type Hold, type Wanted } from './holds.ts';
import type { Standing, Step } from './standing.ts';
import type { World } from './world.ts';

const WRITE = ['create', 'update', 'patch'];

/** What makes pods, the plainest first; a pod's own account cannot be changed afterwards. */
const MAKING: readonly Wanted[] = [
  { verbs: ['create'], group: '', resource: 'pods' },
  ...['deployments', 'daemonsets', 'statefulsets', 'replicasets'].map((resource) => ({ verbs: WRITE, group: 'apps', resource })),
  { verbs: WRITE, group: 'batch', resource: 'cronjobs' },
  { verbs: ['create'], group: 'batch', resource: 'jobs' },
  { verbs: WRITE, group: '', resource: 'replicationcontrollers' },
];

const ENTERING: readonly Wanted[] = [
  { verbs: ['create', 'get'], group: '', resource: 'pods/exec' },
  { verbs: ['create', 'get'], group: '', resource: 'pods/attach' },
  { verbs: ['update', 'patch'], group: '', resource: 'pods/ephemeralcontainers' },
];

/** One way for each place is enough. */
const firstInEachPlace = (standing: Standing, ways: readonly Wanted[]): readonly Hold[] => {
  const found = new Map<string | undefined, Hold>();
  for (const hold of ways.flatMap((wanted) => freeHoldsOf(standing, wanted)))
    if (!found.has(hold.namespace)) found.set(hold.namespace, hold);
  return [...found.values()].filter(({ namespace }) => namespace === undefined || !found.has(undefined));
};

/** A pod may run as any account of its namespace, and be given its token. */
export const podCreate = (standing: Standing, world: World): readonly Step[] =>
  firstInEachPlace(standing, MAKING).flatMap((hold) => world.accounts(hold.namespace).map((to) => stepBy('pod-create', [hold], to)));

/** Whoever gets into a running pod finds the token that it mounts. */
export const podExec = (standing: Standing, world: World): readonly Step[] =>
  firstInEachPlace(standing, ENTERING).flatMap((hold) => world.running(hold.namespace).map((to) => stepBy('pod-exec', [hold], to)));

/** The kubelet runs commands in every pod of its node for whoever may talk to it. */
export const nodesProxy = (standing: Standing, world: World): readonly Step[] =>
  clusterHoldsOf(standing, { verbs: ['create', 'get'], group: '', resource: 'nodes/proxy' })
    .filter(({ names }) => names === undefined)
    .slice(0, 1)
    .flatMap((hold) => world.running(undefined).map((to) => stepBy('nodes-proxy', [hold], to)));
