import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { catalogue } from '../../remediations/index.ts';
import { applyPlan } from '../../src/app/apply.ts';
import type { Journal } from '../../src/app/journal.ts';
import { makePlan } from '../../src/app/plan.ts';
import type { Clock } from '../../src/app/recorder.ts';
import { needsRecovery, recover } from '../../src/app/recover.ts';
import { applyUndo, planUndo } from '../../src/app/rollback.ts';
import { scanTarget } from '../../src/app/scan.ts';
import type { Target } from '../../src/app/target.ts';
import type { Resource } from '../../src/core/resource.ts';
import { openFileJournal } from '../../src/journal/fileJournal.ts';
import { openCluster } from '../../src/kube/cluster.ts';
import { collectionOf, plainApi, type PlainApi } from '../control-plane/api.ts';
import { describeOnControlPlane } from '../control-plane/describe.ts';
import { RUNNING } from '../control-plane/start.ts';
import { BINARY } from './binary.ts';
import { deadlyDoorTo, type DeadlyDoor, type Sentence } from './deadlyDoor.ts';
import { inventory } from './demoCluster.ts';

const NAMESPACES = ['first', 'second', 'third'];
const WORKLOADS = 50;
/** Those of one run; the second goes over the same objects as the first. */
const RUNS = [
  ['privilege-escalation', 'capabilities'],
  ['seccomp', 'workload-token-automount'],
];

/** Suspended, so that only what we do takes time. */
const workload = (nth: number): Resource => ({
  apiVersion: 'batch/v1',
  kind: 'CronJob',
  metadata: { name: `app-${nth}`, namespace: 'many' },
  spec: {
    suspend: true,
    schedule: '0 0 1 1 *',
    jobTemplate: {
      spec: { template: { spec: { restartPolicy: 'Never', containers: [{ name: 'main', image: 'registry.example/main:1' }] } } },
    },
  },
});

const never = { stop: new AbortController().signal, leave: new AbortController().signal };
/** Real time, but for who would wait. */
const clock: Clock = { now: () => new Date(), wait: (ms) => new Promise((resolve) => setTimeout(resolve, Math.min(ms, 20))) };
const LATER_MS = 120_000;

