import { describe, expect, it } from 'vitest';
import { isRecord } from '../../src/core/resource.ts';
import type { Rollout } from '../../src/app/target.ts';
import { rolloutOf } from '../../src/kube/rollout.ts';
import { scripted } from './fakeApi.ts';
import { status, type Plain } from './server.ts';

type Kind = 'Deployment' | 'StatefulSet' | 'DaemonSet';

interface World {
  readonly kind?: Kind;
  readonly spec?: object;
  readonly status: object;
  readonly pods?: readonly object[];
  readonly revisions?: readonly object[];
  readonly events?: readonly object[];
}

const WRITTEN = '2026-01-01T00:00:10Z';

const workload = ({ kind = 'Deployment', spec, status: of }: World): object => ({
  apiVersion: 'apps/v1',
  kind,
  metadata: {
    name: 'web',
    namespace: 'shop',
    uid: 'u1',
    generation: 2,
    managedFields: [
      { manager: 'kubeharden', time: WRITTEN },
      { manager: 'controller', subresource: 'status', time: '2026-01-01T00:01:00Z' },
    ],
  },
  spec: { replicas: 3, selector: { matchLabels: { app: 'web' } }, ...spec },
  status: { observedGeneration: 2, ...of },
});

const revision = (hash: string, number: number, uid = 'u1'): object => ({
  metadata: {
    labels: { 'pod-template-hash': hash, 'controller-revision-hash': hash },
    annotations: { 'deployment.kubernetes.io/revision': String(number) },
    ownerReferences: [{ uid }],
  },
  revision: number,
});

const pod = (name: string, hash: string, reason?: string, more: object = {}): object => ({
  metadata: { name, namespace: 'shop', labels: { 'pod-template-hash': hash, 'controller-revision-hash': hash }, ...more },
  status: { containerStatuses: [{ name: 'api', state: reason === undefined ? { running: {} } : { waiting: { reason } } }] },
});

const crashed = (name: string): NonNullable<Rollout['crashed']> => ({
  pod: { apiVersion: 'v1', kind: 'Pod', namespace: 'shop', name },
  container: 'api',
});

/** Keeps what an equality selector such as `app=web,hash=x` lets through; labels of the fixtures lack `app`. */
const selected = (list: readonly object[], selector: string): readonly object[] => {
  const wanted = selector
    .split(',')
    .map((part) => /^(.*?)(!?=)(.*)$/.exec(part) ?? [])
    .filter(([, name]) => name !== 'app');
  return list.filter((object) =>
    wanted.every(
      ([, name, operator, value]) =>
        ((object as { metadata: { labels: Record<string, string> } }).metadata.labels[name!] === value) === (operator === '='),
    ),
  );
};

const rolloutIn = async (world: World, forbidden = false): Promise<Rollout | undefined> => {
  const kind = world.kind ?? 'Deployment';
  const { api } = await scripted(({ path, query }): Plain => {
    if (path.endsWith('/web')) return { json: workload(world) };
    if (forbidden) return status(403, 'Forbidden', 'no');
    const list = path.endsWith('/pods') ? world.pods : path.endsWith('/events') ? world.events : world.revisions;
    return { json: { items: path.endsWith('/events') ? list : selected(list ?? [], query.get('labelSelector') ?? '') } };
  });
  return rolloutOf(api, { apiVersion: 'apps/v1', kind, namespace: 'shop', name: 'web' });
};

const HALF = { replicas: 4, updatedReplicas: 1, availableReplicas: 3, readyReplicas: 3 };
const DONE = { replicas: 3, updatedReplicas: 3, availableReplicas: 3, readyReplicas: 3 };

