import { describe, expect, it } from 'vitest';
import { EXIT, Failure, UnknownOutcome } from '../../src/app/errors.ts';
import type { Journal } from '../../src/app/journal.ts';
import { runState, type Run, type Step } from '../../src/app/run.ts';
import type { Target } from '../../src/app/target.ts';
import { field, refOf, type Resource } from '../../src/core/resource.ts';
import { memoryJournal } from '../../src/journal/memoryJournal.ts';
import { CHECKOUT, checkout, is, NS, scene } from './scene.ts';

const escalation = (step: unknown): unknown =>
  field((field(step, 'spec', 'template', 'spec', 'containers') as readonly unknown[])[0], 'securityContext', 'allowPrivilegeEscalation');

const states = (run: Run): readonly string[] => run.steps.map((step) => step.state);

/** A journal that tells what lay in it at each moment. */
const watchedJournal = (): Journal & { readonly saved: Step[][] } => {
  const journal = memoryJournal();
  const saved: Step[][] = [];
  const kept =
    (keep: Journal['save']): Journal['save'] =>
    (run) => (saved.push([...run.steps]), keep(run));
  return { ...journal, saved, begin: kept((run) => journal.begin(run)), save: kept((run) => journal.save(run)) };
};

describe('applying', () => {
  it('stores what was previewed, verifies that the finding is gone, and leaves a record', async () => {
    const { plan, apply, scan, target, journal } = scene([NS, checkout()]);
    const planned = await plan(is('privilege-escalation'));
    const run = await apply(planned);
    expect(states(run)).toEqual(['verified']);
    expect(escalation(await target.get(CHECKOUT))).toBe(false);
    expect((await scan()).result.findings.filter(is('privilege-escalation'))).toEqual([]);
    expect((await journal.load(run.id)).steps[0]?.differences.length).toBeGreaterThan(0);
  });

  it('has everything that undoing needs on record before the write is sent', async () => {
    const journal = watchedJournal();
    let atWrite: Step[] | undefined;
    const { plan, apply } = scene(
      [NS, checkout()],
      { onWrite: (moment) => void (moment === 'before' && (atWrite = journal.saved.at(-1))) },
      journal,
    );
    await apply(await plan(is('privilege-escalation')));
    expect(atWrite?.[0]?.state).toBe('sending');
    expect(atWrite?.[0]?.differences.length).toBeGreaterThan(0);
    expect(atWrite?.[0]?.before?.metadata.uid).toBeDefined();
  });

  it('sends nothing when the record cannot be written', async () => {
    const full = new Failure(EXIT.partial, 'No space left. Nothing was sent.');
    const { plan, apply, target } = scene([NS, checkout()], {}, { ...memoryJournal(), begin: () => Promise.reject(full) });
    const before = await target.get(CHECKOUT);
    await expect(apply(await plan(is('privilege-escalation')))).rejects.toBe(full);
    expect(await target.get(CHECKOUT)).toEqual(before);
  });

  it('refuses what is no longer what was approved, and says so in the record', async () => {
    const { plan, apply, target } = scene([NS, checkout()]);
    const planned = await plan(is('privilege-escalation'));
    target.outside.edit(CHECKOUT, () => {
      const edited = structuredClone(checkout()) as unknown as { spec: { template: { spec: { containers: Record<string, unknown>[] } } } };
      edited.spec.template.spec.containers[0]!['securityContext'] = { allowPrivilegeEscalation: true };
      return edited as never;
    });
    const run = await apply(planned);
    expect(states(run)).toEqual(['not-applied']);
    expect(runState(run)).toBe('not written');
    expect(escalation(await target.get(CHECKOUT))).toBe(true);
  });

  it('goes on when the object moved where nobody looked', async () => {
    const { plan, apply, target } = scene([NS, checkout()]);
    const planned = await plan(is('privilege-escalation'));
    target.outside.edit(CHECKOUT, (now) => ({ ...now, metadata: { ...now.metadata, annotations: { note: 'seen' } } }));
    expect(states(await apply(planned))).toEqual(['verified']);
    expect((await target.get(CHECKOUT))?.metadata.annotations).toMatchObject({ note: 'seen' });
  });

  it.each([
    ['before', 'unknown'],
    ['after', 'verified'],
  ] as const)('looks up what became of a write whose answer was lost %s it was stored', async (moment, end) => {
    const { plan, apply } = scene([NS, checkout()], {
      onWrite: (now) => {
        if (now === moment) throw new UnknownOutcome('the connection was cut');
      },
    });
    expect(states(await apply(await plan(is('privilege-escalation'))))).toEqual([end]);
  });

  it('sends nothing after an unknown outcome, even when told to keep going', async () => {
    const twice = [NS, checkout(), { ...checkout(), metadata: { name: 'refunds', namespace: 'payments' } }];
    let writes = 0;
    const { plan, apply } = scene(twice, {
      onWrite: (moment) => {
        if (moment === 'after') return;
        writes++;
        throw new UnknownOutcome('the connection was cut');
      },
    });
    const run = await apply(await plan(is('privilege-escalation')), { keepGoing: true });
    expect(states(run)).toEqual(['unknown', 'skipped']);
    expect(writes).toBe(1);
  });

  it('stays applied, and goes on, where the rollout cannot be watched', async () => {
    const { plan, apply, target } = scene([NS, checkout(), { ...checkout(), metadata: { name: 'refunds', namespace: 'payments' } }]);
    let written = false;
    const cut = (): Promise<never> => Promise.reject(new Failure(EXIT.cluster, 'the connection was cut'));
    const blind: Target = {
      info: target.info,
      read: cut,
      get: (ref) => target.get(ref),
      denials: (changes) => target.denials(changes),
      preview: (change) => target.preview(change),
      write: (...given) => ((written = true), target.write(...given)),
      rollout: (ref) => (written ? cut() : target.rollout(ref)),
      release: (...given) => target.release(...given),
      close: () => target.close(),
    };
    const run = await apply(await plan(is('privilege-escalation')), { target: blind, keepGoing: true });
    expect(states(run)).toEqual(['applied', 'not-applied']);
    expect(run.finished).toBeDefined();
    expect(run.steps[0]?.detail).toContain('the connection was cut');
  });

  it('takes a workload back that was healthy before and is not after', async () => {
    const { plan, apply, target } = scene([NS, checkout({ annotations: { 'testcluster/needs': 'escalation' } })]);
    const before = await target.get(CHECKOUT);
    const run = await apply(await plan(is('privilege-escalation')), { autoRollback: true });
    expect(states(run)).toEqual(['rolled-back']);
    expect(escalation(await target.get(CHECKOUT))).toBe(escalation(before));
  });

  it.each([
    [{}, 'rolled-back'],
    [{ automountServiceAccountToken: true }, 'verified'],
  ])('takes back with it what the run changed of its account, where pods with %j start by that', async (own, end) => {
    const account: Resource = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace: 'payments' } };
    const { automountServiceAccountToken: _, ...spec } = field(checkout(), 'spec', 'template', 'spec') as Record<string, unknown>;
    const needs = checkout({ annotations: { 'testcluster/needs': 'escalation' } });
    const template = { ...(field(needs, 'spec', 'template') as object), spec: { ...spec, ...own } };
    const { plan, apply, target } = scene([NS, account, { ...needs, spec: { ...(needs['spec'] as object), template } }]);
    const run = await apply(await plan(is('default-sa-automount', 'privilege-escalation')), { autoRollback: true });
    expect(run.steps.map(({ ref, state }) => [ref.kind, state])).toEqual([
      ['ServiceAccount', end],
      ['Deployment', 'rolled-back'],
    ]);
    const stored = await target.get(refOf(account));
    expect(stored?.['automountServiceAccountToken']).toBe(end === 'verified' ? false : undefined);
  });

  it('without being told to, leaves it and says that it is degraded', async () => {
    const { plan, apply } = scene([NS, checkout({ annotations: { 'testcluster/needs': 'escalation' } })]);
    expect(states(await apply(await plan(is('privilege-escalation'))))).toEqual(['degraded']);
  });

  it('stops after the object in flight when asked to, and says what was never sent', async () => {
    const stop = new AbortController();
    const two = [NS, checkout(), { ...checkout(), metadata: { name: 'refunds', namespace: 'payments' } }];
    const { plan, apply } = scene(two, { onWrite: () => stop.abort() });
    const run = await apply(await plan(is('privilege-escalation')), {
      control: { stop: stop.signal, leave: new AbortController().signal },
    });
    expect(states(run)).toEqual(['verified', 'skipped']);
  });

  it('lets only one run at a time at a target', async () => {
    const { plan, apply, journal } = scene([NS, checkout()]);
    const planned = await plan(is('privilege-escalation'));
    const lock = await journal.lock();
    await expect(apply(planned)).rejects.toBeInstanceOf(Failure);
    await lock.release();
    expect(states(await apply(planned))).toEqual(['verified']);
  });
});

