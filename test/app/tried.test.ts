import { describe, expect, it } from 'vitest';
import { applyPlan } from '../../src/app/apply.ts';
import type { Finding } from '../../src/core/finding.ts';
import { field, refOf, type Resource } from '../../src/core/resource.ts';
import { withContainers, withPodSpec } from '../../src/core/workload.ts';
import { catalogue } from '../../remediations/index.ts';
import { CHECKOUT, checkout, clock, is, NS, scene, type Scene } from './scene.ts';

const NEEDS = { annotations: { 'testcluster/needs': 'escalation' } };
const ACCOUNT: Resource = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace: 'payments' } };

const escalation = async ({ scan }: Scene): Promise<Finding | undefined> => (await scan()).result.findings.find(is('privilege-escalation'));

const tried = async (at: Scene): Promise<void> => {
  const run = await at.apply(await at.plan(is('privilege-escalation')), { autoRollback: true });
  expect(run.steps.map(({ state }) => state)).toEqual(['rolled-back']);
};

/** Pods that start with the account's token, as it is without a word about it. */
const withToken = (workload: Resource): Resource => withPodSpec(workload, ({ automountServiceAccountToken: _, ...spec }) => spec);

const edited = (at: Scene, change: (container: object) => object): void =>
  at.target.outside.edit(CHECKOUT, (now) => withPodSpec(now, (spec) => withContainers(spec, (container) => ({ ...change(container) }))));

describe('a fix that was taken back because something broke', () => {
  it('is not made unseen again, and says when it was tried and what broke', async () => {
    const at = scene([NS, checkout(NEEDS)]);
    expect((await escalation(at))?.fix).toBe('auto');
    await tried(at);
    const finding = await escalation(at);
    expect(finding?.fix).toBe('guard');
    expect(finding?.doubts.map(({ text }) => text)).toEqual([
      expect.stringMatching(/^tried just now and taken back: pod checkout-\S+: CrashLoopBackOff/),
    ]);
  });

  it('is told in the scan that the run itself returns', async () => {
    const at = scene([NS, checkout(NEEDS)]);
    const plan = await at.plan(is('privilege-escalation'));
    const never = new AbortController().signal;
    const { scan } = await applyPlan({
      ...at,
      catalogue,
      changes: plan.changes,
      autoRollback: true,
      keepGoing: false,
      clock: clock(),
      version: '0.0.0',
      control: { stop: never, leave: never },
      on: () => undefined,
    });
    expect(scan?.result.findings.find(is('privilege-escalation'))?.fix).toBe('guard');
  });

  it.each([
    ['image', (container: object) => ({ ...container, image: 'registry.example/api:1.1' })],
    ['arguments', (container: object) => ({ ...container, args: ['--no-sudo'] })],
    ['environment', (container: object) => ({ ...container, env: [{ name: 'SUDO', value: 'no' }] })],
  ])('counts no more once the program has another %s', async (_what, change) => {
    const at = scene([NS, checkout(NEEDS)]);
    await tried(at);
    edited(at, change);
    expect(await escalation(at)).toMatchObject({ fix: 'auto', doubts: [] });
  });

  it('counts on where the program is the same', async () => {
    const at = scene([NS, checkout(NEEDS)]);
    await tried(at);
    edited(at, (container) => ({ ...container, resources: { limits: { memory: '1Gi' } } }));
    expect((await escalation(at))?.fix).toBe('guard');
  });

  it('is forgotten once it was accepted and holds', async () => {
    const at = scene([NS, checkout(NEEDS)]);
    await tried(at);
    at.target.outside.edit(CHECKOUT, (now) => ({
      ...now,
      spec: {
        ...(now['spec'] as object),
        template: { ...(field(now, 'spec', 'template') as object), metadata: { labels: { app: 'checkout' } } },
      },
    }));
    expect((await escalation(at))?.fix).toBe('guard');
    const run = await at.apply(await at.plan(is('privilege-escalation')), { autoRollback: true });
    expect(run.steps.map(({ state }) => state)).toEqual(['verified']);
    expect((await at.journal.recall()).memory.tried).toEqual([]);
    await at.rollback();
    expect(await escalation(at)).toMatchObject({ fix: 'auto', doubts: [] });
  });

  it('speaks for all that came back with an account that was given back', async () => {
    const calm = { ...withToken(checkout()), metadata: { name: 'calm', namespace: 'payments' } };
    const at = scene([NS, ACCOUNT, withToken(checkout(NEEDS)), calm]);
    const token = is('default-sa-automount', 'workload-token-automount');
    const plan = await at.plan(is('default-sa-automount', 'workload-token-automount', 'privilege-escalation'));
    const run = await at.apply(plan, { autoRollback: true, keepGoing: true });
    expect(run.steps.map(({ ref, state }) => [ref.name, state])).toEqual([
      ['default', 'rolled-back'],
      ['calm', 'verified'],
      ['checkout', 'rolled-back'],
    ]);
    const left = (await at.scan()).result.findings.filter(token);
    expect(left.map(({ remediation, ref, fix }) => [remediation, ref.name, fix])).toEqual([
      ['default-sa-automount', 'default', 'guard'],
      ['workload-token-automount', 'calm', 'guard'],
      ['workload-token-automount', 'checkout', 'guard'],
    ]);
    expect(left[0]?.doubts[0]?.text).toContain('payments/Deployment checkout starts with it: pod checkout-');
    expect(await at.target.get(refOf(ACCOUNT))).not.toHaveProperty('automountServiceAccountToken');
  });
});
