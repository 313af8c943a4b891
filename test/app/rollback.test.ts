import { describe, expect, it } from 'vitest';
import { planRollback } from '../../src/app/rollback.ts';
import { runState } from '../../src/app/run.ts';
import type { Denial } from '../../src/app/target.ts';
import type { Finding } from '../../src/core/finding.ts';
import { field, type Ref, type Resource } from '../../src/core/resource.ts';
import { withPodSpec } from '../../src/core/workload.ts';
import { bare, CHECKOUT, checkout, is, NS, scene } from './scene.ts';

const BINDING: Resource = {
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRoleBinding',
  metadata: { name: 'kubernetes-dashboard' },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
  subjects: [{ kind: 'ServiceAccount', name: 'kubernetes-dashboard', namespace: 'kube-system' }],
};
const BINDING_REF: Ref = { apiVersion: BINDING.apiVersion, kind: BINDING.kind, name: BINDING.metadata.name };
const fixable = ({ fix }: Finding): boolean => fix === 'auto' || fix === 'guard';

const withSecurity = (workload: Resource, securityContext: object): Resource =>
  withPodSpec(workload, (spec) => ({ ...spec, containers: [{ ...(spec['containers'] as readonly object[])[0], securityContext }] }));
const securityOf = (workload: Resource | undefined): unknown =>
  field((field(workload, 'spec', 'template', 'spec', 'containers') as readonly unknown[])[0], 'securityContext');

describe('rolling back', () => {
  it('gives back every edited, created and deleted object as it was', async () => {
    const { plan, apply, rollback, scan, target, journal } = scene([NS, checkout(), BINDING]);
    const before = await scan();
    const kinds = ['Namespace', 'apps/Deployment', 'rbac.authorization.k8s.io/ClusterRoleBinding', 'networking.k8s.io/NetworkPolicy'];
    const inventory = (scanned: typeof before): unknown =>
      kinds.map((kind) => scanned.snapshot.list(kind).map((resource) => bare(resource)));
    const run = await apply(await plan(fixable), { keepGoing: true });
    expect(new Set(run.steps.map((step) => step.action))).toEqual(new Set(['create', 'edit', 'delete']));
    expect(new Set(run.steps.map((step) => step.state))).toEqual(new Set(['verified']));
    const { undone } = await rollback();
    expect(runState(undone)).toBe('rolled back');
    expect(inventory(await scan())).toEqual(inventory(before));
    expect(await planRollback(target, journal)).toBeUndefined();
  });

  it('gives back what decides on new pods before the pods that start with it', async () => {
    const account: Resource = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace: 'payments' } };
    const amounts = { cpu: '100m', memory: '64Mi' };
    const resources = { requests: amounts, limits: amounts };
    const deployment = withPodSpec(checkout(), (spec) => ({ ...spec, containers: [{ name: 'api', resources }] }));
    const { plan, apply, target, journal } = scene([NS, account, deployment]);
    await apply(await plan(is('default-sa-automount', 'privilege-escalation', 'psa-labels', 'no-quota')));
    const undone = await planRollback(target, journal);
    expect(undone?.steps.map(({ step }) => step.ref.kind)).toEqual(['ServiceAccount', 'ResourceQuota', 'Namespace', 'Deployment']);
  });

  it('never overwrites what somebody else set since, and shows it', async () => {
    const { plan, apply, rollback, target, journal } = scene([NS, checkout()]);
    await apply(await plan(is('privilege-escalation')));
    target.outside.edit(CHECKOUT, (now) => withSecurity(now, { allowPrivilegeEscalation: true, runAsUser: 7 }));
    const planned = await planRollback(target, journal);
    expect(planned?.steps.map((step) => step.undo.state)).toEqual(['drift']);
    const { undone } = await rollback();
    expect(undone.steps.map((step) => step.state)).toEqual(['rollback-conflict']);
    expect(securityOf(await target.get(CHECKOUT))).toEqual({ allowPrivilegeEscalation: true, runAsUser: 7 });
  });

  it('takes what it set out of a block that it made, and leaves there what somebody added', async () => {
    const { plan, apply, rollback, target, journal } = scene([NS, checkout()]);
    const older = await apply(await plan(is('default-deny')));
    await apply(await plan(is('privilege-escalation')));
    target.outside.edit(CHECKOUT, (now) => withSecurity(now, { ...(securityOf(now) as object), runAsUser: 7 }));
    expect(runState((await rollback()).undone)).toBe('rolled back');
    expect(securityOf(await target.get(CHECKOUT))).toEqual({ runAsUser: 7 });
    expect((await planRollback(target, journal))?.run.id).toBe(older.id);
  });

  it('keeps what somebody else changed elsewhere in the object', async () => {
    const { plan, apply, rollback, target } = scene([NS, checkout()]);
    await apply(await plan(is('privilege-escalation')));
    target.outside.edit(CHECKOUT, (now) => ({ ...now, metadata: { ...now.metadata, labels: { team: 'core' } } }));
    const { undone } = await rollback();
    expect(undone.steps.map((step) => step.state)).toEqual(['rolled-back']);
    expect((await target.get(CHECKOUT))?.metadata.labels).toEqual({ team: 'core' });
  });

  it('does not delete what it created once somebody made it their own', async () => {
    const { plan, apply, rollback, target } = scene([NS, checkout()]);
    const run = await apply(await plan(is('default-deny')));
    const created = run.steps.find((step) => step.action === 'create')?.ref as Ref;
    target.outside.edit(created, (now) => ({ ...now, metadata: { ...now.metadata, labels: { owner: 'network-team' } } }));
    await rollback();
    expect((await target.get(created))?.metadata.labels).toEqual({ owner: 'network-team' });
  });

  it('does not replace an object that came in the place of a deleted one', async () => {
    const { plan, apply, rollback, target } = scene([NS, BINDING]);
    await apply(await plan(is('dashboard-cluster-admin')));
    const other = { ...BINDING, roleRef: { ...(BINDING['roleRef'] as object), name: 'view' } };
    target.outside.create(other);
    const { undone } = await rollback();
    expect(undone.steps.map((step) => step.state)).toEqual(['rollback-conflict']);
    expect(field(await target.get(BINDING_REF), 'roleRef', 'name')).toBe('view');
  });

  it('refuses an object that was deleted and created again since', async () => {
    const { plan, apply, target, journal } = scene([NS, checkout()]);
    await apply(await plan(is('privilege-escalation')));
    const applied = (await target.get(CHECKOUT)) as Resource;
    target.outside.remove(CHECKOUT);
    target.outside.create(bare(applied) as Resource);
    expect((await planRollback(target, journal))?.steps.map((step) => step.undo.state)).toEqual(['drift']);
  });
});

