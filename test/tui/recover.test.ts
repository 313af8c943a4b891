import { describe, expect, it } from 'vitest';
import { cutOffScene } from './cutOff.ts';
import { plain } from './drawn.ts';
import { play, type Play } from './play.ts';
import { sceneOf } from './scene.ts';

const atStart = async (tui: Play): Promise<Play> => {
  await tui.until(({ screen }) => screen.at === 'recover');
  return tui;
};
const isOver = ({ screen }: ReturnType<Play['get']>): boolean => screen.at === 'recover' && screen.over;

describe('a run that was cut off', () => {
  it.each([
    ['arrived', /edit payments\/ServiceAccount default: applied/],
    ['lost', /edit payments\/ServiceAccount default: not applied/],
  ] as const)('is offered at the next start, and where its write %s, that is found out', async (arrived, told) => {
    const scene = await cutOffScene(arrived);
    const tui = await atStart(play(scene));
    expect(plain(tui.get())).toMatch(/Run 2026-11-20-1: cut off[^]*not known whether it arrived/);
    tui.press('R');
    expect((await scene.journal.load('2026-11-20-1')).finished, 'nothing is done before the answer').toBeUndefined();
    tui.press('enter');
    await tui.until(isOver);
    expect(plain(tui.get())).toMatch(told);
    expect((await scene.journal.load('2026-11-20-1')).finished).toBeDefined();
    tui.press('enter');
    expect(tui.get().screen.at).toBe('history');
  });

  it('can be left for later, and is offered again', async () => {
    const scene = await cutOffScene('lost');
    const tui = await atStart(play(scene));
    tui.press('esc');
    expect(tui.get().screen.at).toBe('session');
    await atStart(play(scene));
  });

  it('is only shown while nothing may be written', async () => {
    const tui = await atStart(play(await cutOffScene('lost', { readOnly: true })));
    tui.press('R');
    expect(tui.get().overlay).toBeUndefined();
    expect(tui.get().notice?.text).toContain('Read-only');
  });

  it('is not spoken of where there is none', async () => {
    const tui = play(sceneOf());
    const at = await tui.until(({ screen, world }) => screen.at === 'recover' || world?.session.waves !== undefined);
    expect(at.screen.at).toBe('session');
  });
});
