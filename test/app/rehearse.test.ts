import { describe, expect, it } from 'vitest';
import { Refused, UnknownOutcome } from '../../src/app/errors.ts';
import { runState } from '../../src/app/run.ts';
import { needsRecovery, recover } from '../../src/app/recover.ts';
import type { Target } from '../../src/app/target.ts';
import type { Journal } from '../../src/app/journal.ts';
import { refOf, type Resource } from '../../src/core/resource.ts';
import { snapshotOf } from '../../src/core/snapshot.ts';
import { rehearsalWords } from '../../src/report/rehearsalReport.ts';
import { CHECKOUT, checkout, clock, is, NS, scene } from './scene.ts';
import { left, rehearsing } from './rehearsing.ts';

const needing = (needs: string): Resource => checkout({ annotations: { 'testcluster/needs': needs } });
const HARDENING = is('privilege-escalation', 'capabilities', 'writable-root', 'seccomp');
const stateful: Resource = {
  ...needing('write:/var/cache/app'),
  kind: 'StatefulSet',
  spec: { ...(needing('write:/var/cache/app')['spec'] as object), replicas: 2 },
};

describe('a rehearsal', () => {
  it('is ready where the program runs with its next template, and leaves nothing behind', async () => {
    const at = scene([NS, checkout()]);
    const before = await at.target.get(CHECKOUT);
    const [rehearsal, ...others] = await rehearsing(at, HARDENING);
    expect(rehearsal?.outcome).toEqual({ state: 'ready', seconds: 5 });
    expect(others).toEqual([]);
    expect(await left(at.target)).toEqual([]);
    expect(await at.target.get(CHECKOUT)).toEqual(before);
    const { runs } = await at.journal.list();
    expect(runs.map(({ does, steps }) => [does, steps.map(({ state, detail }) => [state, detail])])).toEqual([
      ['rehearsal', [['rolled-back', 'ready for 5 s']]],
    ]);
    expect(runs.some(needsRecovery)).toBe(false);
  });

  it.each([
    ['write:/var/cache/app', 'writable-root', /read-only file system/, /emptyDir at \/var\/cache\/app/],
    ['escalation', 'privilege-escalation', /no new privileges/, /allowPrivilegeEscalation/],
    ['cap:CHOWN', 'capabilities', /cap_chown/, /Leave it CHOWN/],
  ])('foresees that a program without %s fails, and names %s', async (needs, id, line, help) => {
    const at = scene([NS, needing(needs)]);
    const [rehearsal] = await rehearsing(at, HARDENING);
    expect(rehearsal?.outcome).toMatchObject({ state: 'failed', reason: 'container api: CrashLoopBackOff, exit code 1' });
    const outcome = rehearsal?.outcome.state === 'failed' ? rehearsal.outcome : undefined;
    expect(outcome?.lastLine).toMatch(line);
    expect(outcome?.hint?.help).toMatch(help);
    expect(rehearsal?.blame).toMatchObject({ by: 'likely', findings: [{ remediation: id }] });
    expect(await left(at.target)).toEqual([]);
  });

  it('finds out which fix it is, by trying without it, where the log tells nothing', async () => {
    const silent = checkout({ annotations: { 'testcluster/needs': 'write:/data', 'testcluster/logs': 'bye' } });
    const at = scene([NS, silent]);
    expect((await rehearsing(at, HARDENING))[0]?.blame).toBeUndefined();
    const [rehearsal] = await rehearsing(at, HARDENING, { why: true });
    expect(rehearsal?.blame).toMatchObject({ by: 'tried', findings: [{ remediation: 'writable-root' }] });
    expect(await left(at.target)).toEqual([]);
  });

  it('lets a failure stand where a pod of today tells nothing', async () => {
    const at = scene([NS, needing('escalation')]);
    let isToday = false;
    const time = clock();
    const [rehearsal] = await rehearsing(at, HARDENING, {
      why: true,
      on: (event) => void (isToday ||= event.type === 'log' && event.text.includes('as it is today')),
      clock: {
        now: () => time.now(),
        wait: async (ms) => {
          const [pod] = isToday ? await left(at.target) : [];
          if (pod) at.target.outside.edit(refOf(pod), (now) => ({ ...now, status: { conditions: [{ type: 'Ready', status: 'True' }] } }));
          return time.wait(ms);
        },
      },
    });
    expect(isToday).toBe(true);
    expect(rehearsal).toMatchObject({
      outcome: { state: 'failed' },
      blame: { by: 'likely', findings: [{ remediation: 'privilege-escalation' }] },
    });
  });

  it('names what was tried where no single fix alone is to blame, and nothing where today is no better', async () => {
    const two = scene([NS, checkout({ annotations: { 'testcluster/needs': 'write:/data, escalation', 'testcluster/logs': 'bye' } })]);
    const [both] = await rehearsing(two, HARDENING, { why: true });
    expect(both?.outcome.state).toBe('failed');
    expect(both?.blame?.by).toBe('several');
    expect(new Set(both?.blame?.findings)).toEqual(new Set(both?.change.findings));
    expect(both && rehearsalWords(both).join()).toMatch(/no single fix alone is to blame.*writable-root/);
    const broken = scene([NS, checkout({ annotations: { 'testcluster/waiting': 'CrashLoopBackOff' } })]);
    const [today] = await rehearsing(broken, HARDENING, { why: true });
    expect(today?.outcome).toMatchObject({ state: 'inconclusive', reason: expect.stringContaining("today's template") as string });
  });

  it('says nothing about a change where an image cannot be had, or the pod never starts', async () => {
    for (const waiting of ['ImagePullBackOff', 'ContainerCreating']) {
      const at = scene([NS, checkout({ annotations: { 'testcluster/waiting': waiting } })]);
      const [rehearsal] = await rehearsing(at, HARDENING);
      expect(rehearsal?.outcome).toMatchObject({ state: 'inconclusive', reason: expect.stringContaining(waiting) as string });
      expect(await left(at.target)).toEqual([]);
    }
  });

  it('tells a refusal that the change brings from one that meets the pods of today, too', async () => {
    const enforcing = (level: string): Resource => ({
      ...NS,
      metadata: { ...NS.metadata, labels: { 'pod-security.kubernetes.io/enforce': level } },
    });
    const at = scene([enforcing('restricted'), checkout()]);
    const [rehearsal] = await rehearsing(at, HARDENING);
    expect(rehearsal?.outcome).toMatchObject({ state: 'inconclusive', reason: expect.stringContaining('violates PodSecurity') as string });
    const plan = await scene([NS, checkout()]).plan(HARDENING);
    const worse = plan.changes.map((change) => ({
      ...change,
      preview: {
        ...change.preview!,
        after: { ...checkout(), spec: { template: { spec: { hostPID: true, containers: [{ name: 'api', image: 'api:1' }] } } } },
      },
    }));
    const baseline = scene([enforcing('baseline'), checkout()]);
    const [refused] = await rehearsing(baseline, HARDENING, { changes: worse });
    expect(refused?.outcome).toMatchObject({ state: 'failed', reason: expect.stringContaining('the server refuses it') as string });
  });

  it('creates nothing where it would touch more than its own pod, or run twice what must not', async () => {
    const singleton = { ...checkout(), spec: { ...(checkout()['spec'] as object), strategy: { type: 'Recreate' } } };
    const at = scene([NS, singleton]);
    const [rehearsal] = await rehearsing(at, HARDENING);
    expect(rehearsal?.outcome).toMatchObject({ state: 'inconclusive', reason: expect.stringContaining('singleton') as string });
    expect((await at.journal.list()).runs).toEqual([]);
    const [asked] = await rehearsing(at, HARDENING, { onceOnly: true });
    expect(asked?.outcome.state).toBe('ready');
  });

  it('of what claims pods itself has an owner of its own, which goes with it', async () => {
    const at = scene([NS, stateful]);
    const [rehearsal] = await rehearsing(at, HARDENING);
    expect(rehearsal?.outcome.state).toBe('failed');
    const { runs } = await at.journal.list();
    expect(runs[0]?.steps.map(({ ref, state }) => [ref.kind, state])).toEqual([
      ['ConfigMap', 'rolled-back'],
      ['Pod', 'rolled-back'],
    ]);
    expect(await left(at.target)).toEqual([]);
  });

  it('ends at once when it is stopped, and takes its pod away all the same', async () => {
    const at = scene([NS, checkout({ annotations: { 'testcluster/waiting': 'ContainerCreating' } })]);
    const stop = new AbortController();
    const time = clock();
    const [rehearsal] = await rehearsing(at, HARDENING, {
      clock: { ...time, now: () => time.now(), wait: (ms) => (stop.abort(), time.wait(ms)) },
      control: { stop: stop.signal, leave: new AbortController().signal },
    });
    expect(rehearsal?.outcome).toEqual({ state: 'inconclusive', reason: 'it was stopped' });
    expect(await left(at.target)).toEqual([]);
  });

  /** What happens outside as soon as the pod is there; tells for how many seconds it was there then. */
  const exposing = async (happens: (at: ReturnType<typeof scene>, pod: Resource) => void) => {
    const at = scene([NS, checkout()]);
    const time = clock();
    let since: Date | undefined;
    const [rehearsal] = await rehearsing(at, HARDENING, {
      clock: {
        now: () => time.now(),
        wait: async (ms) => {
          const [pod] = await left(at.target);
          if (pod && !since) {
            since = time.now();
            happens(at, pod);
          }
          return time.wait(ms);
        },
      },
    });
    const [step] = (await at.journal.list()).runs[0]?.steps ?? [];
    expect(await left(at.target)).toEqual([]);
    return { outcome: rehearsal?.outcome, step, seconds: (time.now().getTime() - (since?.getTime() ?? NaN)) / 1000 };
  };
  const ip = '10.0.0.7';
  const withAddress = ({ target }: ReturnType<typeof scene>, pod: Resource, conditions?: unknown): void =>
    target.outside.edit(refOf(pod), (now) => ({
      ...now,
      status: { ...(now['status'] as object), podIP: ip, ...(conditions === undefined ? {} : { conditions }) },
    }));

  it('ends at once where a kubelet takes it for ready although its gate is not met', async () => {
    const { outcome, step, seconds } = await exposing((at, pod) => {
      withAddress(
        at,
        pod,
        ['ContainersReady', 'Ready'].map((type) => ({ type, status: 'True' })),
      );
    });
    expect(outcome).toMatchObject({ state: 'inconclusive', reason: expect.stringMatching(/removed at once.*readiness gate/) as string });
    expect(step).toMatchObject({ state: 'rolled-back', detail: expect.stringMatching(/traffic/) as string });
    expect(seconds).toBeLessThanOrEqual(1);
  });

  it.each<[string, object]>([
    ['v1 Endpoints', { subsets: [{ addresses: [{ ip }] }] }],
    ['discovery.k8s.io/v1 EndpointSlice', { endpoints: [{ addresses: [ip] }] }],
  ])('ends at once where %s hold it as ready', async (what, endpoints) => {
    const [apiVersion = '', kind = ''] = what.split(' ');
    const forbidden = kind === 'Endpoints' ? 'discovery.k8s.io/EndpointSlice' : undefined;
    const { outcome, seconds } = await exposing((at, pod) => {
      withAddress(at, pod);
      at.target.outside.create({ apiVersion, kind, metadata: { name: 'web', namespace: 'payments' }, ...endpoints });
      if (forbidden === undefined) return;
      const read = at.target.read.bind(at.target);
      at.target.read = async (options) => {
        const snapshot = await read(options);
        return options.kinds.includes(forbidden) ? snapshotOf([], snapshot.facts, [{ kind: forbidden, reason: 'no' }]) : snapshot;
      };
    });
    expect(outcome).toMatchObject({ state: 'inconclusive', reason: expect.stringMatching(/removed at once.*Service web/) as string });
    expect(seconds).toBeLessThanOrEqual(2);
  });

  it('goes on where the answer to a write was lost, and leaves nothing behind', async () => {
    for (const moment of ['before', 'after'] as const) {
      const at = scene([NS, stateful], {
        onWrite: (now, change) => {
          if (now === moment && change.after?.kind === 'Pod') throw new UnknownOutcome('the connection was cut');
        },
      });
      const [rehearsal] = await rehearsing(at, HARDENING);
      expect(rehearsal?.outcome.state).toBe(moment === 'after' ? 'failed' : 'inconclusive');
      expect(await left(at.target)).toEqual([]);
      expect((await at.journal.list()).runs.some(needsRecovery)).toBe(moment === 'before');
      await recover(at.target, at.journal, clock('2026-03-01T12:00:00Z'));
      expect((await at.journal.list()).runs.some(needsRecovery)).toBe(false);
    }
  });

  it('leaves what it may not delete to recover, and says so', async () => {
    let may = false;
    const at = scene([NS, checkout()], {
      onWrite: (moment, change) => {
        if (moment === 'before' && !change.after && !may) throw new Refused('you may not delete pods');
      },
    });
    await rehearsing(at, HARDENING);
    expect(await left(at.target)).toHaveLength(1);
    expect(at.events.some((event) => event.type === 'log' && event.text.includes('`kubeharden recover` removes it'))).toBe(true);
    const [kept] = await recover(at.target, at.journal, clock());
    expect(kept && [needsRecovery(kept), runState(kept)]).toEqual([true, 'interrupted']);
    may = true;
    const [run] = await recover(at.target, at.journal, clock());
    expect(run?.steps.map(({ state, detail }) => [state, detail])).toEqual([['rolled-back', 'recover removed it']]);
    expect(await left(at.target)).toEqual([]);
  });

  it('removes no object of somebody else that has the name', async () => {
    const at = scene([NS, checkout()], {
      onWrite: (moment, change) => {
        if (moment === 'after' && change.after?.kind === 'Pod') {
          at.target.outside.remove(change.ref);
          at.target.outside.create({
            apiVersion: 'v1',
            kind: 'Pod',
            metadata: { name: change.ref.name, namespace: 'payments' },
            spec: { containers: [] },
          });
        }
      },
    });
    await rehearsing(at, HARDENING);
    const pods = (await at.target.read({ kinds: ['Pod'] })).list('Pod', 'payments');
    expect(pods.map(({ metadata }) => metadata.name).join()).toContain('checkout-rehearsal-');
  });
});

