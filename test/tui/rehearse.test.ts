import { describe, expect, it } from 'vitest';
import privilegeEscalation from '../../remediations/privilege-escalation.ts';
import seccomp from '../../remediations/seccomp.ts';
import { Refused } from '../../src/app/errors.ts';
import { withPodMetadata } from '../../src/core/workload.ts';
import { left } from '../app/rehearsing.ts';
import { sessionOf, type Play } from './play.ts';
import { passing, sceneOf, weakCluster, type Scene } from './scene.ts';

/** The Deployments of the cluster with these needs, in review of the change that takes setuid programs from them. */
const reviewing = async (needs: string, more: object = {}): Promise<{ readonly scene: Scene; readonly tui: Play }> => {
  const annotated = (metadata: object): Record<string, unknown> => ({ ...metadata, annotations: { 'testcluster/needs': needs, ...more } });
  const entries = weakCluster().map((of) => (of.kind === 'Deployment' ? withPodMetadata(of, annotated) : of));
  const scene = sceneOf({ entries, clock: passing() });
  const tui = await sessionOf(scene);
  tui.press('2', '/', ...'escalation', 'enter', 'p');
  await tui.until(({ screen }) => screen.at === 'review');
  return { scene, tui };
};

const rehearsed = ({ screen }: ReturnType<Play['get']>) => (screen.at === 'review' ? screen.rehearsals?.[0] : undefined);

describe('t in a review', () => {
  it('says what running the program a second time may mean, and does nothing without an answer', async () => {
    const { scene, tui } = await reviewing('');
    tui.press('t');
    const { overlay } = tui.get();
    expect(overlay).toMatchObject({ kind: 'confirm', danger: 'y' });
    expect(overlay?.kind === 'confirm' && overlay.warnings.join()).toMatch(/runs a second time/);
    tui.press('esc');
    expect((await scene.journal.list()).runs).toEqual([]);
  });

  it.each([
    ['', 'ready'],
    ['escalation', 'failed'],
  ])('shows what a program that needs "%s" did: %s', async (needs, outcome) => {
    const { scene, tui } = await reviewing(needs);
    tui.press('t', 'y');
    expect(tui.get().overlay).toMatchObject({ kind: 'wait' });
    const state = await tui.until((now) => rehearsed(now) !== undefined);
    expect(rehearsed(state)?.outcome.state).toBe(outcome);
    expect(state.overlay).toBeUndefined();
    expect(state.notice?.text).toContain(outcome);
    expect(await left(scene.target)).toEqual([]);
    expect((await scene.journal.list()).runs.map(({ does }) => does)).toEqual(['rehearsal']);
  });

  it('tries once more without one fix at a time where several may be to blame', async () => {
    const annotated = (metadata: object): Record<string, unknown> => ({ ...metadata, annotations: { 'testcluster/needs': 'escalation' } });
    const entries = weakCluster().map((of) => (of.kind === 'Deployment' ? withPodMetadata(of, annotated) : of));
    const scene = sceneOf({ entries, clock: passing(), catalogue: [privilegeEscalation, seccomp] });
    const tui = await sessionOf(scene);
    tui.press('2', '+', 'p');
    await tui.until(({ screen }) => screen.at === 'review');
    const fixes = tui.get().screen;
    expect(fixes.at === 'review' && (fixes.plan.changes[0]?.findings.length ?? 0)).toBeGreaterThan(1);
    tui.press('t', 'y');
    expect(rehearsed(await tui.until((now) => rehearsed(now) !== undefined))?.blame?.by).not.toBe('tried');
    tui.press('t');
    const { overlay } = tui.get();
    expect(overlay?.kind === 'confirm' && overlay.lines.join()).toMatch(/without one fix after the other/);
    tui.press('y');
    const state = await tui.until((now) => rehearsed(now)?.blame?.by === 'tried');
    expect(rehearsed(state)?.blame?.findings.map(({ remediation }) => remediation)).toEqual(['privilege-escalation']);
    expect(await left(scene.target)).toEqual([]);
  });

  it('says what must not run twice, and tries it once the name is typed', async () => {
    const entries = weakCluster().map((of) =>
      of.kind === 'Deployment' ? { ...of, spec: { ...(of['spec'] as object), strategy: { type: 'Recreate' } } } : of,
    );
    const scene = sceneOf({ entries, clock: passing() });
    const tui = await sessionOf(scene);
    tui.press('2', '/', ...'escalation', 'enter', 'p');
    await tui.until(({ screen }) => screen.at === 'review');
    tui.press('t');
    const { overlay } = tui.get();
    expect(overlay).toMatchObject({ kind: 'confirm', danger: 'name' });
    expect(overlay?.kind === 'confirm' && overlay.warnings[0]).toMatch(
      /^It must not run twice by chance: its pods never run beside others/,
    );
    tui.press(...scene.target.info.name, 'enter');
    const state = await tui.until((now) => rehearsed(now) !== undefined);
    expect(rehearsed(state)?.outcome.state).toBe('ready');
    expect(await left(scene.target)).toEqual([]);
  });

  it('says what it could not remove, and what removes it', async () => {
    const { scene, tui } = await reviewing('');
    const write = scene.target.write.bind(scene.target);
    Object.assign(scene.target, {
      write: (...of: Parameters<typeof write>) => (of[0].after ? write(...of) : Promise.reject(new Refused('you may not delete pods'))),
    });
    tui.press('t', 'y');
    const state = await tui.until((now) => rehearsed(now) !== undefined);
    expect(state.notice).toMatchObject({
      tone: 'bad',
      text: expect.stringMatching(/was not removed: you may not delete pods.*recover/) as string,
    });
  });

  it('is ended by esc, and its pod goes all the same', async () => {
    const { scene, tui } = await reviewing('', { 'testcluster/waiting': 'ContainerCreating' });
    tui.press('t', 'y', 'esc');
    const state = await tui.until((now) => rehearsed(now) !== undefined);
    expect(rehearsed(state)?.outcome).toMatchObject({ state: 'inconclusive', reason: expect.stringMatching(/stopped/) as string });
    expect(await left(scene.target)).toEqual([]);
  });
});