describe('the rollout of a Deployment', () => {
  const revisions = [revision('old', 1), revision('new', 2), revision('stranger', 9, 'u2')];

  it.each<[string, World, Rollout]>([
    ['healthy when all pods are of the new revision and available', { status: DONE }, { state: 'healthy', detail: '3 of 3 ready' }],
    ['healthy with no pods at all', { spec: { replicas: 0 }, status: {} }, { state: 'healthy', detail: '0 of 0 ready' }],
    [
      'progressing until its controller has seen it',
      { status: { ...DONE, observedGeneration: 1 } },
      { state: 'progressing', detail: 'waiting for its controller' },
    ],
    ['progressing while old pods are left', { status: { ...DONE, replicas: 4 } }, { state: 'progressing', detail: '3 of 3 ready' }],
    [
      'progressing while new pods start',
      { status: HALF, revisions, pods: [pod('web-new-1', 'new', 'ContainerCreating')] },
      { state: 'progressing', detail: '1 of 3 ready' },
    ],
    [
      'progressing when only an old pod is broken',
      { status: HALF, revisions, pods: [pod('web-old-1', 'old', 'CrashLoopBackOff')] },
      { state: 'progressing', detail: '1 of 3 ready' },
    ],
    [
      'degraded when a new pod is broken',
      { status: HALF, revisions, pods: [pod('web-new-1', 'new', 'CrashLoopBackOff')] },
      { state: 'degraded', detail: 'pod web-new-1: CrashLoopBackOff', crashed: crashed('web-new-1') },
    ],
    [
      'progressing when the broken pod goes',
      {
        status: HALF,
        revisions,
        pods: [pod('web-new-1', 'new', 'CrashLoopBackOff', { deletionTimestamp: WRITTEN, labels: { 'pod-template-hash': 'new' } })],
      },
      { state: 'progressing', detail: '1 of 3 ready' },
    ],
    [
      'pending while it is paused',
      { spec: { paused: true }, status: HALF },
      { state: 'pending', detail: expect.stringContaining('paused') },
    ],
    [
      'degraded after its deadline',
      {
        status: {
          ...HALF,
          conditions: [{ type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded', message: 'timed out\u001b[1m' }],
        },
      },
      { state: 'degraded', detail: 'ProgressDeadlineExceeded: timed out' },
    ],
    [
      'degraded when its pods are refused',
      {
        status: {
          ...HALF,
          conditions: [{ type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message: 'violates PodSecurity' }],
        },
      },
      { state: 'degraded', detail: 'FailedCreate: violates PodSecurity' },
    ],
  ])('is %s', async (_, world, rollout) => {
    expect(await rolloutIn(world)).toEqual(rollout);
  });

  it.each(['CreateContainerConfigError', 'ImagePullBackOff', 'ErrImagePull'])('is degraded by %s', async (reason) => {
    expect(await rolloutIn({ status: HALF, revisions, pods: [pod('p', 'new', reason)] })).toEqual({
      state: 'degraded',
      detail: `pod p: ${reason}`,
    });
  });

  it('goes by its status alone where pods may not be read', async () => {
    expect(await rolloutIn({ status: HALF }, true)).toEqual({ state: 'progressing', detail: '1 of 3 ready' });
  });
});

describe('the rollout of a StatefulSet', () => {
  const moving = { replicas: 3, updatedReplicas: 1, availableReplicas: 2, updateRevision: 'new' };
  const its = { labels: { 'controller-revision-hash': 'old' }, ownerReferences: [{ uid: 'u1' }] };
  const refused = (at: string) => ({ lastTimestamp: at, message: 'pods "web-2" is forbidden' });

  it.each<[string, Omit<World, 'kind'>, Rollout]>([
    [
      'healthy when done',
      { status: { replicas: 3, updatedReplicas: 3, availableReplicas: 3 } },
      { state: 'healthy', detail: '3 of 3 ready' },
    ],
    [
      'healthy when its partition holds the rest back',
      { spec: { updateStrategy: { rollingUpdate: { partition: 2 } } }, status: { replicas: 3, updatedReplicas: 1, availableReplicas: 3 } },
      { state: 'healthy', detail: '3 of 3 ready' },
    ],
    [
      'pending with OnDelete',
      { spec: { updateStrategy: { type: 'OnDelete' } }, status: moving },
      { state: 'pending', detail: expect.stringContaining('OnDelete') },
    ],
    [
      'degraded when a pod of the new revision is broken',
      { status: moving, pods: [pod('web-2', 'new', 'CrashLoopBackOff'), pod('web-1', 'old')] },
      { state: 'degraded', detail: 'pod web-2: CrashLoopBackOff', crashed: crashed('web-2') },
    ],
    [
      'degraded when its pods are refused since it was written',
      { status: moving, events: [refused('2026-01-01T00:00:11Z')] },
      { state: 'degraded', detail: 'FailedCreate: pods "web-2" is forbidden' },
    ],
    [
      'pending when a pod of another revision has to be deleted first',
      { status: moving, pods: [pod('web-2', 'old', 'CrashLoopBackOff', its), pod('web-1', 'new')] },
      {
        state: 'pending',
        detail: expect.stringContaining('kubectl -n shop delete pod web-2') as string,
        blockedBy: { apiVersion: 'v1', kind: 'Pod', namespace: 'shop', name: 'web-2' },
      },
    ],
    [
      'progressing when such a pod is of somebody else',
      { status: moving, pods: [pod('web-2', 'old', 'CrashLoopBackOff')] },
      { state: 'progressing', detail: '1 of 3 ready' },
    ],
    [
      'progressing when it keeps no order',
      { spec: { podManagementPolicy: 'Parallel' }, status: moving, pods: [pod('web-2', 'old', 'CrashLoopBackOff', its)] },
      { state: 'progressing', detail: '1 of 3 ready' },
    ],
    [
      'progressing when one of its pods was made since',
      {
        status: moving,
        events: [refused('2026-01-01T00:00:11Z')],
        pods: [pod('web-2', 'new', undefined, { ...its, creationTimestamp: '2026-01-01T00:00:12Z' })],
      },
      { state: 'progressing', detail: '1 of 3 ready' },
    ],
    [
      'progressing when its pods were refused before that',
      { status: moving, events: [refused('2026-01-01T00:00:09Z')] },
      { state: 'progressing', detail: '1 of 3 ready' },
    ],
  ])('is %s', async (_, world, rollout) => {
    expect(await rolloutIn({ kind: 'StatefulSet', ...world })).toEqual(rollout);
  });
});

describe('the rollout of a DaemonSet', () => {
  const moving = { desiredNumberScheduled: 3, updatedNumberScheduled: 1, numberAvailable: 2 };

  it.each<[string, Omit<World, 'kind'>, Rollout]>([
    [
      'healthy when done',
      { status: { desiredNumberScheduled: 3, updatedNumberScheduled: 3, numberAvailable: 3 } },
      { state: 'healthy', detail: '3 of 3 ready' },
    ],
    ['progressing on its way', { status: moving }, { state: 'progressing', detail: '1 of 3 ready' }],
    [
      'pending with OnDelete',
      { spec: { updateStrategy: { type: 'OnDelete' } }, status: moving },
      { state: 'pending', detail: expect.stringContaining('OnDelete') },
    ],
    [
      'degraded when a pod of the newest revision is broken',
      { status: moving, revisions: [revision('new', 12), revision('old', 9)], pods: [pod('web-x', 'new', 'ErrImagePull')] },
      { state: 'degraded', detail: 'pod web-x: ErrImagePull' },
    ],
  ])('is %s', async (_, world, rollout) => {
    expect(await rolloutIn({ kind: 'DaemonSet', ...world })).toEqual(rollout);
  });
});

describe('what has no rollout', () => {
  it('is another kind, or not there', async () => {
    const { api } = await scripted(() => status(404, 'NotFound', 'not found'));
    expect(await rolloutOf(api, { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'shop', name: 'web' })).toBeUndefined();
    expect(await rolloutOf(api, { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'web' })).toBeUndefined();
  });

  it('bears an object without a spec', async () => {
    const { api } = await scripted(() => ({ json: { metadata: { name: 'web' }, spec: null } }));
    const rollout = await rolloutOf(api, { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'web' });
    expect(isRecord(rollout)).toBe(false);
  });
});
