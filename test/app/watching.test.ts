import { describe, expect, it } from 'vitest';
import { EXIT, Failure } from '../../src/app/errors.ts';
import type { RunEvent } from '../../src/app/events.ts';
import type { Vitals } from '../../src/app/target.ts';
import type { Ref, Resource } from '../../src/core/resource.ts';
import { field } from '../../src/core/resource.ts';
import { running } from '../../src/memory/running.ts';
import type { MemoryTarget } from '../../src/memory/target.ts';
import { CHECKOUT, checkout, is, NS, scene } from './scene.ts';

const NEEDS = { annotations: { 'testcluster/needs': 'escalation' } };
const named = (name: string, template: Record<string, unknown> = {}): Resource => {
  const labels = { app: name };
  const { spec, ...rest } = checkout({ ...template, labels });
  return { ...rest, metadata: { name, namespace: 'payments' }, spec: { ...(spec as object), selector: { matchLabels: labels } } };
};
const service = (name: string, app: string): Resource => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace: 'payments' },
  spec: { selector: { app }, ports: [{ port: 80 }] },
});

const logged = (events: readonly RunEvent[]): string => events.flatMap((event) => (event.type === 'log' ? [event.text] : [])).join('\n');

const podOf = async (target: MemoryTarget, workload: string): Promise<Ref> => {
  const pods = (await target.read({ kinds: ['Pod'] })).list('Pod', 'payments');
  const pod = pods.find(({ metadata }) => metadata.name.startsWith(workload));
  if (!pod) throw new Error(`${workload} has no pod`);
  return { apiVersion: 'v1', kind: 'Pod', namespace: 'payments', name: pod.metadata.name };
};

const status = (reason: string | undefined, restartCount: number): object => ({
  phase: 'Running',
  conditions: [{ type: 'Ready', status: reason === undefined ? 'True' : 'False' }],
  containerStatuses: [{ name: 'api', restartCount, state: reason === undefined ? { running: {} } : { waiting: { reason } } }],
});

/** The same target, which tells of its workloads what `vitals` says. */
const telling = (target: MemoryTarget, vitals: (ref: Ref) => Promise<Vitals | undefined> | undefined): MemoryTarget =>
  new Proxy(target, {
    get(of, name) {
      const value: unknown = name === 'vitals' ? vitals : Reflect.get(of, name, of);
      return typeof value === 'function' ? value.bind(of) : value;
    },
  });

/** The same target, of which something happens to a pod once it has been looked at so often. */
const later = (target: MemoryTarget, looks: number, workload: string, happens: object): MemoryTarget => {
  let [left, done] = [looks, false];
  return telling(target, async (ref) => {
    const found = await target.vitals?.(ref);
    if (ref.name === workload && --left <= 0 && !done) {
      done = true;
      target.outside.edit(await podOf(target, workload), (pod) => ({ ...pod, status: happens }));
    }
    return found;
  });
};

