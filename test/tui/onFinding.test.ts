import { describe, expect, it } from 'vitest';
import { openerOf, openWith } from '../../src/tui/browser.ts';
import { findingAt } from '../../src/tui/findingsList.ts';
import { current } from '../../src/tui/session.ts';
import { sessionOf } from './play.ts';
import { sceneOf } from './scene.ts';

describe('D', () => {
  it('opens the first document of the finding at hand, on a display', async () => {
    const tui = await sessionOf(sceneOf());
    tui.browser.display = true;
    const { url } = current(tui.get().world!.session)!.references[0]!;
    tui.press('D');
    await tui.until(({ notice }) => notice?.text === `Opened: ${url}`);
    expect(tui.browser.opened).toEqual([url]);
    expect(tui.copied).toEqual([]);
  });

  it('copies the address and shows it where there is no display', async () => {
    const tui = await sessionOf(sceneOf());
    tui.press('2', '/', ...'automount', 'enter');
    const { url } = findingAt(tui.get().world!.list)!.references[0]!;
    tui.press('D');
    await tui.until(({ notice }) => notice?.text.includes(url) ?? false);
    expect(tui.copied).toEqual([url]);
  });

  it('says that there is none', async () => {
    const tui = await sessionOf(sceneOf());
    tui.press('2', '/', ...'etcd', 'enter', 'D');
    expect(tui.get().notice?.text).toBe('This finding refers to no document.');
    expect(tui.copied).toEqual([]);
  });
});

describe('Y', () => {
  it('copies the id of the finding at hand, in the session and in the list', async () => {
    const tui = await sessionOf(sceneOf());
    tui.press('Y');
    const first = current(tui.get().world!.session)!.id;
    expect(tui.copied).toEqual([first]);
    tui.press('2', 'G', 'Y');
    expect(tui.copied).toEqual([first, findingAt(tui.get().world!.list)!.id]);
    expect(tui.get().notice?.text).toContain(tui.copied[1]);
  });

  it('copies nothing on the line of a group', async () => {
    const tui = await sessionOf(sceneOf());
    tui.press('2', 'g', 'Y');
    expect(tui.copied).toEqual([]);
    expect(tui.get().notice?.text).toContain('no finding');
  });
});

describe('what opens an address', () => {
  it.each([
    [{ DISPLAY: ':0' }, 'linux', 'xdg-open'],
    [{ WAYLAND_DISPLAY: 'wayland-0' }, 'linux', 'xdg-open'],
    [{ DISPLAY: '' }, 'linux', undefined],
    [{}, 'linux', undefined],
    [{}, 'darwin', 'open'],
    [{ SSH_CONNECTION: '192.0.2.1 1 192.0.2.2 22' }, 'darwin', undefined],
  ] as const)('%j on %s is %s', (env, platform, opener) => {
    expect(openerOf(env, platform)).toBe(opener);
  });

  it('is told to be missing where it is, and is given nothing but web addresses', async () => {
    expect(await openWith('no-such-program-anywhere', 'https://example.org')).toBe(false);
    expect(await openWith(process.execPath, 'file:///etc/passwd')).toBe(false);
    expect(await openWith(undefined, 'https://example.org')).toBe(false);
  });
});
