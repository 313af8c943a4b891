import { beforeAll, describe, expect, it } from 'vitest';
import type { State } from '../../src/tui/state.ts';
import { update } from '../../src/tui/update.ts';
import { everyState } from './states.ts';

let review: State;
let typed: State;

const chunk = (state: State, ...keys: readonly string[]) => update(state, { type: 'keys', keys });
const asked = (state: State, danger: 'enter' | 'y' | 'name'): State =>
  state.overlay?.kind === 'confirm' ? { ...state, overlay: { ...state.overlay, danger } } : state;
const writes = ({ commands }: ReturnType<typeof chunk>): readonly string[] =>
  commands.map((command) => command.do).filter((what) => what === 'apply' || what === 'rollback');

beforeAll(async () => {
  const states = await everyState();
  review = states.get('review')!;
  typed = states.get('confirm')!;
});

describe('a confirmation', () => {
  it('takes no answer from the chunk of keys that opened it', () => {
    for (const keys of [
      ['A', 'y'],
      ['A', 'enter'],
      ['A', ...'demo', 'enter'],
      ['A', 'y', 'y', 'enter', 'enter'],
    ]) {
      const after = chunk(review, ...keys);
      expect(writes(after), keys.join('')).toEqual([]);
      expect(after.state.overlay, keys.join('')).toMatchObject({ kind: 'confirm', typed: '' });
    }
  });

  it.each([
    ['enter', ['enter'], [['y'], ['space'], ['A']]],
    ['y', ['y'], [['enter'], ['space'], ['A'], ['Y']]],
    ['name', [...'demo', 'enter'], [['y'], ['enter'], [...'dem', 'enter'], [...'demox', 'enter'], [...'Demo', 'enter']]],
  ] as const)('of danger %s takes its own answer and no other', (danger, answer, others) => {
    const state = asked(typed, danger);
    expect(writes(chunk(state, ...answer))).toEqual(['apply']);
    for (const keys of others) expect(writes(chunk(state, ...keys)), keys.join('')).toEqual([]);
  });

  it('lets letters be taken back', () => {
    expect(writes(chunk(typed, ...'demx', 'backspace', 'o', 'enter'))).toEqual(['apply']);
  });

  it('takes a pasted name, but never a pasted enter', () => {
    const pasted = update(typed, { type: 'pasted', text: 'demo\r' });
    expect(writes(pasted)).toEqual([]);
    expect(writes(chunk(pasted.state, 'enter'))).toEqual(['apply']);
    expect(writes(update(asked(typed, 'y'), { type: 'pasted', text: 'y' }))).toEqual([]);
  });

  it('is taken back by esc, with nothing sent', () => {
    const { state, commands } = chunk(typed, 'esc');
    expect(commands.map((command) => command.do)).not.toContain('apply');
    expect(state.overlay).toBeUndefined();
    expect(state.screen).toEqual(typed.screen);
  });
});
