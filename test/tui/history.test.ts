import { describe, expect, it } from 'vitest';
import { field, type Ref, type Resource } from '../../src/core/resource.ts';
import { withPodSpec } from '../../src/core/workload.ts';
import type { State } from '../../src/tui/state.ts';
import { applyPlan } from '../../src/app/apply.ts';
import { makePlan } from '../../src/app/plan.ts';
import { scanTarget } from '../../src/app/scan.ts';
import { plain } from './drawn.ts';
import { play, type Play } from './play.ts';
import { clock } from '../app/scene.ts';
import { catalogue, DEMO, sceneOf, type Scene } from './scene.ts';

const ref = (namespace: string): Ref => ({ apiVersion: 'apps/v1', kind: 'Deployment', namespace, name: 'checkout' });

const hardened = async (scene: Scene, ...remediations: readonly string[]): Promise<void> => {
  const wanted = remediations.length === 0 ? ['privilege-escalation'] : remediations;
  const { target, journal } = scene;
  const { snapshot, result } = await scanTarget({ target, catalogue, journal });
  const chosen = result.findings.filter(({ remediation }) => wanted.includes(remediation));
  const { changes } = await makePlan({ target, catalogue, snapshot, chosen });
  const control = { stop: new AbortController().signal, leave: new AbortController().signal };
  const parts = { target, journal, catalogue, clock: clock(), version: '0', control, on: () => undefined };
  await applyPlan({ ...parts, changes, keepGoing: true, autoRollback: false });
};

const security = async ({ target }: Scene, namespace: string): Promise<unknown> => {
  const containers = field(await target.get(ref(namespace)), 'spec', 'template', 'spec', 'containers') as readonly unknown[];
  return field(containers[0], 'securityContext');
};

const isLooked = ({ screen }: State): boolean => screen.at === 'history' && screen.undo?.plans !== undefined;
const isAsked = ({ overlay }: State): boolean => overlay?.kind === 'confirm';
const isOver = ({ screen }: State): boolean => screen.at === 'applying' && screen.over;

const atHistory = async (scene: Scene): Promise<Play> => {
  const tui = play(scene, DEMO);
  await tui.until(({ screen }) => screen.at === 'session');
  tui.press('3');
  await tui.until(isLooked);
  return tui;
};

describe('the history', () => {
  it('rolls back only the object under the cursor', async () => {
    const scene = sceneOf();
    const before = await security(scene, 'web');
    await hardened(scene);
    const applied = await security(scene, 'payments');
    const tui = await atHistory(scene);
    tui.press('O');
    expect(tui.get().notice?.text).toContain('Choose the object first');
    tui.press('enter', 'j', 'O', 'R');
    const { overlay } = await tui.until(isAsked);
    expect(overlay).toMatchObject({ lines: [expect.stringContaining('web/Deployment checkout')], danger: 'y' });
    tui.press('y');
    await tui.until(isOver);
    expect(await security(scene, 'web')).toEqual(before);
    expect(await security(scene, 'payments')).toEqual(applied);
  });

  it('rolls a rollback back', async () => {
    const scene = sceneOf();
    await hardened(scene);
    const applied = await security(scene, 'web');
    for (let i = 0; i < 2; i++) {
      const tui = await atHistory(scene);
      tui.press('R');
      await tui.until(isAsked);
      tui.press('y');
      await tui.until(isOver);
      expect(JSON.stringify(await security(scene, 'web')) === JSON.stringify(applied)).toBe(i === 1);
    }
  });

  it('shows what somebody changed, and overwrites only what is chosen, once the name is typed', async () => {
    const scene = sceneOf();
    const before = await security(scene, 'web');
    await hardened(scene);
    const theirs = { allowPrivilegeEscalation: true, runAsUser: 7 };
    scene.target.outside.edit(ref('web'), (now: Resource) =>
      withPodSpec(now, (spec) => ({
        ...spec,
        containers: (spec['containers'] as object[]).map((container) => ({ ...container, securityContext: theirs })),
      })),
    );
    const tui = await atHistory(scene);
    tui.press('d');
    expect(tui.get().screen).toMatchObject({ at: 'drift', restored: new Set() });
    const places = tui.get().screen;
    expect(places.at === 'drift' && places.plans[0]?.steps.some(({ refused }) => refused !== undefined)).toBe(true);
    for (let i = 0; i < 5; i++) tui.press('space', 'j');
    tui.press('k', 'k', 'k', 'k', 'k', 'space', 'space', 'R');
    const { overlay } = await tui.until(isAsked);
    expect(overlay).toMatchObject({ warnings: expect.arrayContaining([expect.stringContaining('overwrites what somebody changed')]) });
    tui.press('enter');
    expect(await security(scene, 'web')).toEqual(theirs);
    tui.press(...DEMO.name, 'enter');
    await tui.until(isOver);
    expect(await security(scene, 'web')).toEqual({ ...(before as object | undefined), runAsUser: 7 });
  });

  it('says at v what is only partly as applied', async () => {
    const scene = sceneOf();
    await hardened(scene, 'privilege-escalation', 'capabilities');
    const tui = await atHistory(scene);
    expect(plain(tui.get())).not.toMatch(/checkout,[\s│]+partly/);
    scene.target.outside.edit(ref('web'), (now: Resource) =>
      withPodSpec(now, (spec) => ({
        ...spec,
        containers: (spec['containers'] as Record<string, unknown>[]).map((container) => {
          const { allowPrivilegeEscalation: _gone, ...securityContext } = container['securityContext'] as Record<string, unknown>;
          return { ...container, securityContext };
        }),
      })),
    );
    tui.press('v');
    await tui.until(isLooked);
    expect(plain(tui.get())).toMatch(/web\/Deployment checkout,[\s│]+partly/);
  });
});
