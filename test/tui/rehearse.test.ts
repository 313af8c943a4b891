import { describe, expect, it } from 'vitest';
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

  it('is ended by esc, and its pod goes all the same', async () => {
    const { scene, tui } = await reviewing('', { 'testcluster/waiting': 'ContainerCreating' });
    tui.press('t', 'y', 'esc');
    const state = await tui.until((now) => rehearsed(now) !== undefined);
    expect(rehearsed(state)?.outcome).toMatchObject({ state: 'inconclusive', reason: expect.stringMatching(/stopped/) as string });
    expect(await left(scene.target)).toEqual([]);
  });
});
