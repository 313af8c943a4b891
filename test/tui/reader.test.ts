import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { announced, pageOf } from '../../src/tui/reader/announcing.ts';
import { readerPage } from '../../src/tui/reader/Reader.tsx';
import { SPOKEN, spoken } from '../../src/tui/reader/spoken.ts';
import { sessionOf } from './play.ts';
import { sceneOf } from './scene.ts';
import { everyState } from './states.ts';
import { screenOf } from './terminal.ts';

const SIZE = { columns: 99, rows: 40 };
const SIGNS = /[─│╭╮╰╯├┤▾█]|\[[x+ ]\]|\bC!|\bH\^|\bM=|\[=*>/;

describe('a screen in words', () => {
  it('has no frames and no signs, on every screen', async () => {
    (await everyState(SIZE)).forEach((state, name) => {
      const { header, body, keys } = readerPage(state);
      for (const { text } of [header, ...body, keys]) {
        expect(text, name).not.toMatch(SIGNS);
        expect(text, name).not.toMatch(/\p{Co}/u);
      }
    });
  });

  it('says severities, selections and what a difference does as words', async () => {
    const tui = await sessionOf(sceneOf(), SIZE);
    const session = readerPage(tui.get()).body.map(({ text }) => text);
    expect(session).toContain('added: automountServiceAccountToken: false');
    tui.press('2', 'j', 'space');
    const list = readerPage(tui.get()).body.map(({ text }) => text);
    expect(list.join('\n')).toMatch(/selected, high, etcd-encryption cluster\/cluster guide/);
    expect(list.join('\n')).toMatch(/^high, privilege-escalation deploy\/checkout auto/m);
  });

  it('keeps what only looks like a sign', () => {
    expect(spoken(SPOKEN.paint('plain', 'C! + - [x] ')).text).toBe('C! + - [x]');
    expect(spoken(SPOKEN.paint('added', '+ a')).text).toBe('added: a');
  });
});

describe('what is announced', () => {
  const page = (of: string, ...body: readonly string[]) => pageOf(of, ['head', ...body, 'keys']);

  it('is a whole screen once, and then only what is new', () => {
    const first = page('list', '│ >a', '│  b');
    expect(announced(undefined, first)).toEqual(['head', 'a', 'b', 'Keys: keys']);
    expect(announced(first, first)).toEqual([]);
    expect(announced(first, page('list', '│  a', '│ >b'))).toEqual(['b']);
    expect(announced(first, page('list', '│ >a', '│  b', '│  c'))).toEqual(['c']);
    expect(announced(first, page('detail', '│ >a'))).toEqual(['head', 'a', 'Keys: keys']);
  });

  it('says which keys are off', () => {
    expect(pageOf('list', ['head', ' y accept  (A apply) q quit']).keys.text).toBe('y accept A apply (off) q quit');
  });

  it('is the answer to a key each time, also in the same words', async () => {
    const tui = await sessionOf(sceneOf(), SIZE);
    const hears = (key: string): string => {
      const before = readerPage(tui.get());
      tui.press(key);
      return announced(before, readerPage(tui.get())).join(' ');
    };
    const first = hears('A');
    expect(first).toMatch(/accept/i);
    expect(hears('A')).toBe(first);
    const still = readerPage(tui.get());
    expect(announced(still, still)).toEqual([]);
  });

  it('is nothing for an age that only grows', async () => {
    const { state } = { state: (await sessionOf(sceneOf(), SIZE)).get() };
    const later = { ...state, world: { ...state.world!, since: { ...state.world!.since, minutes: 5 } } };
    expect(announced(readerPage(state), readerPage(later))).toEqual([]);
  });
});

describe('a terminal with a screen reader', () => {
  it('gets lines that follow one another and nothing else, up to a question that is answered as ever', async () => {
    const screen = screenOf(sceneOf(), { columns: 60, rows: 10 }, { INK_SCREEN_READER: 'true' });
    const said = (): string => stripVTControlCharacters(screen.raw());
    await expect.poll(said).toContain('dry-run accepted');
    screen.send('2');
    await expect.poll(said).toContain('by namespace');
    await expect.poll(said).toMatch(/select.*quit\s*$/);
    const before = said().length;
    screen.send('j');
    await expect.poll(() => said().slice(before).trim().split('\n')).toHaveLength(1);
    screen.send('1');
    await expect.poll(said).toContain('change 1 of');
    screen.send('a');
    await expect.poll(said).toContain('accepted at once');
    screen.send('A');
    await expect.poll(said).toContain('y does it, esc changes nothing');
    screen.send('y');
    await expect.poll(said, { timeout: 5000 }).toMatch(/Run \S+: applied/);
    screen.send('q');
    expect(await screen.exit).toBe(0);
    expect(screen.raw()).not.toContain('\u001b[?1049h');
    expect(said()).not.toMatch(SIGNS);
  });
});
