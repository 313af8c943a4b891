import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { catalogue } from '../../remediations/index.ts';
import { NEVER_MET, REHEARSAL } from '../../src/analysis/rehearsal/pod.ts';
import { makePlan } from '../../src/app/plan.ts';
import type { Rehearsal } from '../../src/app/rehearsal.ts';
import { rehearse } from '../../src/app/rehearse.ts';
import { scanTarget } from '../../src/app/scan.ts';
import type { Target } from '../../src/app/target.ts';
import { field, items, type Resource } from '../../src/core/resource.ts';
import { memoryJournal } from '../../src/journal/memoryJournal.ts';
import { openCluster } from '../../src/kube/cluster.ts';
import { collectionOf, pathOf, plainApi, type PlainApi } from '../control-plane/api.ts';
import { describeOnControlPlane } from '../control-plane/describe.ts';
import { RUNNING } from '../control-plane/start.ts';
import { BINARY, run } from './binary.ts';

const NAMESPACE = 'rehearsals';
const LABELS = { app: 'web' };

const inNamespace = (apiVersion: string, kind: string, name: string, spec: object): Resource => ({
  apiVersion,
  kind,
  metadata: { name, namespace: NAMESPACE },
  spec,
});

const workload = (kind: string, needs = '', replicas = 2): Resource =>
  inNamespace('apps/v1', kind, 'web', {
    replicas,
    serviceName: kind === 'StatefulSet' ? 'web' : undefined,
    selector: { matchLabels: LABELS },
    template: {
      metadata: { labels: LABELS, annotations: { 'testcluster/needs': needs } },
      spec: {
        volumes: [{ name: 'tmp', emptyDir: {} }],
        containers: [
          {
            ...{ name: 'web', image: 'registry.example/web:1', ports: [{ name: 'http', containerPort: 8080 }] },
            volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }], // the server adds the mount of a token, whose volume has another name each time
          },
        ],
      },
    },
  });