describe('a change that was decided because something is missing', () => {
  const api = 'rbac.authorization.k8s.io/v1';
  const role: Resource = { apiVersion: api, kind: 'ClusterRole', metadata: { name: 'view' }, rules: [] };
  const account = (name: string): Resource => ({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace: 'payments' } });
  const bindingTo = (roleName: string, ...names: readonly string[]): Resource => ({
    apiVersion: api,
    kind: 'RoleBinding',
    metadata: { name: 'left-over', namespace: 'payments' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: roleName },
    subjects: names.map((name) => ({ kind: 'ServiceAccount', name, namespace: 'payments' })),
  });

  it.each([
    ['its role', bindingTo('lost', 'web'), { ...role, metadata: { name: 'lost' } }],
    ['its only subject', bindingTo('view', 'gone'), account('gone')],
    ['one of its subjects', bindingTo('view', 'web', 'gone'), account('gone')],
  ])('is not written where it has come since: %s', async (_what, binding, comes) => {
    const { plan, apply, target } = scene([NS, role, account('web'), binding]);
    const planned = await plan(is('dangling-binding'));
    const before = await target.get(refOf(binding));
    target.outside.create(comes);
    const run = await apply(planned);
    expect(run.steps.map(({ state, cause }) => [state, cause])).toEqual([['not-applied', 'stale']]);
    expect(run.steps[0]?.detail).toContain(`${comes.kind} ${comes.metadata.name}, which was missing, is there now`);
    expect(await target.get(refOf(binding))).toEqual(before);
  });

  it('is written while it is missing', async () => {
    const binding = bindingTo('view', 'gone');
    const { plan, apply, target, rollback } = scene([NS, role, account('web'), binding]);
    expect(states(await apply(await plan(is('dangling-binding'))))).toEqual(['verified']);
    expect(await target.get(refOf(binding))).toBeUndefined();
    target.outside.create(account('gone'));
    await rollback();
    expect(await target.get(refOf(binding))).toMatchObject({ subjects: binding['subjects'] });
  });
});
