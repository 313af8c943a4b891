import { beforeAll, describe, expect, it } from 'vitest';
import stringWidth from 'string-width';
import { keyName } from '../../src/tui/binding.ts';
import { keysNow, screenKeys } from '../../src/tui/keys.ts';
import type { State } from '../../src/tui/state.ts';
import { MONOCHROME } from '../../src/tui/theme.ts';
import { account, deployment, namespace } from '../contract/objects.ts';
import { drawn, plain } from './drawn.ts';
import { sessionOf } from './play.ts';
import { sceneOf } from './scene.ts';
import { everyState } from './states.ts';
import { screenOf } from './terminal.ts';

const SGR = /\u001b\[[\d;]*m/g;

let states: ReadonlyMap<string, State>;
beforeAll(async () => {
  states = await everyState();
});

describe.each([
  { columns: 100, rows: 30 },
  { columns: 160, rows: 50 },
  { columns: 80, rows: 24 },
  { columns: 60, rows: 20 },
])('at $columns x $rows', (size) => {
  it('every screen fills its terminal and nothing more', () => {
    states.forEach((state, name) => {
      const lines = drawn({ ...state, size });
      expect(lines.length, name).toBe(size.rows);
      for (const line of lines) expect(stringWidth(line), `${name}: ${line}`).toBeLessThanOrEqual(size.columns);
    });
  });

  it('frames close on the right edge', () => {
    states.forEach((state, name) => {
      for (const line of drawn({ ...state, size }, MONOCHROME)) {
        if (!line.startsWith('│') && !line.startsWith('├') && !line.startsWith('╭')) continue;
        expect(stringWidth(line), `${name}: ${line}`).toBe(size.columns);
        expect('│┤╮', `${name}: ${line}`).toContain(line.at(-1));
      }
    });
  });
});

describe('every screen', () => {
  it('has no colour and the same text when colours are not wanted', () => {
    states.forEach((state, name) => {
      const coloured = drawn(state).join('\n');
      expect(coloured, name).toMatch(SGR);
      expect(plain(state), name).not.toContain('\u001b');
      const text = (frame: string): readonly string[] => frame.split('\n').map((line) => line.trimEnd());
      expect(text(plain(state)), name).toEqual(text(coloured.replaceAll(SGR, '')));
    });
  });

  it('shows its keys in the footer and all of them in the help', () => {
    states.forEach((state, name) => {
      const wide = { ...state, size: { columns: 300, rows: 60 } };
      const footer = drawn({ ...wide }, MONOCHROME).at(-1) ?? '';
      for (const { keys, short, unless } of keysNow(wide)) {
        if (short === undefined) continue;
        const isOff = unless?.({ ...wide, chunk: wide.chunk + 1 }) !== undefined;
        expect(`${footer} `, name).toContain(isOff ? `(${keyName(keys[0]!)} ${short})` : ` ${keyName(keys[0]!)} ${short} `);
      }
      const help = plain({ ...wide, overlay: { kind: 'help', top: 0 } });
      for (const { does } of screenKeys(wide)) expect(help, name).toContain(does);
    });
  });

  it('keeps what matters most in the footer of a narrow screen, also under a notice', () => {
    const seen = new Set<string>();
    states.forEach((state, name) => {
      const narrow: State = { ...state, size: { columns: 60, rows: 20 }, notice: { text: 'told '.repeat(40), tone: 'warn' } };
      const footer = drawn(narrow, MONOCHROME).at(-1) ?? '';
      for (const { keys, short, vital } of keysNow(narrow)) {
        if (!vital && !(short !== undefined && (keys.includes('?') || keys.includes('q')))) continue;
        expect(footer, name).toContain(`${keyName(keys[0]!)} ${short}`);
        seen.add(keys[0]!);
      }
    });
    expect([...seen]).toEqual(expect.arrayContaining(['A', 'R', 'y', 'n', '?', 'q']));
  });

  it('tells in full what it has to say, and the keys stay', () => {
    const text = '5 left out. monitoring/Deployment prometheus: metrics (helm) owns it: change it at its source.';
    const shown = plain({ ...states.get('review')!, size: { columns: 60, rows: 20 }, notice: { text, tone: 'warn' } });
    expect(shown.replaceAll(/\s+/g, ' ')).toContain(text);
  });

  it('says so when the terminal is too small', () => {
    states.forEach((state) => expect(plain({ ...state, size: { columns: 59, rows: 19 } })).toMatch(/59x19 is too small/));
  });

  it('marks the cursor by a character', () => {
    for (const name of ['first run', 'findings', 'history']) expect(plain(states.get(name)!), name).toMatch(/│ >/);
  });
});

describe('a session', () => {
  it('shows why, what may break, and what the server would store', () => {
    const shown = plain(states.get('session')!);
    expect(shown).toMatch(/WHY .+\n/);
    expect(shown).toMatch(/BREAKS .+\n/);
    expect(shown).toContain('+ automountServiceAccountToken: false');
    expect(shown).toContain('dry-run accepted, 0 warnings');
    expect(shown).toContain('1 more like this');
  });

  it('ends with a summary that leaves nothing out', () => {
    const shown = plain({ ...states.get('summary')!, size: { columns: 100, rows: 60 } });
    expect(shown).toMatch(/Fixed 3 of \d+/);
    for (const title of ['FIXED', 'SKIPPED', 'OUTSIDE THE API']) expect(shown).toContain(title);
  });
});

describe('names from a hostile cluster', () => {
  const EVIL = 'x\u001b[2J\u001b]8;;https://example.org\u0007\u009b31m\u202eevil\r\n\u200b';
  const entries = [
    namespace(EVIL),
    account(EVIL, 'default'),
    deployment(EVIL, `${EVIL}字`),
    namespace('日本語'),
    account('日本語', 'default'),
  ];

  it('never reach the terminal as more than text', async () => {
    const scene = sceneOf({ entries });
    const screen = screenOf(scene, { columns: 100, rows: 30 }, { NO_COLOR: '1' });
    await screen.shows('dry-run accepted');
    for (const [keys, text] of [
      ['2', 'Findings'],
      ['\t', 'Detail'],
      ['\t+p', 'Impact'],
      ['\u001b', 'Findings'],
    ] as const) {
      screen.send(keys);
      await screen.shows(text);
    }
    screen.send('q');
    await screen.exit;
    const raw = screen.raw();
    expect(raw).toContain('evil');
    for (const sequence of ['\u001b]8', '\u009b', '\u202e', '\u200b', '\u001b[31m'])
      expect(raw.includes(sequence), JSON.stringify(sequence)).toBe(false);
  });

  it('do not break the frame', async () => {
    const tui = await sessionOf(sceneOf({ entries }));
    tui.press('2');
    for (const line of drawn(tui.get(), MONOCHROME)) expect(stringWidth(line)).toBeLessThanOrEqual(100);
    expect(plain(tui.get())).toContain('日本語');
  });
});

describe('fifty thousand findings', () => {
  it('are drawn as one window, and a key changes little', async () => {
    const tui = await sessionOf(sceneOf());
    const { world } = tui.get();
    const [first] = world!.scan.result.findings;
    const many = Array.from({ length: 50_000 }, (_, i) => ({ ...first!, id: `${i}`, ref: { ...first!.ref, name: `app-${i}` } }));
    const { newList } = await import('../../src/tui/findingsList.ts');
    const state: State = { ...tui.get(), world: { ...world!, list: newList(many) }, screen: { at: 'findings' } };
    const shown = drawn(state, MONOCHROME).join('\n');
    expect(shown).toContain('50000 of 50000');
    expect(shown.match(/app-\d+/g)!.length).toBeLessThan(40);
  });
});
