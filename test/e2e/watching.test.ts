import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { catalogue } from '../../remediations/index.ts';
import { applyPlan, type Applied } from '../../src/app/apply.ts';
import { makePlan } from '../../src/app/plan.ts';
import type { Clock } from '../../src/app/recorder.ts';
import { scanTarget } from '../../src/app/scan.ts';
import type { Target } from '../../src/app/target.ts';
import type { Resource } from '../../src/core/resource.ts';
import { memoryJournal } from '../../src/journal/memoryJournal.ts';
import { openCluster } from '../../src/kube/cluster.ts';
import { collectionOf, pathOf, plainApi, type PlainApi } from '../control-plane/api.ts';
import { describeOnControlPlane } from '../control-plane/describe.ts';
import { RUNNING } from '../control-plane/start.ts';

const object = (apiVersion: string, kind: string, namespace: string, name: string, spec: object): Resource => ({
  apiVersion,
  kind,
  metadata: { name, namespace },
  spec,
});

const deployment = (namespace: string, name: string, needs = ''): Resource =>
  object('apps/v1', 'Deployment', namespace, name, {
    replicas: 1,
    selector: { matchLabels: { app: name } },
    template: {
      metadata: { labels: { app: name }, annotations: { 'testcluster/needs': needs } },
      spec: { containers: [{ name: 'main', image: 'registry.example/main:1', ports: [{ name: 'http', containerPort: 8080 }] }] },
    },
  });

const service = object('v1', 'Service', 'shop', 'front', { selector: { app: 'front' }, ports: [{ port: 80, targetPort: 'http' }] });
const quota = object('v1', 'ResourceQuota', 'tight', 'pods', { hard: { pods: '1' } });
const WORKLOADS = [
  deployment('shop', 'calm'),
  deployment('shop', 'front'),
  deployment('shop', 'sudo', 'escalation'),
  deployment('tight', 'full'),
];

const clock: Clock = { now: () => new Date(), wait: async (ms) => void (await sleep(ms)) };

describeOnControlPlane('what a run does to workloads, on a real API server', RUNNING, (plane) => {
  let [api, target]: [PlainApi, Target] = [] as never;
  const journal = memoryJournal();

  const healthy = async (workload: Resource): Promise<void> => {
    for (const end = Date.now() + 20_000; Date.now() < end; await sleep(100)) {
      if ((await target.rollout({ ...workload, ...workload.metadata }))?.state === 'healthy') return;
    }
    throw new Error(`${workload.metadata.name} did not become healthy`);
  };

  beforeAll(async () => {
    api = plainApi(plane());
    target = await openCluster({ kubeconfig: plane().kubeconfig, readOnly: false });
    for (const name of ['shop', 'tight']) await api.must('POST', '/api/v1/namespaces', { metadata: { name } });
    for (const of of [...WORKLOADS, service]) await api.must('POST', collectionOf(of), of);
    for (const of of WORKLOADS) await healthy(of);
    await api.must('POST', collectionOf(quota), quota);
  });
  afterAll(async () => {
    await target.close();
    await api.close();
  });

  const apply = async (): Promise<Applied> => {
    const { snapshot, result } = await scanTarget({ target, catalogue, journal });
    const chosen = result.findings.filter(
      ({ remediation, ref, fix }) =>
        remediation === 'privilege-escalation' && ['shop', 'tight'].includes(ref.namespace ?? '') && fix === 'auto',
    );
    const { changes } = await makePlan({ target, catalogue, snapshot, chosen });
    const never = new AbortController().signal;
    let broken: Promise<unknown> = Promise.resolve();
    const applied = await applyPlan({
      ...{ target, journal, catalogue, clock, changes, version: '0.0.0', control: { stop: never, leave: never } },
      keepGoing: true,
      autoRollback: true,
      settleMs: 3000,
      on: (event) => {
        if (event.type !== 'log' || !event.text.startsWith('looking whether')) return;
        broken = api.must('PATCH', pathOf(service), { spec: { ports: [{ port: 80, targetPort: 'other' }] } });
      },
    });
    await broken;
    return applied;
  };

  it('takes back what crashes, is refused or loses its endpoints, keeps the rest, and doubts what it took back', async () => {
    const { run, scan } = await apply();
    const ends = Object.fromEntries(run.steps.map(({ ref, state, detail }) => [ref.name, [state, detail]]));
    expect(ends).toEqual({
      calm: ['verified', undefined],
      front: ['rolled-back', 'rolled back: no ready endpoint any more: Service front'],
      full: ['rolled-back', expect.stringMatching(/FailedCreate: .*exceeded quota: pods/)],
      sudo: ['rolled-back', expect.stringMatching(/pod sudo-\S+: CrashLoopBackOff \(exit 1\): .*(no new privileges|escalation)/)],
    });
    for (const of of WORKLOADS) await healthy(of);
    const left = scan?.result.findings.filter(
      ({ remediation, ref }) => remediation === 'privilege-escalation' && ref.namespace !== 'kube-system',
    );
    expect(left?.map(({ ref, fix }) => [ref.name, fix])).toEqual([
      ['front', 'guard'],
      ['sudo', 'guard'],
      ['full', 'guard'],
    ]);
    const sudo = left?.find(({ ref }) => ref.name === 'sudo');
    expect(sudo?.doubts[0]?.text).toMatch(/^tried just now and taken back: pod sudo-/);
  });
});