describeOnControlPlane('a transaction on a real API server', RUNNING, (plane) => {
  let [api, door, home, target, journal]: [PlainApi, DeadlyDoor, string, Target, Journal] = [] as never;
  let env: Record<string, string>;

  beforeAll(async () => {
    [api, door] = [plainApi(plane()), await deadlyDoorTo(plane())];
    home = mkdtempSync(path.join(tmpdir(), 'kubeharden-transaction-'));
    const kubeconfig = path.join(home, 'kubeconfig');
    const clusters = [{ name: 'test', cluster: { server: door.server } }];
    const contexts = [{ name: 'test', context: { cluster: 'test', user: 'test' } }];
    const users = [{ name: 'test', user: { token: plane().token } }];
    const config = { apiVersion: 'v1', kind: 'Config', clusters, contexts, users, 'current-context': 'test' };
    writeFileSync(kubeconfig, JSON.stringify(config));
    env = { HOME: home, XDG_STATE_HOME: path.join(home, 'state'), KUBECONFIG: kubeconfig, PATH: process.env['PATH'] ?? '' };
    for (const name of [...NAMESPACES, 'many'])
      await api.must('POST', '/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
    for (const name of [...NAMESPACES, 'many'])
      while ((await api.ask('GET', `/api/v1/namespaces/${name}/serviceaccounts/default`)).status !== 200);
    for (const namespace of NAMESPACES)
      await api.must('POST', `/apis/rbac.authorization.k8s.io/v1/namespaces/${namespace}/rolebindings`, {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'RoleBinding',
        metadata: { name: 'left-over', namespace },
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' },
        subjects: [{ kind: 'ServiceAccount', name: 'gone', namespace }],
      });
    target = await openCluster({ kubeconfig, readOnly: false });
    journal = await openFileJournal({ info: target.info, env, version: '0.0.0' });
  });
  afterAll(async () => {
    await target.close();
    await door.close();
    await api.close();
    rmSync(home, { recursive: true, force: true });
  });

  const expectNoTrace = async (): Promise<void> => {
    for (const collection of ['/apis/batch/v1/cronjobs', '/api/v1/serviceaccounts', '/apis/rbac.authorization.k8s.io/v1/rolebindings'])
      expect((await api.ask('GET', collection)).text, collection).not.toContain('"manager":"kubeharden"');
  };

  /** One process of the bundled program; it may die at a request. */
  const kubeharden = async (args: readonly string[], death?: Omit<Sentence, 'kill'>): Promise<number | null> => {
    const child = spawn(process.execPath, [BINARY, ...args], { env, stdio: ['ignore', 'ignore', 'ignore'] });
    door.sentence(death && { ...death, kill: () => child.kill('SIGKILL') });
    const [code] = (await once(child, 'exit')) as [number | null];
    return code;
  };

  const base = () => ({ target, journal, clock, version: '0.0.0', control: never, on: () => undefined, keepGoing: false });

  const isWrite = (sent: string): boolean => !/^GET|dryRun=All|reviews/.test(sent);
  const writesOf = (passed: readonly string[]): readonly number[] => passed.flatMap((sent, nth) => (isWrite(sent) ? [nth] : []));

  const APPLY = ['apply', 'default-sa-automount', 'default-deny', 'dangling-binding'];
  const WAYS = [
    '--accept',
    'default-sa-automount,default-deny,dangling-binding',
    '--yes',
    '--confirm',
    'test',
    '-o',
    'json',
    '--keep-going',
  ];
  const ROLLBACK = ['rollback', '--yes', '--confirm', 'test', '-o', 'json'];

  it('is recovered and taken back wherever the program is killed', async () => {
    const before = await inventory(api);
    const apply = [...APPLY, ...WAYS];
    expect(await kubeharden(apply)).toBe(0);
    const applying = writesOf(door.passed);
    expect(applying.length).toBeGreaterThan(6);
    expect(await kubeharden(ROLLBACK)).toBe(0);
    const undoing = writesOf(door.passed);
    expect(await inventory(api)).toEqual(before);
    await expectNoTrace();

    const sample = (writes: readonly number[], nth: number): number => writes[Math.floor((writes.length * nth) / 4)]!;
    let points = 0;
    for (const [nth, when] of [
      [0, 'after'],
      [1, 'before'],
      [2, 'after'],
      [3, 'after'],
    ] as const) {
      expect(await kubeharden(apply, { nth: sample(applying, nth), when })).toBe(null);
      door.sentence();
      const late = { ...clock, now: () => new Date(Date.now() + LATER_MS) };
      const then = { ...target, serverTime: late.now };
      expect(await recover(then, journal, late)).toHaveLength(1);
      points += (await kubeharden(ROLLBACK, { nth: sample(undoing, nth), when })) === null ? 2 : 1;
      door.sentence();
      await recover(then, journal, late);
      expect((await journal.list()).runs.filter(needsRecovery)).toEqual([]);
      await applyUndo({ ...base(), plans: await planUndo(target, journal, { runs: [] }) });
      expect(await inventory(api), `killed ${when} write ${nth} of 4`).toEqual(before);
      await expectNoTrace();
    }
    process.stdout.write(`killed by SIGKILL on a real API server: ${points} times\n`);
  }, 180_000);

  it('of 200 fixes over 50 workloads leaves nothing once it is rolled back', async () => {
    for (let nth = 0; nth < WORKLOADS; nth++) await api.must('POST', collectionOf(workload(nth)), workload(nth));
    const before = await inventory(api);
    const runs: string[] = [];
    let fixed = 0;
    for (const fixes of RUNS) {
      const { snapshot, result } = await scanTarget({ target, catalogue, journal, namespace: 'many' });
      const chosen = result.findings.filter(({ remediation, ref }) => fixes.includes(remediation) && ref.kind === 'CronJob');
      const plan = await makePlan({ target, catalogue, snapshot, chosen });
      expect(plan.changes.flatMap(({ refused }) => refused ?? [])).toEqual([]);
      const only = catalogue.filter(({ id }) => fixes.includes(id));
      const { run } = await applyPlan({ ...base(), catalogue: only, autoRollback: false, changes: plan.changes, namespace: 'many' });
      expect(run.steps).toHaveLength(WORKLOADS);
      expect(new Set(run.steps.map(({ state }) => state))).toEqual(new Set(['verified']));
      runs.push(run.id);
      fixed += run.steps.flatMap(({ closes }) => closes).length;
    }
    expect(fixed).toBe(200);
    for (const { run } of await applyUndo({ ...base(), plans: await planUndo(target, journal, { runs }) }))
      expect(new Set(run.steps.map(({ state }) => state))).toEqual(new Set(['verified']));
    expect(await inventory(api)).toEqual(before);
    await expectNoTrace();
  }, 180_000);
});
