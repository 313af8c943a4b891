import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Failure } from '../../src/app/errors.ts';
import { parseConfig } from '../../src/tui/config.ts';
import { configPath, readConfig } from '../../src/tui/configFile.ts';
import { keysNow } from '../../src/tui/keys.ts';
import { clashIn, FIXED, type KeyMap } from '../../src/tui/keymap.ts';
import { SECTION_NAMES, SECTIONS } from '../../src/tui/keys/sections.ts';
import { COLOURED, MONOCHROME, THEME_NAMES, themeFor, THEMES, type Style } from '../../src/tui/theme.ts';
import type { State } from '../../src/tui/state.ts';
import { update } from '../../src/tui/update.ts';
import { drawn, plain } from './drawn.ts';
import { everyState } from './states.ts';

const wrong = (text: string): Failure => {
  try {
    parseConfig(text, 'config.yaml');
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  throw new Error('it was taken');
};

describe('a config that is wrong', () => {
  it.each([
    ['theme: pink', 1, 'theme', /no theme pink/],
    ['theme:\n  - dark', 1, 'theme', /no theme/],
    ['\nkey: {}', 2, 'key', /no such setting/],
    ['- theme', 1, 'config', /Names and values/],
    ['theme: dark\ntheme: light', 2, 'YAML', /unique/],
    ['keys:\n  finding:\n    V: v', 2, 'keys.finding', /no such screen/],
    ['keys:\n  findings: V', 2, 'keys.findings', /Names and values/],
    ['keys:\n  findings:\n    Q: v', 3, 'keys.findings.Q', /Q does nothing there/],
    ['keys:\n  findings:\n    V: vv', 3, 'keys.findings.V', /"vv" is no key/],
    ['keys:\n  findings:\n    V: 7', 3, 'keys.findings.V', /7 is no key/],
    ['keys:\n  findings:\n    V: é', 3, 'keys.findings.V', /is no key/],
    ['keys:\n  review:\n    A: a', 3, 'keys.review.A', /cannot be given away/],
    ['keys:\n  history:\n    R: r', 3, 'keys.history.R', /cannot be given away/],
    ['keys:\n  findings:\n    p: A', 3, 'keys.findings.p', /cannot be given away or taken/],
    ['keys:\n  findings:\n    p: esc', 3, 'keys.findings.p', /cannot be given away or taken/],
    ['keys:\n  findings:\n    V: b', 2, 'keys.findings', /b would mean two things: ".*range.*" and "group/],
    ['keys:\n  findings:\n    V: q', 2, 'keys.findings', /q would mean two things/],
    ['keys:\n  everywhere:\n    "?": y', 2, 'keys.session', /y would mean two things: "accept" and "help"/],
    ['keys:\n  applying:\n    k: x', 2, 'keys.applying', /no such screen/],
  ])('is a usage error that says where: %j', (text, line, field, why) => {
    const { exit, message } = wrong(text);
    expect(exit).toBe(2);
    expect(message.startsWith(`config.yaml:${line}: ${field}: `), message).toBe(true);
    expect(message).toMatch(why);
  });
});

describe('a config', () => {
  it.each(['', '# nothing yet', 'keys:', '{}'])('may be empty: %j', (text) => {
    expect(parseConfig(text, 'config.yaml')).toEqual({ keys: {} });
  });

  it('lets two keys change places', () => {
    const { keys } = parseConfig('theme: light\nkeys:\n  findings: { V: b, b: V }\n', 'config.yaml');
    expect(keys['findings']).toEqual(
      new Map([
        ['V', 'b'],
        ['b', 'V'],
      ]),
    );
  });
});

describe('the keys of the program', () => {
  it('clash on no screen', () => {
    for (const name of SECTION_NAMES)
      for (const table of SECTIONS[name])
        expect(clashIn(name === 'everywhere' ? table : [...table, ...SECTIONS.everywhere[0]]), name).toBeUndefined();
  });
});

describe('own keys', () => {
  let states: ReadonlyMap<string, State>;
  beforeAll(async () => {
    states = await everyState();
  });
  const own: KeyMap = { findings: new Map([['b', 'B']]), session: new Map([['n', 'h']]), everywhere: new Map([['?', 'H']]) };
  const with_ = (name: string): State => ({ ...states.get(name)!, keys: own });
  const press = (state: State, key: string): State => update(state, { type: 'keys', keys: [key] }).state;

  it('do what the others did, which do nothing any more', () => {
    const state = with_('findings');
    expect(press(state, 'B').world!.list.group).not.toBe(state.world!.list.group);
    expect(press(state, 'b').world).toBe(state.world);
    expect(press(with_('session'), 'H').overlay?.kind).toBe('help');
    expect(press(with_('session'), '?').overlay).toBeUndefined();
  });

  it('stand in the footer and in the help', () => {
    const shown = plain({ ...with_('findings'), size: { columns: 300, rows: 60 } });
    expect(shown).toContain(' B group ');
    expect(shown).toContain(' H help ');
    const help = plain(press({ ...with_('findings'), size: { columns: 100, rows: 60 } }, 'H'));
    expect(help).toMatch(/│ B +group by/);
  });

  it('change nothing in a question before a write', () => {
    for (const name of ['confirm', 'confirm a rollback', 'prompt'])
      expect(keysNow(with_(name)).map(({ keys }) => keys)).toEqual(keysNow(states.get(name)!).map(({ keys }) => keys));
  });

  it('never touch what is fixed', () => {
    states.forEach((state, name) => {
      const fixed = (of: State) =>
        keysNow(of).flatMap(({ keys, does }) => keys.filter((key) => FIXED.includes(key)).map((key) => [key, does]));
      expect(fixed({ ...state, keys: own }), name).toEqual(fixed(state));
    });
  });

  it('look the same in every theme but for the colours', () => {
    const SGR = /\u001b\[[\d;]*m/g;
    ['session', 'findings', 'review', 'confirm', 'history', 'rights detail'].forEach((name) => {
      const state = states.get(name)!;
      for (const theme of THEME_NAMES)
        expect(
          drawn(state, THEMES[theme]).map((line) => line.replaceAll(SGR, '').trimEnd()),
          `${name} ${theme}`,
        ).toEqual(drawn(state, MONOCHROME).map((line) => line.trimEnd()));
    });
  });
});

describe('a theme', () => {
  const STYLES: readonly Style[] = [
    'dim',
    'bold',
    'title',
    'accent',
    'key',
    'border',
    'cursor',
    'critical',
    'high',
    'medium',
    'low',
    'good',
    'warn',
    'bad',
    'added',
    'addedWord',
    'removed',
    'removedWord',
  ];

  it.each(THEME_NAMES)('uses the 16 colours of the terminal only: %s', (name) => {
    for (const style of STYLES) {
      const codes =
        THEMES[name]
          .paint(style, 'x')
          .match(/\u001b\[([\d;]+)m/)?.[1]
          ?.split(';') ?? [];
      for (const code of codes) expect(code).toMatch(/^(?:[0-9]|3[0-7]|9[0-7])$/);
    }
  });

  it('never dims with high contrast, and never writes yellow or cyan on a light ground', () => {
    for (const style of STYLES) {
      expect(THEMES['high-contrast'].paint(style, 'x')).not.toMatch(/[[;](?:2|90)[;m]/);
      expect(THEMES.light.paint(style, 'x')).not.toMatch(/[[;](?:33|36|93|96)[;m]/);
    }
  });

  it('gives way to NO_COLOR and to a dumb terminal', () => {
    expect(themeFor({}, 'light')).toBe(THEMES.light);
    expect(themeFor({})).toBe(COLOURED);
    expect(themeFor({ NO_COLOR: '1' }, 'light')).toBe(MONOCHROME);
    expect(themeFor({ NO_COLOR: '' }, 'light')).toBe(THEMES.light);
    expect(themeFor({ TERM: 'dumb' }, 'high-contrast')).toBe(MONOCHROME);
  });
});

describe('the config file', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'config-'));
    await mkdir(join(folder, 'kubeharden'));
    await writeFile(join(folder, 'kubeharden', 'config.yaml'), 'theme: light\n');
    await writeFile(join(folder, 'other.yaml'), 'theme: none\n');
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('is where XDG says, or below the home', () => {
    expect(configPath({ XDG_CONFIG_HOME: '/c', HOME: '/h' })).toBe('/c/kubeharden/config.yaml');
    expect(configPath({ XDG_CONFIG_HOME: 'c', HOME: '/h' })).toBe('/h/.config/kubeharden/config.yaml');
    expect(configPath({})).toBeUndefined();
  });

  it('is read, need not be there, and another one can be named, which must', async () => {
    const env = { XDG_CONFIG_HOME: folder };
    expect(await readConfig(undefined, env)).toEqual({ theme: 'light', keys: {} });
    expect(await readConfig(join(folder, 'other.yaml'), env)).toEqual({ theme: 'none', keys: {} });
    expect(await readConfig(undefined, { XDG_CONFIG_HOME: join(folder, 'nowhere') })).toEqual({ keys: {} });
    await expect(readConfig(join(folder, 'nowhere.yaml'), env)).rejects.toMatchObject({
      exit: 2,
      message: expect.stringContaining('nowhere.yaml'),
    });
    await expect(readConfig(folder, {})).rejects.toMatchObject({ exit: 2 });
  });
});
