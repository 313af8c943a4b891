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
import type { Action } from '../../src/core/change.ts';
import type { Resource } from '../../src/core/resource.ts';
import { openFileJournal } from '../../src/journal/fileJournal.ts';
import { openCluster } from '../../src/kube/cluster.ts';
import { collectionOf, plainApi, type PlainApi } from '../control-plane/api.ts';
import { describeOnControlPlane } from '../control-plane/describe.ts';
import { furnished } from '../control-plane/furnished.ts';
import { RUNNING } from '../control-plane/start.ts';
import { BINARY, COMPILED } from './binary.ts';
import { deadlyDoorTo, type DeadlyDoor, type Sentence } from './deadlyDoor.ts';
import { inventory } from './demoCluster.ts';

const NAMESPACES = ['first', 'second', 'third'];
/** Of 50 workloads and 25 namespaces, each with an account, a binding, and policies that it lacks: creations, edits and deletions. */
const MANY = Array.from({ length: 25 }, (_, nth) => `many-${nth}`);
const FIXES = ['psa-labels', 'default-sa-automount', 'default-deny', 'privilege-escalation', 'capabilities', 'dangling-binding'];

const leftOver = (namespace: string): Resource => ({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'RoleBinding',
  metadata: { name: 'left-over', namespace },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' },
  subjects: [{ kind: 'ServiceAccount', name: 'gone', namespace }],
});

/** Suspended, so that only what we do takes time. */
const workload = (namespace: string, name: string): Resource => ({
  apiVersion: 'batch/v1',
  kind: 'CronJob',
  metadata: { name, namespace },
  spec: {
    suspend: true,
    schedule: '0 0 1 1 *',
    jobTemplate: {
      spec: { template: { spec: { restartPolicy: 'Never', containers: [{ name: 'main', image: 'registry.example/main:1' }] } } },
    },
  },
});

const COLLECTIONS = [
  '/api/v1/namespaces',
  '/api/v1/serviceaccounts',
  '/apis/batch/v1/cronjobs',
  '/apis/networking.k8s.io/v1/networkpolicies',
  '/apis/rbac.authorization.k8s.io/v1/rolebindings',
];

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
    await makeNamespaces(NAMESPACES);
    for (const namespace of NAMESPACES) await api.must('POST', collectionOf(leftOver(namespace)), leftOver(namespace));
    target = await openCluster({ kubeconfig, readOnly: false });
    journal = await openFileJournal({ info: target.info, env, version: '0.0.0' });
  });
  afterAll(async () => {
    await target.close();
    await door.close();
    await api.close();
    rmSync(home, { recursive: true, force: true });
  });

  /** With the accounts that a controller makes in them. */
  const makeNamespaces = async (names: readonly string[]): Promise<void> => {
    for (const name of names) await api.must('POST', '/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
    await furnished(api);
  };

  const expectNoTrace = async (): Promise<void> => {
    for (const collection of COLLECTIONS)
      expect((await api.ask('GET', collection)).text, collection).not.toContain('"manager":"kubeharden"');
  };

  /** One process of the bundled program; it may die at a request. */
  const kubeharden = async (args: readonly string[], death?: Omit<Sentence, 'kill'>): Promise<number | null> => {
    const child = spawn(process.execPath, [BINARY, ...args], { env: { ...COMPILED, ...env }, stdio: ['ignore', 'ignore', 'ignore'] });
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

  it('of 200 changes over 50 workloads and what is around them leaves nothing once it is rolled back', async () => {
    await makeNamespaces(MANY);
    for (const namespace of MANY)
      for (const object of [workload(namespace, 'one'), workload(namespace, 'two'), leftOver(namespace)])
        await api.must('POST', collectionOf(object), object);
    const before = await inventory(api);
    const only = catalogue.filter(({ id }) => FIXES.includes(id));
    const { snapshot, result } = await scanTarget({ target, catalogue: only, journal });
    const chosen = result.findings.filter(({ ref }) => MANY.includes(ref.kind === 'Namespace' ? ref.name : (ref.namespace ?? '')));
    const plan = await makePlan({ target, catalogue: only, snapshot, chosen });
    expect(plan.changes.flatMap(({ refused }) => refused ?? [])).toEqual([]);
    const { run } = await applyPlan({ ...base(), catalogue: only, autoRollback: false, changes: plan.changes });
    const count = (wanted: Action): number => run.steps.filter(({ action }) => action === wanted).length;
    expect([count('create'), count('edit'), count('delete')]).toEqual([75, 100, 25]);
    expect(new Set(run.steps.map(({ state }) => state))).toEqual(new Set(['verified']));
    for (const undone of await applyUndo({ ...base(), plans: await planUndo(target, journal, { runs: [run.id] }) })) {
      expect(undone.run.steps).toHaveLength(200);
      expect(new Set(undone.run.steps.map(({ state }) => state))).toEqual(new Set(['verified']));
    }
    expect(await inventory(api)).toEqual(before);
    await expectNoTrace();
  }, 180_000);
});
