import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rowCount } from '../../src/tui/findingsList.ts';
import { pointingFrom, pointingOf, type Pointing } from '../../src/tui/mouse.ts';
import type { State } from '../../src/tui/state.ts';
import { MONOCHROME } from '../../src/tui/theme.ts';
import { update } from '../../src/tui/update.ts';
import { drawn } from './drawn.ts';
import { sessionOf, type Play } from './play.ts';
import { sceneOf } from './scene.ts';
import { everyState } from './states.ts';
import { screenOf } from './terminal.ts';

const point = (tui: Play, ...all: readonly Pointing[]): void => all.forEach((pointing) => tui.dispatch({ type: 'pointed', pointing }));
const click = (column: number, row: number): readonly Pointing[] => [
  { does: 'press', at: { column, row } },
  { does: 'release', at: { column, row } },
];

/** The row of the terminal, counted from 1, where this text stands. */
const rowWith = (state: State, text: string | RegExp): number =>
  1 + drawn(state, MONOCHROME).findIndex((line) => (typeof text === 'string' ? line.includes(text) : text.test(line)));

const list = (tui: Play) => tui.get().world!.list;

describe('reports of the mouse', () => {
  it.each<[string, Pointing | undefined]>([
    ['\u001b[<64;10;5M', { does: 'up' }],
    ['\u001b[<65;10;5M', { does: 'down' }],
    ['\u001b[<0;10;5M', { does: 'press', at: { column: 10, row: 5 } }],
    ['\u001b[<0;223;300m', { does: 'release', at: { column: 223, row: 300 } }],
    ['\u001b[<2;10;5M', undefined],
    ['\u001b[<4;10;5M', undefined],
    ['\u001b[<66;10;5M', undefined],
    ['[200~', undefined],
    ['j', undefined],
  ])('%s', (input, pointing) => expect(pointingOf(input)).toEqual(pointing));
});

describe('the mouse', () => {
  it('is off until it is asked for, and then does nothing', async () => {
    const tui = await sessionOf(sceneOf());
    tui.press('2');
    const before = tui.get();
    point(tui, { does: 'down' }, ...click(5, 8));
    expect(tui.get()).toBe(before);
    expect(tui.mouse).toEqual([]);
    tui.press('m');
    expect(tui.get().notice?.text).toContain('Shift');
    tui.press('m');
    expect(tui.mouse).toEqual(['on', 'off']);
  });

  it.each([
    { columns: 100, rows: 30 },
    { columns: 60, rows: 20 },
  ])('moves the cursor to the row that is clicked, at %j, under a notice too', async (size) => {
    const tui = await sessionOf(sceneOf(), size);
    tui.press('2', 'm');
    for (let at = 0; at < rowCount(list(tui)); at++) {
      const top = rowWith(tui.get(), /SEV/);
      point(tui, ...click(10, top + 1 + at));
      expect(list(tui).cursor).toBe(at);
      expect(rowWith(tui.get(), /│ >/)).toBe(top + 1 + at);
      tui.press('m', 'm'); // tells once more
    }
    point(tui, ...click(10, size.rows));
    expect(list(tui).cursor).toBe(rowCount(list(tui)) - 1);
  });

  it('opens what is clicked twice, and goes to the other pane', async () => {
    const tui = await sessionOf(sceneOf());
    tui.press('2', 'm', 'j');
    const row = rowWith(tui.get(), /│ >/);
    point(tui, ...click(10, row));
    expect(list(tui).pane).toBe('detail');
    point(tui, ...click(10, row));
    expect(list(tui).pane).toBe('list');
    point(tui, ...click(90, row));
    expect(list(tui).pane).toBe('detail');
  });

  it('scrolls with the wheel what the keys would scroll, under their own names too', async () => {
    const tui = await sessionOf(sceneOf());
    tui.press('2', 'm');
    const { cursor } = list(tui);
    point(tui, { does: 'down' });
    expect(list(tui).cursor).toBe(cursor + 3);
    point(tui, { does: 'up' });
    expect(list(tui).cursor).toBe(cursor);
    const mapped = {
      ...tui.get(),
      keys: {
        findings: new Map([
          ['down', 'p'],
          ['p', 'down'],
        ]),
      },
    };
    const { state, commands } = update(mapped, { type: 'pointed', pointing: { does: 'down' } });
    expect(commands).toEqual([]);
    expect(state.world!.list.cursor).toBe(cursor + 3);
  });

  it('says how to select text to who drags it', async () => {
    const tui = await sessionOf(sceneOf());
    tui.press('2', 'm');
    const { cursor } = list(tui);
    point(tui, { does: 'press', at: { column: 3, row: 6 } }, { does: 'release', at: { column: 30, row: 9 } });
    expect(tui.get().notice?.text).toContain('Hold Shift to select text');
    expect(list(tui).cursor).toBe(cursor);
  });

  it('never answers a question, never opens one, and sends nothing', async () => {
    const states = [...(await everyState())].map(([name, state]) => ({ name, state: { ...state, mouse: {} } }));
    const cell = fc.record({ column: fc.integer({ min: 1, max: 100 }), row: fc.integer({ min: 1, max: 30 }) });
    const pointing: fc.Arbitrary<readonly Pointing[]> = fc.oneof(
      fc.constantFrom<readonly Pointing[]>([{ does: 'up' }], [{ does: 'down' }]),
      cell.map(({ column, row }) => click(column, row)),
    );
    fc.assert(
      fc.property(fc.constantFrom(...states), fc.array(pointing, { maxLength: 6 }), ({ state, name }, all) => {
        const asks = ['confirm', 'prompt', 'owner', 'wait'].includes(state.overlay?.kind ?? '');
        let at: State = state;
        for (const one of all.flat()) {
          const { state: after, commands } = update(at, { type: 'pointed', pointing: one });
          expect(
            commands.filter(({ do: does }) => ['apply', 'rollback', 'rehearse', 'plan', 'open', 'scan', 'quit'].includes(does)),
            name,
          ).toEqual([]);
          at = after;
        }
        expect(at.overlay?.kind, name).toBe(state.overlay?.kind);
        if (asks) expect(at.overlay, name).toEqual(state.overlay);
        expect(at.screen.at).toBe(state.screen.at);
      }),
      { numRuns: 300 },
    );
  });
});

