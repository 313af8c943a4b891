import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Resource } from '../../src/core/resource.ts';
import { collectionOf, pathOf, type Answer, type PlainApi } from '../control-plane/api.ts';
import type { ControlPlane } from '../control-plane/start.ts';
import { run, type Ended } from './binary.ts';
import { faultyDoorTo, type FaultyDoor } from './faultyDoor.ts';

/** In the order in which a run writes them. */
export const NAMES = ['first', 'second', 'third'] as const;

const container = { name: 'main', image: 'registry.example/main:1' };
const podsOf = (one: object): object => ({ spec: { restartPolicy: 'Never', containers: [one] } });
const pods = podsOf(container);

/** Suspended, so that only what we do takes time. What the first says of its rights is somebody's, who has to get it back. */
export const cronJob = (namespace: string, name: string): Resource => {
  const owned = { ...container, securityContext: { allowPrivilegeEscalation: true } };
  return {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name, namespace },
    spec: { suspend: true, schedule: '0 0 1 1 *', jobTemplate: { spec: { template: podsOf(name === NAMES[0] ? owned : container) } } },
  };
};

/** One pod, which runs. */
export const deployment = (namespace: string, name: string): Resource => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace },
  spec: {
    selector: { matchLabels: { app: name } },
    template: { metadata: { labels: { app: name } }, spec: { containers: [container] } },
  },
});

/** It never runs, so that it is not over before anybody looks. */
export const job = (namespace: string, name: string): Resource => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name, namespace },
  spec: { suspend: true, template: pods },
});

/** What a row of the table may use: a namespace, a door and records of its own. */
export interface World {
  readonly api: PlainApi;
  readonly door: FaultyDoor;
  readonly namespace: string;
  readonly home: string;
  readonly plane: ControlPlane;
  readonly env: Readonly<Record<string, string>>;
  /** As whom the program comes; the administrator unless told. */
  readonly logIn: (token?: string) => void;
  /** The program as it is started in this world. */
  readonly kubeharden: (args: readonly string[], env?: Readonly<Record<string, string>>) => Promise<Ended>;
  /** Everything that was written into the namespace, by kind and name. */
  readonly objects: () => Promise<Readonly<Record<string, Resource>>>;
  readonly close: () => Promise<void>;
}

const COLLECTIONS = [
  'apis/batch/v1 cronjobs CronJob',
  'apis/apps/v1 deployments Deployment',
  'apis/networking.k8s.io/v1 networkpolicies NetworkPolicy',
];

const objectsIn = async (api: PlainApi, namespace: string): Promise<Readonly<Record<string, Resource>>> => {
  const found: Record<string, Resource> = {};
  for (const collection of COLLECTIONS) {
    const [root, plural, kind] = collection.split(' ');
    const list = await api.must('GET', `/${root}/namespaces/${namespace}/${plural}`);
    for (const item of list['items'] as readonly Resource[]) found[`${kind}/${item.metadata.name}`] = item;
  }
  return found;
};

const kubeconfigOf = (server: string, token: string): string =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'test', cluster: { server } }],
    contexts: [{ name: 'test', context: { cluster: 'test', user: 'test' } }],
    users: [{ name: 'test', user: { token } }],
    'current-context': 'test',
  });

export const openWorld = async (
  plane: ControlPlane,
  api: PlainApi,
  namespace: string,
  names: readonly string[] = NAMES,
): Promise<World> => {
  const home = mkdtempSync(path.join(tmpdir(), 'kubeharden-faults-'));
  const door = await faultyDoorTo(plane);
  const logIn = (token = plane.token): void => writeFileSync(path.join(home, 'kubeconfig'), kubeconfigOf(door.server, token));
  logIn();
  await api.must('POST', '/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  for (const name of names) await api.must('POST', `/apis/batch/v1/namespaces/${namespace}/cronjobs`, cronJob(namespace, name));
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: home,
    XDG_STATE_HOME: path.join(home, 'state'),
    KUBECONFIG: path.join(home, 'kubeconfig'),
  };
  return {
    ...{ api, door, namespace, home, plane, env, logIn },
    kubeharden: (args, more = {}) => run(args, { ...env, ...more }),
    objects: () => objectsIn(api, namespace),
    async close() {
      await door.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
};

/** Asks the server what a harmless edit of the second object would come to, until that shows what is waited for. */
export const until = async ({ api, namespace }: World, shows: (answer: Answer) => boolean): Promise<void> => {
  const url = `${pathOf(cronJob(namespace, NAMES[1]))}?dryRun=All`;
  while (!shows(await api.ask('PATCH', url, { metadata: { annotations: { probe: 'probe' } } }))) await sleep(20);
};

/** Creates what must go again, and says how. */
export const made = async (api: PlainApi, ...objects: readonly Resource[]): Promise<() => Promise<void>> => {
  for (const object of objects) await api.must('POST', collectionOf(object), object);
  return async () => {
    for (const object of objects) await api.must('DELETE', pathOf(object));
  };
};

/** The clock of the program is this far from ours. */
export const clockOffBy = (ms: number): Readonly<Record<string, string>> => {
  const shift = `const D=Date;globalThis.Date=class extends D{constructor(...a){if(a.length)super(...a);else super(D.now()+${ms})}static now(){return D.now()+${ms}}}`;
  return { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(shift)}` };
};
