import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { managersOf } from '../../src/core/managers.ts';
import { field, items, type Ref } from '../../src/core/resource.ts';
import { demoEntries } from '../../src/memory/demo.ts';
import { bare, is, scene, type Scene } from '../app/scene.ts';

const DEMO = path.join(import.meta.dirname, '../../demo');
const FRONT: Ref = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'web', name: 'front' };
const CONTAINER = ['spec', 'template', 'spec', 'containers', { by: 'name', is: 'nginx' }, 'securityContext', 'allowPrivilegeEscalation'];

const demo = async (): Promise<Scene> =>
  scene(await demoEntries(DEMO, () => new Date('2026-03-01T09:00:00Z')), { fieldManager: 'kubeharden' });

const escalates = async ({ target }: Scene): Promise<unknown> =>
  field(items(field(await target.get(FRONT), 'spec', 'template', 'spec', 'containers'))[0], 'securityContext', 'allowPrivilegeEscalation');

describe('what Argo CD keeps in the demo', () => {
  it.each(['hold', 'yield'] as const)(
    'is taken back some seconds after it was overridden, and the run says by whom: %s',
    async (override) => {
      const at = await demo();
      const plan = await at.plan((finding) => is('privilege-escalation')(finding) && finding.ref.name === 'front');
      expect(plan.changes[0]?.owners[0]?.tool).toBe('argocd');
      const run = await at.apply(plan, { override });
      expect(run.steps[0]).toMatchObject({
        state: 'applied',
        detail: expect.stringMatching(/^Argo CD \(argocd-controller\) took \S+allowPrivilegeEscalation back after [5-9] s$/) as string,
      });
      expect(await escalates(at)).toBe(true);
      expect(managersOf((await at.target.get(FRONT))!, CONTAINER).map(({ name }) => name)).toEqual(['argocd-controller']);
    },
  );

  it.each(['hold', 'yield'] as const)('of Helm stays until its next upgrade, and can be taken back: %s', async (override) => {
    const at = await demo();
    const plan = await at.plan((finding) => is('seccomp')(finding) && finding.owner?.tool === 'helm');
    expect(plan.changes[0]?.owners[0]?.tool).toBe('helm');
    const before = await at.target.get(plan.changes[0]!.change.ref);
    const run = await at.apply(plan, { override, keepGoing: true });
    expect(run.steps[0]?.state).toBe('verified');
    const { undone } = await at.rollback(run.id);
    expect(new Set(undone.steps.map(({ state }) => state))).toEqual(new Set(['rolled-back']));
    expect(bare(await at.target.get(plan.changes[0]!.change.ref))).toEqual(bare(before));
  });

  it('is left alone where Git says nothing of it', async () => {
    const at = await demo();
    const plan = await at.plan((finding) => is('seccomp')(finding) && finding.ref.name === 'front');
    const run = await at.apply(plan, { override: 'hold' });
    expect(run.steps[0]?.state).toBe('verified');
    await at.rollback(run.id);
    const live = await at.target.get(FRONT);
    expect(JSON.stringify(live?.metadata['managedFields'])).not.toContain('kubeharden');
  });
});