describe('a record that is not what it was', () => {
  const stale = { name: 'Stale', exit: 4 };

  it('is not written over by a rollback that was planned on an earlier state of it', async () => {
    const { plan, apply, rollback, rollbackOf, target, journal } = scene([NS, checkout()]);
    const run = await apply(await plan(is('privilege-escalation')));
    const seen = await planRollback(target, journal, run.id);
    await rollback();
    await expect(rollbackOf(seen!)).rejects.toMatchObject(stale);
    expect(runState(await journal.load(run.id))).toBe('rolled back');
  });

  it('does not make an older run the newest when it cannot be read', async () => {
    const { plan, apply, target, journal } = scene([NS, checkout()]);
    await apply(await plan(is('privilege-escalation')));
    const damaged = {
      ...journal,
      list: async () => ({ ...(await journal.list()), corrupt: [{ id: '2026-03-01-10', reason: 'cut off' }] }),
    };
    await expect(planRollback(target, damaged)).rejects.toMatchObject({ exit: 2, message: expect.stringContaining('2026-03-01-10') });
    expect((await planRollback(target, damaged, '2026-03-01-1'))?.steps).toHaveLength(1);
  });

  it('of a step that was cut off while it was sent can be undone', async () => {
    const { plan, apply, rollback, target, journal } = scene([NS, checkout()]);
    const before = await target.get(CHECKOUT);
    const run = await apply(await plan(is('privilege-escalation')));
    await journal.save({ ...run, steps: run.steps.map((step) => ({ ...step, state: 'sending' })) });
    expect(runState((await rollback()).undone)).toBe('rolled back');
    expect(bare(await target.get(CHECKOUT))).toEqual(bare(before));
  });

  it('is refused before anything is recorded where the right is missing', async () => {
    const denied: Denial[] = [];
    const { plan, apply, target, journal } = scene([NS, checkout()], { denied });
    await apply(await plan(is('privilege-escalation')));
    denied.push({ verb: 'patch', resource: 'deployments.apps', namespace: 'payments' });
    const undo = await planRollback(target, journal);
    expect(undo?.steps).toMatchObject([{ refused: expect.stringContaining('forbidden') }]);
    expect(undo?.steps[0]).not.toHaveProperty('preview');
  });
});

describe('an apply whose right is taken away after it was approved', () => {
  it('says that it was refused, not that the object moved on', async () => {
    const denied: Denial[] = [];
    const { plan, apply } = scene([NS, checkout()], { denied });
    const approved = await plan(is('privilege-escalation'));
    denied.push({ verb: 'patch', resource: 'deployments.apps', namespace: 'payments' });
    expect((await apply(approved)).steps).toMatchObject([{ state: 'not-applied', cause: 'refused' }]);
  });
});

describe('what was given back to its owner at once', () => {
  it.each(['hold', 'yield'] as const)('can be taken back: %s', async (override) => {
    const { spec, ...rest } = checkout();
    const weak = structuredClone({ ...rest, spec }) as unknown as {
      spec: { template: { spec: { containers: Record<string, unknown>[] } } };
    };
    weak.spec.template.spec.containers[0]!['securityContext'] = { allowPrivilegeEscalation: true };
    const charted = {
      ...weak,
      metadata: { ...rest.metadata, annotations: { 'meta.helm.sh/release-name': 'shop' } },
    } as unknown as Resource;
    const at = scene([NS, charted], { fieldManager: 'kubeharden' });
    const before = await at.target.get(CHECKOUT);
    const run = await at.apply(await at.plan(is('privilege-escalation')), { override });
    expect(run.steps[0]?.state).toBe('verified');
    const { undone } = await at.rollback(run.id);
    expect(undone.steps.map(({ state, detail }) => [state, detail])).toEqual([['rolled-back', expect.anything()]]);
    expect(bare(await at.target.get(CHECKOUT))).toEqual(bare(before));
    expect(JSON.stringify(await at.target.get(CHECKOUT))).not.toContain('"kubeharden"');
  });
});