describe('watching what a run changes', () => {
  it('tells what a container that crashes printed last, in the step and in the log', async () => {
    const at = scene([NS, checkout(NEEDS)]);
    const run = await at.apply(await at.plan(is('privilege-escalation')));
    expect(run.steps[0]).toMatchObject({ state: 'degraded' });
    expect(run.steps[0]?.detail).toMatch(/^pod checkout-\S+: CrashLoopBackOff \(exit 1\): api: sudo: /);
    expect(logged(at.events)).toMatch(/pod checkout-\S+, api: api: sudo: /);
  });

  it('takes back what crashes after it was ready, while the others stay', async () => {
    const at = scene([NS, checkout(), named('refunds')]);
    const target = later(at.target, 4, 'checkout', status('CrashLoopBackOff', 2));
    const run = await at.apply(await at.plan(is('privilege-escalation')), {
      target,
      autoRollback: true,
      keepGoing: true,
      settleMs: 10_000,
    });
    expect(run.steps.map(({ ref, state }) => [ref.name, state])).toEqual([
      ['checkout', 'rolled-back'],
      ['refunds', 'verified'],
    ]);
    expect(run.steps[0]?.detail).toContain('CrashLoopBackOff');
  });

  it('looks longer at what was started anew, and lets it be once it stays', async () => {
    const at = scene([NS, checkout()]);
    const target = later(at.target, 6, 'checkout', status(undefined, 1));
    const begun = Date.parse((await at.scan()).snapshot.facts.now);
    const run = await at.apply(await at.plan(is('privilege-escalation')), { target, settleMs: 10_000 });
    expect(run.steps.map(({ state }) => state)).toEqual(['verified']);
    expect(logged(at.events)).toContain('started anew');
    expect(Date.parse(run.finished ?? '') - begun).toBeGreaterThan(16_000);
  });

  it('looks no more than once where nothing has to settle', async () => {
    const at = scene([NS, checkout()]);
    const target = later(at.target, 2, 'checkout', status('CrashLoopBackOff', 2));
    const run = await at.apply(await at.plan(is('privilege-escalation')), { target, settleMs: 0 });
    expect(run.steps.map(({ state }) => state)).toEqual(['verified']);
  });

  it('takes back what costs a Service its last endpoint', async () => {
    const entries = [NS, checkout(), service('shop', 'checkout'), service('nobody', 'gone')];
    const at = scene(running(entries, () => new Date('2026-03-01T09:00:00Z')));
    const ready = { ...status(undefined, 0), conditions: [] };
    const target = later(at.target, 3, 'checkout', ready);
    const run = await at.apply(await at.plan(is('privilege-escalation')), { target, autoRollback: true, settleMs: 5000 });
    expect(run.steps[0]).toMatchObject({ state: 'rolled-back', detail: 'rolled back: no ready endpoint any more: Service shop' });
  });

  it('takes nothing back because Services may not be read any more, and says that it does not watch', async () => {
    const at = scene(running([NS, checkout(), service('shop', 'checkout')], () => new Date('2026-03-01T09:00:00Z')));
    let looks = 0;
    const target = telling(at.target, async (ref) => {
      const { serves = [], ...rest } = (await at.target.vitals?.(ref)) ?? { restarts: 0 };
      return ++looks === 1 ? { ...rest, serves } : rest;
    });
    const run = await at.apply(await at.plan(is('privilege-escalation')), { target, autoRollback: true, settleMs: 5000 });
    expect(run.steps.map(({ state }) => state)).toEqual(['verified']);
    expect(logged(at.events)).toMatch(/not watched any more: whether Service shop has lost its endpoints/);
  });

  it('goes on where a server that is full tells nothing of Services before the write, and says that they are not watched', async () => {
    const at = scene(running([NS, checkout(), service('shop', 'checkout')], () => new Date('2026-03-01T09:00:00Z')));
    let looks = 0;
    const target = telling(at.target, (ref) =>
      ++looks <= 2 ? Promise.reject(new Failure(EXIT.cluster, 'it is full')) : at.target.vitals?.(ref),
    );
    const run = await at.apply(await at.plan(is('privilege-escalation')), { target, autoRollback: true, settleMs: 5000 });
    expect(run.steps.map(({ state }) => state)).toEqual(['verified']);
    expect(logged(at.events)).toMatch(/what Services lead to it is not known, and not watched: it is full/);
    expect(looks).toBeGreaterThan(2);
  });

  it('does not wait for what was unwell before, and does not blame the run', async () => {
    const sick = { annotations: { 'testcluster/waiting': 'ImagePullBackOff' } };
    const at = scene([NS, checkout(sick)]);
    const run = await at.apply(await at.plan(is('privilege-escalation')), { autoRollback: true });
    expect(run.steps[0]).toMatchObject({ state: 'verified', healthyBefore: false, detail: expect.stringContaining('not healthy before') });
  });

  it('says of a CronJob that its next run shows the effect', async () => {
    const template = field(checkout(), 'spec', 'template') as object;
    const cronJob: Resource = {
      apiVersion: 'batch/v1',
      kind: 'CronJob',
      metadata: { name: 'nightly', namespace: 'payments' },
      spec: { schedule: '0 3 * * *', jobTemplate: { spec: { template: { ...template } } } },
    };
    const at = scene([NS, cronJob]);
    const run = await at.apply(await at.plan(is('privilege-escalation')));
    expect(run.steps[0]).toMatchObject({ state: 'verified', detail: 'its next run shows the effect (0 3 * * *)' });
  });

  it('asks nothing about pods where only labels of the workload change', async () => {
    const at = scene([NS, checkout()]);
    const before = await at.target.get(CHECKOUT);
    if (!before) throw new Error('it is there');
    const plan = await at.plan(is('privilege-escalation'));
    const change = { ref: CHECKOUT, before, after: { ...before, metadata: { ...before.metadata, labels: { team: 'a' } } } };
    const preview = await at.target.preview(change);
    let asked = 0;
    const target = new Proxy(at.target, {
      get(of, name) {
        const value: unknown = Reflect.get(of, name, of);
        if (name === 'rollout') asked++;
        return typeof value === 'function' ? value.bind(of) : value;
      },
    });
    const [planned] = plan.changes;
    if (!planned) throw new Error('there is a change');
    const run = await at.apply({ ...plan, changes: [{ ...planned, change, preview, findings: [] }] }, { target });
    expect([run.steps[0]?.state, asked]).toEqual(['verified', 0]);
  });
});
