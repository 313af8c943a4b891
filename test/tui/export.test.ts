import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXIT, Failure } from '../../src/app/errors.ts';
import { save } from '../../src/tui/save.ts';
import { atWaveEnd } from '../../src/tui/session.ts';
import { sessionOf, type Play } from './play.ts';
import { sceneOf } from './scene.ts';

/** All waves skipped, but for the first finding, which is ignored. */
const atSummary = async (): Promise<Play> => {
  const tui = await sessionOf(sceneOf());
  tui.press('x', ...'known', 'enter', 'enter');
  for (let state = tui.get(); state.screen.at === 'session'; state = tui.get()) tui.press(atWaveEnd(state.world!.session) ? 'enter' : 'n');
  return tui;
};

describe('the summary in a file', () => {
  it('is written as Markdown, with every finding in it and why it was left', async () => {
    const tui = await atSummary();
    tui.press('E', 'enter');
    await tui.until(({ notice }) => notice?.text.startsWith('Written to') ?? false);
    const [[file, text] = []] = [...tui.saved];
    expect(file).toBe('kubeharden-demo-2026-11-21.md');
    expect(text).toContain('known');
    expect(text).toContain('you skipped it');
    for (const { ref } of tui.get().world!.scan.result.findings) expect(text).toContain(ref.name.replaceAll('-', '\\-'));
  });

  it('is written as a page, and asks for a name that says which', async () => {
    const tui = await atSummary();
    tui.press('E', 'ctrl-u', ...'out.pdf', 'enter');
    expect(tui.get().overlay).toMatchObject({ kind: 'prompt', wrong: expect.stringContaining('.html') });
    tui.press('ctrl-u', ...'out.html', 'enter');
    await tui.until(({ notice }) => notice?.text.startsWith('Written to') ?? false);
    expect(tui.saved.get('out.html')).toMatch(/^<!doctype html>/);
  });
});

describe('a file that is written', () => {
  let folder: string;
  beforeAll(async () => void (folder = await mkdtemp(path.join(tmpdir(), 'kubeharden-'))));
  afterAll(() => rm(folder, { recursive: true }));

  it('never takes the place of one that is there', async () => {
    const file = path.join(folder, 'a.md');
    await save(file, 'first');
    const again = await save(file, 'second').catch((error: unknown) => error);
    expect(again).toBeInstanceOf(Failure);
    expect(again).toMatchObject({ exit: EXIT.usage, message: expect.stringContaining('there already') });
    expect(await readFile(file, 'utf8')).toBe('first');
  });

  it('says that its folder is missing', async () => {
    await expect(save(path.join(folder, 'none', 'a.md'), '')).rejects.toThrow('its folder does not exist');
  });
});