describe('a terminal that reports the mouse', () => {
  it('reports it no more once the program has ended', async () => {
    const screen = screenOf(sceneOf(), { columns: 100, rows: 30 });
    await screen.shows('change 1 of');
    expect(screen.raw()).not.toContain('\u001b[?1000h');
    screen.send('m');
    await screen.shows('Shift');
    screen.send('2');
    await screen.shows('Findings');
    screen.send('\u001b[<65;10;10M');
    await screen.shows(/>\[ \]|> ?\[ \]|│ >/);
    screen.send('q');
    await screen.exit;
    const raw = screen.raw();
    for (const mode of ['1000', '1006']) expect(raw.lastIndexOf(`\u001b[?${mode}l`)).toBeGreaterThan(raw.lastIndexOf(`\u001b[?${mode}h`));
  });
});

describe('what is read of the terminal', () => {
  const read = (...chunks: readonly string[]): { readonly keys: string; readonly told: readonly Pointing[] } => {
    const told: Pointing[] = [];
    const left = [...chunks];
    const stdin = { read: () => left.shift() ?? null } as unknown as NodeJS.ReadStream;
    const end = pointingFrom(stdin, (pointing) => told.push(pointing));
    let keys = '';
    for (let chunk: unknown = stdin.read(); chunk !== null; chunk = stdin.read()) if (typeof chunk === 'string') keys += chunk;
    end();
    return { keys, told };
  };

  it('gives reports of the mouse apart from keys, however chunks are cut', () => {
    const typed = 'j\u001b[<65;5;9Mk\u001b[<0;5;9M\u001b[Al';
    const whole = read(typed);
    expect(whole).toEqual({ keys: 'jk\u001b[Al', told: [{ does: 'down' }, { does: 'press', at: { column: 5, row: 9 } }] });
    for (let at = 1; at < typed.length; at++) {
      const cut = read(typed.slice(0, at), typed.slice(at));
      // Between ESC and what follows it a chunk means the key: terminals do not cut there.
      if (typed[at - 1] !== '\u001b' && !(typed[at - 2] === '\u001b' && typed[at - 1] === '[')) expect(cut).toEqual(whole);
    }
  });

  it('hands on a lone escape at once', () => {
    expect(read('\u001b')).toEqual({ keys: '\u001b', told: [] });
  });
});
