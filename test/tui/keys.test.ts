import { beforeAll, describe, expect, it } from 'vitest';
import { keysNow, screenKeys } from '../../src/tui/keys.ts';
import type { State } from '../../src/tui/state.ts';
import { update } from '../../src/tui/update.ts';
import { everyState } from './states.ts';

const WRITES = ['apply', 'rollback', 'rehearse', 'recover'];

let states: ReadonlyMap<string, State>;
const each = (check: (state: State, name: string) => void): void => states.forEach((state, name) => check(state, name));

const press = (state: State, ...keys: readonly string[]) => update(state, { type: 'keys', keys });

beforeAll(async () => {
  states = await everyState();
});

describe('the key table', () => {
  it('gives no key two meanings on one screen', () => {
    each((state, name) => {
      for (const bindings of [keysNow(state), screenKeys(state)]) {
        const keys = bindings.flatMap((binding) => binding.keys);
        expect(
          keys.filter((key, i) => keys.indexOf(key) !== i),
          name,
        ).toEqual([]);
      }
    });
  });

  it('leads to a write only from a confirmation', () => {
    let confirmed = 0;
    each((reached, name) => {
      const { overlay } = reached;
      const state = overlay?.kind === 'confirm' ? { ...reached, overlay: { ...overlay, typed: overlay.name } } : reached;
      for (const { keys } of keysNow(state)) {
        const writes = press(state, ...keys).commands.filter((command) => WRITES.includes(command.do));
        if (state.overlay?.kind === 'confirm') confirmed += writes.length;
        else expect(writes, `${name}: ${keys.join(' ')}`).toEqual([]);
      }
    });
    expect(confirmed).toBeGreaterThan(0);
  });

  it('asks for a confirmation on A and R, on t for a pod that goes away again, and on no other key', () => {
    const asking = new Set<string>();
    each((state) => {
      if (state.overlay) return;
      for (const key of keysNow(state).flatMap(({ keys }) => keys)) {
        const { state: after, commands } = press(state, key);
        const leads = commands.some((command) => 'leads' in command && command.leads === 'confirm');
        if (leads || after.overlay?.kind === 'confirm') asking.add(key);
      }
    });
    expect([...asking].sort()).toEqual(['A', 'R', 't']);
  });

  it('means nothing else by A and R', () => {
    each((state, name) => {
      for (const { keys, does } of keysNow(state)) {
        if (keys.includes('A')) expect(does, name).toMatch(/apply/);
        if (keys.includes('R')) expect(does, name).toMatch(/roll/);
        if (state.screen.at === 'review' && keys.includes('t')) expect(does, name).toMatch(/rehearse/);
      }
    });
  });

  it('says why a key is off when it is pressed, and does nothing', () => {
    let off = 0;
    each((state, name) => {
      for (const { keys, unless } of keysNow(state)) {
        const reason = unless?.(state);
        if (reason === undefined || state.overlay?.kind === 'confirm') continue;
        off++;
        const { state: after, commands } = press(state, keys[0]!);
        expect(after.notice?.text, `${name}: ${keys[0]}`).toBe(reason);
        expect({ screen: after.screen, overlay: after.overlay, commands }, name).toEqual({
          screen: state.screen,
          overlay: state.overlay,
          commands: [],
        });
      }
    });
    expect(off).toBeGreaterThan(0);
  });

  it('is off for writes in read-only mode, with the way out', () => {
    const { state, commands } = press(states.get('read-only')!, 'A');
    expect(commands).toEqual([]);
    expect(state.overlay).toBeUndefined();
    expect(state.notice?.text).toContain('!');
  });

  it('only quits on a screen that is too small', () => {
    each((state, name) => {
      const small = { ...state, size: { columns: 59, rows: 30 } };
      expect(
        keysNow(small)
          .flatMap(({ keys }) => keys)
          .sort(),
        name,
      ).toEqual(['ctrl-c', 'q']);
    });
  });
});
