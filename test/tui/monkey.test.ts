import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rowCount } from '../../src/tui/findingsList.ts';
import { keysNow } from '../../src/tui/keys.ts';
import type { Connection, Ports } from '../../src/tui/ports.ts';
import type { State } from '../../src/tui/state.ts';
import { drawn } from './drawn.ts';
import { isAsked, play, type Play } from './play.ts';
import { DEMO, sceneOf, type Scene } from './scene.ts';

const SIZES = [
  { columns: 100, rows: 30 },
  { columns: 80, rows: 24 },
  { columns: 60, rows: 20 },
  { columns: 59, rows: 19 },
] as const;

/** What a monkey does: a key of the screen at hand, or anything else; several in one chunk; or it pulls at the window. */
type Move =
  | { readonly of: 'table'; readonly at: readonly number[] }
  | { readonly of: 'text'; readonly keys: readonly string[] }
  | { readonly of: 'size'; readonly at: number }
  | { readonly of: 'wait' }
  | { readonly of: 'mouse'; readonly column: number; readonly row: number }
  /** Somebody else changes the cluster meanwhile. */
  | { readonly of: 'outside'; readonly gone: number }
  /** On towards a write: a finding accepted, the plan applied or rolled back, the question answered. */
  | { readonly of: 'write' };

const moves: fc.Arbitrary<Move> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ of: fc.constant('table' as const), at: fc.array(fc.nat(1000), { minLength: 1, maxLength: 3 }) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      of: fc.constant('text' as const),
      keys: fc.array(fc.constantFrom(...'demo yA R\u00e9字'), { minLength: 1, maxLength: 5 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ of: fc.constant('size' as const), at: fc.nat(SIZES.length - 1) }) },
  { weight: 8, arbitrary: fc.constant({ of: 'wait' as const }) },
  { weight: 8, arbitrary: fc.constant({ of: 'write' as const }) },
  {
    weight: 2,
    arbitrary: fc.record({
      of: fc.constant('mouse' as const),
      column: fc.integer({ min: 1, max: 100 }),
      row: fc.integer({ min: 1, max: 30 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ of: fc.constant('outside' as const), gone: fc.nat(99) }) },
);

/** It is not asked to leave: that ends the play. */
const LEAVES = new Set(['q', 'ctrl-c', 'ctrl-z', 'c']);

const keysOf = (state: State, move: Extract<Move, { of: 'table' | 'text' }>): readonly string[] => {
  if (move.of === 'text') return move.keys;
  const known = keysNow(state).flatMap(({ keys }) => keys.filter((key) => !LEAVES.has(key)));
  return move.at.flatMap((at) => known[at % Math.max(1, known.length)] ?? []);
};

/** A scene that tells of every write that the screens ask for. */
const watched = (scene: Scene, wrote: () => void): Scene => {
  const watching = (connection: Connection): Connection =>
    new Proxy(connection, {
      get(of, name) {
        if (name === 'apply' || name === 'rollback') wrote();
        return Reflect.get(of, name) as unknown;
      },
    });
  const ports: Ports = { ...scene.ports, connect: async (choice, signal) => watching(await scene.ports.connect(choice, signal)) };
  return { ...scene, ports };
};

const idsOf = (state: State): ReadonlySet<string> => new Set(state.world?.scan.result.findings.map(({ id }) => id));

const assertSound = (state: State): void => {
  const { world, screen, size } = state;
  if (world) {
    const shown = rowCount(world.list);
    expect(world.list.cursor).toBeGreaterThanOrEqual(0);
    expect(world.list.cursor).toBeLessThan(Math.max(1, shown));
    const known = idsOf(state);
    for (const id of world.list.selected) expect(known).toContain(id);
    expect(world.session.at).toBeGreaterThanOrEqual(0);
  }
  if (screen.at === 'review') expect(screen.plan.changes[screen.object]).toBeDefined();
  if (screen.at === 'history') expect(screen.cursor).toBeGreaterThanOrEqual(0);
  const rows = drawn(state);
  if (size.columns >= 60 && size.rows >= 20) expect(rows).toHaveLength(size.rows);
};

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Each in a chunk of its own. */
const towardsWrite = (state: State): readonly string[] => {
  const { overlay } = state;
  if (overlay?.kind === 'confirm') return overlay.danger === 'name' ? [...overlay.name, 'enter'] : [overlay.danger];
  if (overlay) return overlay.kind === 'wait' ? [] : ['esc'];
  const on = keysNow(state).flatMap(({ keys, unless }) => (unless?.(state) === undefined ? keys : []));
  return [['A', 'R', 'y', 'a'].find((key) => on.includes(key)) ?? '1'];
};

const clicked = (tui: Play, { column, row }: Extract<Move, { of: 'mouse' }>): void => {
  for (const does of ['press', 'release'] as const) tui.dispatch({ type: 'pointed', pointing: { does, at: { column, row } } });
  tui.dispatch({ type: 'pointed', pointing: { does: row % 2 === 0 ? 'up' : 'down' } });
};

/** As if it had been watched: an object of a finding goes. */
const disturbed = (tui: Play, at: number): void => {
  const { world } = tui.get();
  const findings = world?.scan.result.findings ?? [];
  const finding = findings[at % Math.max(1, findings.length)];
  if (world && finding)
    tui.dispatch({ type: 'seen', of: world.scan.snapshot, sightings: [{ ref: finding.ref, how: 'gone', version: '9999' }] });
};

const moved = async (tui: Play, move: Move): Promise<void> => {
  if (move.of === 'wait') await turn();
  else if (move.of === 'size') tui.dispatch({ type: 'resized', size: SIZES[move.at] ?? SIZES[0] });
  else if (move.of === 'write') tui.press(...towardsWrite(tui.get()));
  else if (move.of === 'mouse') clicked(tui, move);
  else if (move.of === 'outside') disturbed(tui, move.gone);
  else tui.dispatch({ type: 'keys', keys: keysOf(tui.get(), move) });
};

describe('any keys in any order', () => {
  it('keep the screens sound, and write nothing but what was confirmed before the chunk came', async () => {
    let [steps, confirmed] = [0, 0];
    await fc.assert(
      fc.asyncProperty(fc.array(moves, { minLength: 20, maxLength: 120 }), async (all) => {
        let before: State | undefined;
        const under: (string | undefined)[] = [];
        const scene = watched(sceneOf(), () => {
          under.push((before ?? tui.get()).overlay?.kind);
        });
        const tui = play(scene, DEMO);
        await tui.until(isAsked);
        for (const move of all) {
          before = tui.get();
          await moved(tui, move);
          assertSound(tui.get());
          expect(under.every((overlay) => overlay === 'confirm')).toBe(true);
          steps++;
        }
        confirmed += under.length;
        tui.press('ctrl-c', 'ctrl-c');
      }),
      { numRuns: 25 },
    );
    expect(steps).toBeGreaterThan(500);
    expect(confirmed).toBeGreaterThan(0);
  });
});
