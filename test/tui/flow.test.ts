import { describe, expect, it } from 'vitest';
import { withoutServerFields } from '../../src/core/diff.ts';
import { refOf } from '../../src/core/resource.ts';
import { screenOf } from './terminal.ts';
import { sceneOf, weakCluster } from './scene.ts';

const SIZE = { columns: 100, rows: 30 };

describe('from the first screen to a fix that is rolled back', () => {
  it('by keys alone, and leaves every object as it was', async () => {
    const scene = sceneOf();
    const objects = async () => Promise.all(weakCluster().map(async (r) => withoutServerFields((await scene.target.get(refOf(r)))!)));
    const before = await objects();
    const screen = screenOf(scene, SIZE, {}, 'pick');
    await screen.shows('Which cluster?');
    screen.send('\u001b[B');
    await screen.shows(/> demo/);
    screen.send('\r');
    await screen.shows('dry-run accepted');
    screen.send('a');
    await screen.shows('accepted at once');
    screen.send('A');
    await screen.shows('Apply 2 changes');
    screen.send('y');
    await screen.shows('Re-check: 2 findings gone');
    expect(await objects()).not.toEqual(before);
    screen.send('3');
    await screen.shows('ROLLING BACK WOULD NOW');
    screen.send('R');
    await screen.shows('Roll back run');
    screen.send('y');
    await screen.shows(/Run \S+: rolled back/);
    expect(await objects()).toEqual(before);
    screen.send('q');
    expect(await screen.exit).toBe(0);
  });

  it('stays open when the cluster cannot be reached: retry, or open something else', async () => {
    const screen = screenOf(sceneOf(), SIZE, {}, 'pick');
    await screen.shows('Which cluster?');
    screen.send('\r');
    await screen.shows('cannot be reached');
    expect(screen.lines().join('\n')).toContain('Check the VPN.');
    screen.send('c');
    await screen.shows('Which cluster?');
    screen.send('q');
    expect(await screen.exit).toBe(0);
  });

  it('tells what could not be read instead of passing it', async () => {
    const screen = screenOf(sceneOf({ unread: [{ kind: 'apps/Deployment', reason: 'you may not list deployments.apps' }] }), SIZE);
    await screen.shows('change 1 of');
    screen.send('2');
    expect(await screen.shows('not run')).toMatch(/[1-9]\d* checks? not run/);
    screen.send('q');
    await screen.exit;
  });

  it('leaves the terminal as it was', async () => {
    const screen = screenOf(sceneOf(), SIZE);
    await screen.shows('change 1 of');
    screen.send('\u0003');
    expect(await screen.exit).toBe(130);
    const raw = screen.raw();
    expect(raw.lastIndexOf('\u001b[?1049l')).toBeGreaterThan(raw.lastIndexOf('\u001b[?1049h'));
    expect(raw.lastIndexOf('\u001b[?25h')).toBeGreaterThan(raw.lastIndexOf('\u001b[?25l'));
  });
});
