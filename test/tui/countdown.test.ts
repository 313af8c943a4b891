import { describe, expect, it } from 'vitest';
import type { Clock } from '../../src/app/recorder.ts';
import { withPodMetadata } from '../../src/core/workload.ts';
import { keysNow } from '../../src/tui/keys.ts';
import type { State } from '../../src/tui/state.ts';
import { account, deployment, namespace } from '../contract/objects.ts';
import { plain } from './drawn.ts';
import { sessionOf, type Play } from './play.ts';
import { passing as clock, sceneOf, type Scene } from './scene.ts';

/** Time that passes by itself until a second is waited for with a signal to cut it short: then it stands until that comes. */
const held = (): Clock => {
  let at = Date.parse('2026-11-21T08:00:00Z');
  let waits = 0;
  return {
    now: () => new Date(at),
    wait: (ms, signal) => {
      at += ms;
      const isLong = signal !== undefined && ++waits > 3;
      return isLong && !signal.aborted ? new Promise((resolve) => signal.addEventListener('abort', () => resolve())) : Promise.resolve();
    },
  };
};

const CHECKOUT = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'payments', name: 'checkout' };

const fragile = (clock: Clock): Scene => {
  const checkout = withPodMetadata(deployment('payments', 'checkout'), (metadata) => ({
    ...metadata,
    annotations: { 'testcluster/needs': 'escalation' },
  }));
  return sceneOf({ entries: [namespace('payments'), account('payments', 'default'), checkout], clock });
};

const countsDown = ({ screen }: State): boolean => screen.at === 'applying' && screen.countdown !== undefined;
const isOver = ({ screen }: State): boolean => screen.at === 'applying' && screen.over;

/** Applies what restarts the workload, up to the countdown. */
const degraded = async (scene: Scene): Promise<Play> => {
  const tui = await sessionOf(scene);
  tui.press('2');
  await tui.until(({ screen }) => screen.at === 'findings');
  tui.press('/', ...'privilege', 'enter', '+', 'p');
  await tui.until(({ screen }) => screen.at === 'review');
  tui.press('A');
  await tui.until(({ overlay }) => overlay?.kind === 'confirm');
  tui.press('y');
  await tui.until(countsDown);
  return tui;
};

const escalation = async ({ target }: Scene): Promise<unknown> =>
  JSON.stringify(await target.get(CHECKOUT)).includes('allowPrivilegeEscalation');

describe('the countdown on the screen of a run', () => {
  it('says what is rolled back and when, and offers the keys for it while it counts', async () => {
    const tui = await degraded(fragile(held()));
    expect(plain(tui.get())).toMatch(/GUARD {3}payments\/Deployment checkout degraded: rolling back in \d+ s; k keep, r roll back now/);
    expect(keysNow(tui.get()).flatMap(({ keys }) => keys)).toEqual(expect.arrayContaining(['k', 'r', 'l', 'ctrl-c']));
    tui.press('r');
    await tui.until(isOver);
    expect(keysNow(tui.get()).flatMap(({ keys }) => keys)).not.toContain('k');
    expect(plain(tui.get())).not.toContain('GUARD');
  });

  it.each([
    ['k', 'degraded', true],
    ['r', 'rolled-back', false],
  ] as const)('%s ends it: %s', async (key, state, stays) => {
    const scene = fragile(held());
    const tui = await degraded(scene);
    tui.press(key);
    const { screen } = await tui.until(isOver);
    expect(screen.at === 'applying' && screen.run?.steps.map((step) => step.state)).toEqual([state]);
    expect(await escalation(scene)).toBe(stays);
  });

  it('rolls back by itself, and the finding is doubted from then on', async () => {
    const running = fragile(clock());
    const tui = await sessionOf(running);
    tui.press('2', '/', ...'privilege', 'enter', '+', 'p');
    await tui.until(({ screen }) => screen.at === 'review');
    tui.press('A');
    await tui.until(({ overlay }) => overlay?.kind === 'confirm');
    tui.press('y');
    const { world } = await tui.until(isOver);
    expect(await escalation(running)).toBe(false);
    expect(world?.scan.result.findings.find(({ remediation }) => remediation === 'privilege-escalation')?.fix).toBe('guard');
  });
});
