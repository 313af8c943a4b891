import { describe, expect, it } from 'vitest';
import { atWaveEnd, current } from '../../src/tui/session.ts';
import { plain } from './drawn.ts';
import { isAsked, sessionOf, type Play } from './play.ts';
import { sceneOf } from './scene.ts';

/** Goes on, without a decision more than needed, until the finding at hand is of this remediation. */
const goTo = async (tui: Play, remediation: string): Promise<void> => {
  while (current(tui.get().world!.session)?.remediation !== remediation) {
    tui.press(atWaveEnd(tui.get().world!.session) ? 'enter' : 'd');
    await tui.until(isAsked);
  }
};

const footer = (tui: Play): string => plain(tui.get()).split('\n').at(-1) ?? '';

describe('who sees it for the first time', () => {
  it('sees that a question can be answered as soon as it stands there', async () => {
    const tui = await sessionOf(sceneOf());
    tui.press('y', 'A');
    await tui.until(({ overlay }) => overlay?.kind === 'confirm');
    expect(footer(tui)).toContain(' y yes ');
  });

  it('is told why the name has to be typed', async () => {
    const tui = await sessionOf(sceneOf());
    await goTo(tui, 'dashboard-cluster-admin');
    tui.press('y', 'A');
    await tui.until(({ overlay }) => overlay?.kind === 'confirm');
    expect(plain(tui.get())).toContain('By name: an object is deleted.');
  });

  it('skips all of a remediation at once, also where each needs an answer of its own, and takes that back', async () => {
    const tui = await sessionOf(sceneOf());
    await goTo(tui, 'no-quota');
    const before = tui.get().world!.session.decisions.size;
    expect(plain(tui.get())).toContain('1 more of this remediation');
    tui.press('d');
    expect(tui.get().world!.session.decisions.size).toBe(before + 2);
    expect(tui.get().notice?.text).toContain('2 skipped at once');
    tui.press('u');
    expect(tui.get().world!.session.decisions.size).toBe(before);
  });

  it('is told where what was accepted in an earlier wave is applied', async () => {
    const tui = await sessionOf(sceneOf());
    tui.press('y');
    while (!atWaveEnd(tui.get().world!.session)) {
      await tui.until(isAsked);
      tui.press('d');
    }
    tui.press('enter');
    await tui.until(isAsked);
    tui.press('A');
    expect(tui.get().notice?.text).toContain('5 has all that is accepted');
    tui.press('5', 'A');
    await tui.until(({ overlay }) => overlay?.kind === 'confirm');
  });

  it('comes to the summary from anywhere, and back to where the session was', async () => {
    const tui = await sessionOf(sceneOf());
    tui.press('y', '2', '5');
    expect(plain(tui.get())).toContain('What was done, and what is left');
    const at = current(tui.get().world!.session);
    tui.press('1');
    expect(tui.get().screen.at).toBe('session');
    expect(current(tui.get().world!.session)).toBe(at);
  });

  it('brings back what was ignored, in this session and in an earlier one', async () => {
    const scene = sceneOf();
    const first = await sessionOf(scene);
    const { id } = current(first.get().world!.session)!;
    const ignore = async (tui: Play): Promise<void> => {
      tui.press('x', ...'not ours', 'enter', 'enter');
      await tui.until(({ notice }) => notice?.text.startsWith('Ignored') === true);
    };
    await ignore(first);
    const second = await sessionOf(scene);
    expect(second.get().world!.scan.ignored.map((finding) => finding.id)).toEqual([id]);
    await ignore(second);
    second.press('5', 'x');
    expect(second.get().notice?.text).toContain('2 brought back');
    await second.until(({ world }) => world?.session.waves !== undefined);
    expect(second.get().world!.scan.result.findings.map((finding) => finding.id)).toContain(id);
    second.press('x');
    expect(second.get().notice?.text).toBe('Nothing is ignored.');
    await second.until(() => true);
    expect((await sessionOf(scene)).get().world!.scan.ignored).toEqual([]);
  });

  it('comes back to the session by esc alone, one thing at a time', async () => {
    const tui = await sessionOf(sceneOf());
    tui.press('2', '/', ...'account', 'enter', 'space', 'tab');
    tui.press('esc');
    expect(tui.get().world!.list).toMatchObject({ pane: 'list', query: 'account' });
    tui.press('esc');
    expect(tui.get().world!.list.selected.size).toBe(0);
    tui.press('esc');
    expect(tui.get().world!.list.query).toBe('');
    expect(tui.get().screen.at).toBe('findings');
    tui.press('esc');
    expect(tui.get().screen.at).toBe('session');
  });
});