const service = inNamespace('v1', 'Service', 'web', { selector: LABELS, ports: [{ port: 80, targetPort: 'http' }] });
const budget = inNamespace('policy/v1', 'PodDisruptionBudget', 'web', { maxUnavailable: 1, selector: { matchLabels: LABELS } });

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describeOnControlPlane('a rehearsal on a real API server', RUNNING, (plane) => {
  let [api, target]: [PlainApi, Target] = [] as never;

  beforeAll(async () => {
    api = plainApi(plane());
    target = await openCluster({ kubeconfig: plane().kubeconfig, readOnly: false });
    await api.must('POST', '/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } });
    for (const of of [service, budget]) await api.must('POST', collectionOf(of), of);
  });
  afterAll(async () => {
    await target.close();
    await api.close();
  });

  const until = async <T>(what: string, look: () => Promise<T | undefined>): Promise<T> => {
    for (const end = Date.now() + 20_000; Date.now() < end; await wait(100)) {
      const found = await look();
      if (found !== undefined) return found;
    }
    throw new Error(`there was no ${what} in time`);
  };
  const list = async (kind: 'pods' | 'configmaps'): Promise<readonly Resource[]> =>
    items((await api.must('GET', `/api/v1/namespaces/${NAMESPACE}/${kind}`))['items']) as unknown as Resource[];
  const ours = async (): Promise<readonly Resource[]> =>
    [...(await list('pods')), ...(await list('configmaps'))].filter((of) => of.metadata.annotations?.[REHEARSAL] !== undefined);
  const allowed = async (): Promise<unknown> => field(await api.must('GET', pathOf(budget)), 'status', 'disruptionsAllowed');
  const readyPods = async (): Promise<number> =>
    (await list('pods')).filter((pod) =>
      items(field(pod, 'status', 'conditions')).some((of) => of['type'] === 'Ready' && of['status'] === 'True'),
    ).length;

  /** The only workload of the namespace, with both of its pods ready. */
  const running = async (of: Resource): Promise<void> => {
    for (const plural of ['deployments', 'statefulsets', 'replicasets'])
      await api.must('DELETE', `/apis/apps/v1/namespaces/${NAMESPACE}/${plural}`);
    await until('empty namespace', async () => ((await list('pods')).length === 0 ? true : undefined));
    await api.must('POST', collectionOf(of), of);
    await until('two ready pods', async () => ((await readyPods()) === 2 && (await allowed()) === 1 ? true : undefined));
  };

  const rehearsing = async (ids: readonly string[], seen: () => Promise<void>, why = false): Promise<readonly Rehearsal[]> => {
    const journal = memoryJournal();
    const { snapshot, result } = await scanTarget({ target, catalogue, journal, namespace: NAMESPACE });
    const chosen = result.findings.filter(({ remediation, ref }) => ids.includes(remediation) && ref.name === 'web');
    const answers = { 'run-as-root': { uid: '10001' } };
    const { changes } = await makePlan({ target, catalogue, snapshot, chosen, answers });
    const never = new AbortController().signal;
    const clock = { now: () => new Date(), wait: async () => (await seen(), wait(200)) };
    const patience = { startMs: 15_000, readyMs: 1500 };
    const control = { stop: never, leave: never };
    const on = (): void => undefined;
    return rehearse({
      ...{ target, journal, clock, control, on, version: '0.0.0', patience, catalogue, snapshot, answers, changes, why },
      onceOnly: false,
    });
  };

  it.each([
    ['Deployment', 'Deployment'],
    ['StatefulSet', 'ConfigMap'],
    ['ReplicaSet', 'ConfigMap'],
  ])('of a %s that goes well gets no traffic, is adopted by nobody and leaves nothing', { timeout: 60_000 }, async (kind, owner) => {
    if (owner === 'ConfigMap') await api.must('PATCH', pathOf(budget), { spec: { maxUnavailable: null, minAvailable: 1 } });
    await running(workload(kind));
    const before = await api.must('GET', pathOf(workload(kind)));
    let looks = 0;
    const [rehearsal] = await rehearsing(['privilege-escalation', 'seccomp', 'capabilities'], async () => {
      const [pod] = (await ours()).filter((of) => of.kind !== 'ConfigMap' && of['spec'] !== undefined);
      if (!pod || field(pod, 'status', 'podIP') === undefined || pod.metadata['deletionTimestamp'] !== undefined) return;
      looks++;
      expect(pod.metadata.ownerReferences).toMatchObject([{ kind: owner, controller: true }]);
      expect(field(pod, 'spec', 'readinessGates')).toEqual([{ conditionType: NEVER_MET }]);
      const endpoints = await api.must('GET', `/api/v1/namespaces/${NAMESPACE}/endpoints/web`);
      const served = items(endpoints['subsets']).flatMap(({ addresses }) => items(addresses).map(({ ip }) => ip));
      expect(served).toHaveLength(2);
      expect(served).not.toContain(field(pod, 'status', 'podIP'));
      expect(await allowed()).toBe(1);
      expect(await readyPods()).toBe(2);
    });
    expect(rehearsal?.outcome).toMatchObject({ state: 'ready' });
    expect(looks).toBeGreaterThan(2);
    expect(await ours()).toEqual([]);
    const after = await api.must('GET', pathOf(workload(kind)));
    expect([after['spec'], after.metadata['generation']]).toEqual([before['spec'], before.metadata['generation']]);
    expect(field(after, 'status', 'replicas')).toBe(2);
    if (owner === 'ConfigMap') await api.must('PATCH', pathOf(budget), { spec: { maxUnavailable: 1, minAvailable: null } });
  });

  const asReady = (pod: Resource): Promise<unknown> =>
    api.must('PATCH', `${pathOf(pod)}/status`, {
      status: { conditions: ['ContainersReady', 'Ready'].map((type) => ({ type, status: 'True' })) },
    });
  const inSlice = (pod: Resource): Promise<unknown> =>
    api.must('POST', `/apis/discovery.k8s.io/v1/namespaces/${NAMESPACE}/endpointslices`, {
      metadata: { generateName: 'web-' },
      addressType: 'IPv4',
      endpoints: [{ addresses: [field(pod, 'status', 'podIP')] }],
    });
  it.each([
    ['its kubelet ignores its gate', asReady, /removed at once.*readiness gate/],
    ['an EndpointSlice holds it as ready', inSlice, /removed at once.*EndpointSlice/],
  ])('is ended at once where %s', { timeout: 60_000 }, async (_what, exposes, reason) => {
    await running(workload('Deployment'));
    let looks = 0;
    const [rehearsal] = await rehearsing(['seccomp'], async () => {
      const pod = (await list('pods')).find((of) => of.metadata.annotations?.[REHEARSAL] !== undefined);
      if (!pod || field(pod, 'status', 'podIP') === undefined || pod.metadata['deletionTimestamp'] !== undefined) return;
      if (looks++ === 0) await exposes({ ...pod, apiVersion: 'v1', kind: 'Pod' });
    });
    expect(rehearsal?.outcome).toMatchObject({ state: 'inconclusive', reason: expect.stringMatching(reason) as string });
    expect(looks).toBe(1);
    expect(await ours()).toEqual([]);
  });

  it('foresees that a program that needs root fails, and finds the fix that is to blame', { timeout: 60_000 }, async () => {
    await running(workload('Deployment', 'root'));
    const [rehearsal] = await rehearsing(['run-as-root', 'seccomp'], () => Promise.resolve(), true);
    expect(rehearsal).toMatchObject({
      outcome: { state: 'failed', reason: expect.stringContaining('CreateContainerConfigError') as string },
      blame: { by: 'tried', findings: [{ remediation: 'run-as-root' }] },
    });
    expect(await ours()).toEqual([]);
  });

  it('reads from the log which fix breaks a program', { timeout: 60_000 }, async () => {
    await running(workload('Deployment', 'escalation'));
    const [rehearsal] = await rehearsing(['privilege-escalation', 'seccomp'], () => Promise.resolve());
    expect(rehearsal).toMatchObject({
      outcome: { state: 'failed', lastLine: expect.stringContaining('no new privileges') as string },
      blame: { by: 'likely', findings: [{ remediation: 'privilege-escalation' }] },
    });
  });

  it('is not tried where it would stop a budget: its controller has no scale', { timeout: 60_000 }, async () => {
    await running(workload('StatefulSet'));
    const [rehearsal] = await rehearsing(['seccomp'], () => Promise.resolve());
    expect(rehearsal?.outcome).toMatchObject({ state: 'inconclusive', reason: expect.stringContaining('budget web') as string });
    const anchor = await api.must('POST', `/api/v1/namespaces/${NAMESPACE}/configmaps`, { metadata: { name: 'anchor' } });
    const owner = { apiVersion: 'v1', kind: 'ConfigMap', name: 'anchor', uid: anchor.metadata.uid, controller: true };
    const pod = {
      metadata: { name: 'stray', labels: LABELS, ownerReferences: [owner] },
      spec: { containers: [{ name: 'c', image: 'c:1' }] },
    };
    await api.must('POST', `/api/v1/namespaces/${NAMESPACE}/pods`, pod);
    const reason = async (): Promise<unknown> => items(field(await api.must('GET', pathOf(budget)), 'status', 'conditions'))[0]?.['reason'];
    await until('stopped budget', async () => ((await reason()) === 'SyncFailed' && (await allowed()) === 0 ? true : undefined));
    await api.must('DELETE', `/api/v1/namespaces/${NAMESPACE}/configmaps/anchor`);
    const dangling = {
      ...pod,
      metadata: { ...pod.metadata, name: 'dangling', ownerReferences: [{ ...owner, name: 'never-was', uid: crypto.randomUUID() }] },
    };
    await api.must('POST', `/api/v1/namespaces/${NAMESPACE}/pods`, dangling);
    await until('garbage collection', async () =>
      (await list('pods')).some(({ metadata }) => ['stray', 'dangling'].includes(metadata.name)) ? undefined : true,
    );
  });

  /** The program while it rehearses, in a home of its own. */
  const inTheMiddle = async (
    work: (env: Record<string, string>, signal: (name: NodeJS.Signals) => Promise<unknown>) => Promise<void>,
  ): Promise<void> => {
    await running(workload('Deployment'));
    const home = mkdtempSync(path.join(tmpdir(), 'kubeharden-rehearsal-'));
    const env = { HOME: home, KUBECONFIG: plane().kubeconfig, PATH: process.env['PATH'] ?? '' };
    const args = ['apply', 'seccomp', 'Deployment/web', '-n', NAMESPACE, '--accept', 'seccomp', '--yes', '--rehearse'];
    const child = spawn(process.execPath, [BINARY, ...args], { env, stdio: 'ignore' });
    const ended = new Promise((resolve) => child.on('exit', (code, signal) => resolve(signal ?? code)));
    try {
      await until('rehearsal', async () => (await ours()).find((of) => field(of, 'status', 'podIP') !== undefined));
      await work(env, (name) => (child.kill(name), ended));
      await until('end of the pod', async () => ((await ours()).length === 0 ? true : undefined));
    } finally {
      child.kill('SIGKILL');
      rmSync(home, { recursive: true, force: true });
    }
  };

  it('that is killed leaves a pod that recover removes', { timeout: 60_000 }, () =>
    inTheMiddle(async (env, signal) => {
      expect(await signal('SIGKILL')).toBe('SIGKILL');
      expect(await ours()).toHaveLength(1);
      const { stdout, code } = await run(['recover', '-o', 'json'], env);
      expect([code, JSON.parse(stdout)]).toMatchObject([
        0,
        { runs: [{ does: 'rehearsal', changes: [{ state: 'rolled-back', detail: 'recover removed it' }] }] },
      ]);
    }),
  );

  it('that is stopped takes its pod away, and nothing is applied', { timeout: 60_000 }, () =>
    inTheMiddle(async (env, signal) => {
      expect(await signal('SIGINT')).toBe(130);
      const { stdout } = await run(['history', '-o', 'json'], env);
      expect(JSON.parse(stdout)).toMatchObject({ runs: [{ does: 'rehearsal', changes: [{ state: 'rolled-back' }] }] });
      expect((JSON.parse(stdout) as { runs: unknown[] }).runs).toHaveLength(1);
    }),
  );
});
