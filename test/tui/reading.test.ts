import { describe, expect, it } from 'vitest';
import { isAsked, play } from './play.ts';
import { DEMO, sceneOf, type Scene } from './scene.ts';

/** A scene that tells with which signals it was connected to. */
const signalled = (scene = sceneOf()): { readonly scene: Scene; readonly signals: readonly AbortSignal[] } => {
  const signals: AbortSignal[] = [];
  const connect: Scene['ports']['connect'] = (choice, signal) => {
    signals.push(signal);
    return scene.ports.connect(choice, signal);
  };
  return { scene: { ...scene, ports: { ...scene.ports, connect } }, signals };
};

describe('a connection', () => {
  it('outlives what is read first: reading again or giving that up does not end it', async () => {
    const { scene, signals } = signalled();
    const tui = play(scene, DEMO);
    const first = await tui.until(isAsked);
    tui.press('r');
    await tui.until((state) => state.world!.scan !== first.world!.scan && isAsked(state));
    tui.press('r', 'esc');
    expect(signals.map(({ aborted }) => aborted)).toEqual([false]);
  });

  it('is given up while it is made', async () => {
    const { scene, signals } = signalled({
      ...sceneOf(),
      ports: { ...sceneOf().ports, connect: () => new Promise(() => undefined) },
    });
    const tui = play(scene, DEMO);
    await expect.poll(() => signals.length).toBe(1);
    tui.press('esc');
    await expect.poll(() => signals[0]?.aborted).toBe(true);
  });
});