/** A process that ends at a given moment: nothing that it does afterwards arrives anywhere. */
class Dead extends Error {}

describe('a process that dies while it rehearses', () => {
  const dying = async (
    of: Resource,
    dieAt: number,
  ): Promise<{ readonly died: boolean; readonly before: number; readonly after: number }> => {
    let moments = 0;
    const alive = (): void => {
      if (++moments >= dieAt) throw new Dead(`moment ${moments}`);
    };
    const at = scene([NS, of], { onWrite: alive });
    const target: Target = new Proxy(at.target, {
      get: (over, name: keyof Target) => {
        const value: unknown = Reflect.get(over, name);
        if (typeof value !== 'function') return value;
        return (...args: never[]) => {
          if (moments >= dieAt) throw new Dead('already');
          return (value as (...all: never[]) => unknown).apply(over, args);
        };
      },
    });
    const journal: Journal = {
      ...at.journal,
      begin: async (run) => (alive(), at.journal.begin(run)),
      save: async (run) => (alive(), at.journal.save(run)),
    };
    const died = await rehearsing({ ...at, target: target as never, journal }, HARDENING).then(
      () => false,
      (error: unknown) => {
        if (!(error instanceof Dead)) throw error;
        return true;
      },
    );
    dieAt = Infinity;
    const before = (await left(at.target)).length;
    await recover(at.target, at.journal, clock('2026-03-01T12:00:00Z'));
    expect((await at.journal.list()).runs.filter(needsRecovery), `died at ${dieAt}`).toEqual([]);
    return { died, before, after: (await left(at.target)).length };
  };

  it.each([
    ['Deployment', checkout()],
    ['StatefulSet', stateful],
  ])('at any moment leaves nothing behind that recover does not remove: a %s', async (_kind, of) => {
    let [moment, leftBehind] = [1, 0];
    for (; ; moment++) {
      const { died, before, after } = await dying(of, moment);
      expect(after, `after moment ${moment}`).toBe(0);
      leftBehind += before > 0 ? 1 : 0;
      if (!died) break;
    }
    expect(moment).toBeGreaterThan(7);
    expect(leftBehind).toBeGreaterThan(2);
  });
});
