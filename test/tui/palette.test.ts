import { describe, expect, it } from 'vitest';
import { screenKeys } from '../../src/tui/keys.ts';
import { plain } from './drawn.ts';
import { sessionOf } from './play.ts';
import { sceneOf } from './scene.ts';

describe('the palette', () => {
  it('lists every key of the screen below, and finds one by its words', async () => {
    const tui = await sessionOf(sceneOf(), { columns: 100, rows: 60 });
    const all = screenKeys(tui.get());
    tui.press(':');
    for (const { does } of all) expect(plain(tui.get())).toContain(does);
    tui.press(...'history');
    expect(plain(tui.get())).toMatch(/> 3 +history and rollback/);
    tui.press('enter');
    await tui.until(({ screen }) => screen.at === 'history');
    expect(tui.get().overlay).toBeUndefined();
  });

  it('offers first what begins with what was typed', async () => {
    const tui = await sessionOf(sceneOf());
    tui.press(':', ...'roll');
    expect(plain(tui.get())).toMatch(/> 3 +history and rollback/);
  });

  it('says why what was chosen is off, as its key does', async () => {
    const tui = await sessionOf(sceneOf({ readOnly: true }));
    tui.press(':', ...'apply what is accepted', 'enter');
    const said = tui.get().notice?.text;
    tui.press('A');
    expect(tui.get().notice?.text).toBe(said);
    expect(said).toBeDefined();
  });

  it('writes nothing by itself: what leads to a write asks, and the chunk that chose it is no answer', async () => {
    const tui = await sessionOf(sceneOf());
    tui.press('a', '2', '+', 'p');
    await tui.until(({ screen, overlay }) => screen.at === 'review' && !overlay);
    tui.dispatch({ type: 'keys', keys: [':', ...'apply', 'enter', 'enter', 'y'] });
    expect(tui.get().screen.at).toBe('review');
    expect(tui.get().overlay?.kind).toBe('confirm');
  });

  it('says that nothing is called so', async () => {
    const tui = await sessionOf(sceneOf());
    tui.press(':', ...'zzzz', 'enter');
    expect(tui.get().overlay?.kind).toBe('palette');
    expect(tui.get().notice?.text).toContain('Nothing here is called so');
    tui.press('esc');
    expect(tui.get().overlay).toBeUndefined();
  });
});
