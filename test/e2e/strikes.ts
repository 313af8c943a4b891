import { setTimeout as sleep } from 'node:timers/promises';
import type { Resource } from '../../src/core/resource.ts';
import { pathOf, plainApi, type PlainApi } from '../control-plane/api.ts';
import { deployment, job, made, until, type World } from './faultyWorld.ts';
import type { Way, Webhooks } from './webhooks.ts';

/** Brings a fault about, waits until it tells, and returns what ends it. */
export type Strike = (world: World) => Promise<() => Promise<void>>;

/** What has to be there before the run; then the fault itself. */
export type Prepared = (world: World) => Promise<Strike>;

const ADMISSION = 'admissionregistration.k8s.io/v1';
const RBAC = 'rbac.authorization.k8s.io/v1';

/** A policy that keeps the second object as it is. */
export const policyDenies: Strike = async (world) => {
  const { api, namespace } = world;
  const policy: Resource = {
    apiVersion: ADMISSION,
    kind: 'ValidatingAdmissionPolicy',
    metadata: { name: namespace },
    spec: {
      matchConstraints: { resourceRules: [{ apiGroups: ['batch'], apiVersions: ['v1'], operations: ['UPDATE'], resources: ['cronjobs'] }] },
      validations: [{ expression: 'object.metadata.name != "second"', message: 'the second is frozen' }],
    },
  };
  const matchResources = { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } } };
  const binding: Resource = {
    apiVersion: ADMISSION,
    kind: 'ValidatingAdmissionPolicyBinding',
    metadata: { name: namespace },
    spec: { policyName: namespace, validationActions: ['Deny'], matchResources },
  };
  const remove = await made(api, policy, binding);
  await until(world, ({ status }) => status === 422);
  return async () => {
    await remove();
    await until(world, ({ status }) => status === 200);
  };
};

const SHOWN = {
  denies: /not on a Saturday/,
  reverts: /allowPrivilegeEscalation":true/,
  labels: /stamped/,
  hangs: /failed calling webhook/,
};

/** A webhook that is called for the second object. */
export const webhook =
  (webhooks: () => Webhooks, way: Way): Strike =>
  async (world) => {
    const { configured, calls } = webhooks();
    const remove = await made(world.api, configured(world.namespace, way));
    await until(world, ({ text }) => SHOWN[way].test(text));
    return async () => {
      await remove();
      let before = -1;
      await until(world, () => before === (before = calls(world.namespace)));
    };
  };

/** Each policy alone would fit, all of them do not. */
export const quotaHasOneLeft: Strike = async ({ api, namespace }) => {
  const [hard, used] = ['1', '0'].map((count) => ({ 'count/networkpolicies.networking.k8s.io': count }));
  const quota = { apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'one', namespace }, spec: { hard } };
  const remove = await made(api, quota);
  await api.must('PATCH', `${pathOf(quota)}/status`, { status: { hard, used } });
  return remove;
};

const runner = (world: World): Resource => ({
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: { name: world.namespace, namespace: 'default' },
});

const bound = ({ namespace }: World, name: 'cluster-admin' | 'view'): Resource => ({
  apiVersion: RBAC,
  kind: 'ClusterRoleBinding',
  metadata: { name: `${namespace}-${name}` },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name },
  subjects: [{ kind: 'ServiceAccount', name: namespace, namespace: 'default' }],
});

/** The program comes as an account that may do everything, for now. */
const asAccount = async (world: World): Promise<PlainApi> => {
  const { api, logIn, plane } = world;
  await made(api, runner(world), bound(world, 'cluster-admin'));
  const { status } = await api.must('POST', `${pathOf(runner(world))}/token`, { spec: { expirationSeconds: 600 } });
  const { token } = status as { token: string };
  logIn(token);
  return plainApi({ ...plane, token });
};

/** Ends the account in some way, and waits until what it writes is answered like this. */
const losing =
  (end: (world: World) => Promise<unknown>, answer: number): Prepared =>
  async (world) => {
    const theirs = await asAccount(world);
    return async () => {
      await end(world);
      await until({ ...world, api: theirs }, ({ status }) => status === answer);
      await theirs.close();
      return () => Promise.resolve(world.logIn());
    };
  };

/** From now on it may only look. */
export const rightIsRevoked = losing(async (world) => {
  await world.api.must('DELETE', pathOf(bound(world, 'cluster-admin')));
  await made(world.api, bound(world, 'view'));
}, 403);

/** Its token is worth nothing from now on. */
export const accountIsGone = losing((world) => world.api.must('DELETE', pathOf(runner(world))), 401);

/** A running workload whose new pods will be refused. */
export const podsAreRefused: Prepared = async (world) => {
  const { api, namespace } = world;
  const web = deployment(namespace, 'web');
  await made(api, web);
  while (((await api.must('GET', pathOf(web)))['status'] as { readyReplicas?: number }).readyReplicas !== 1) await sleep(20);
  const enforce = (level: string | null): Promise<Resource> =>
    api.must('PATCH', `/api/v1/namespaces/${namespace}`, { metadata: { labels: { 'pod-security.kubernetes.io/enforce': level } } });
  return async () => {
    await enforce('restricted');
    return async () => void (await enforce(null));
  };
};

/** Its template cannot be changed, in any cluster. */
export const immutable: Prepared = async ({ api, namespace }) => {
  await made(api, job(namespace, 'fixed'));
  return () => Promise.resolve(() => Promise.resolve());
};

/** The namespace goes, with all that is in it. */
export const namespaceGoes: Strike = async (world) => {
  await world.api.must('DELETE', `/api/v1/namespaces/${world.namespace}`);
  await until(world, ({ status }) => status === 404);
  return () => Promise.resolve();
};
