import { positionIn } from '../listPosition.ts';
import type { Key } from '../input.ts';
import type { Cell, Pointing } from '../mouse.ts';
import { next, telling, type Next } from '../next.ts';
import { isTooSmall, type State } from '../state.ts';

/** What a key does on the screen at hand. */
export type Press = (state: State, key: Key) => Next;

const LINES = 3;

/** What lies over a screen and only shows something. */
const SCROLLED = new Set(['help', 'explain', 'palette']);

/** The same key where a person has given it to something else. */
const own = ({ keys, screen, overlay }: State, key: Key): Key => (overlay ? key : (keys[screen.at]?.get(key) ?? key));

const pressing = (state: State, press: Press, ...keys: readonly Key[]): Next =>
  keys.reduce<Next>((so, key) => {
    const step = press(so.state, own(so.state, key));
    return next(step.state, ...so.commands, ...step.commands);
  }, next(state));

const times = (count: number, key: Key): readonly Key[] => Array.from({ length: count }, () => key);

/** A click moves the cursor, once more on the same row opens it; on the other pane it goes there. It can do nothing that leads to a question. */
const clicked = (state: State, at: Cell, press: Press): Next => {
  const to = positionIn(state, at);
  if (to === undefined) return next(state);
  if (to.pane === 'other') return pressing(state, press, 'tab');
  if (to.by === 0) return pressing(state, press, 'enter');
  return pressing(state, press, ...times(Math.abs(to.by), to.by > 0 ? 'down' : 'up'));
};

const HOW_TO_SELECT = 'Hold Shift to select text, in most terminals (Option or Fn on a Mac); m switches the mouse off.';

const button = (state: State, pointing: Extract<Pointing, { does: 'press' | 'release' }>, press: Press): Next => {
  const { at } = pointing;
  const from = state.mouse?.pressed;
  if (pointing.does === 'press') return next({ ...state, mouse: { pressed: at } }); // nothing is done until it is let go there
  const free: State = { ...state, mouse: {} };
  if (!from || state.overlay) return next(free);
  const isDrag = from.column !== at.column || from.row !== at.row;
  return isDrag ? next(telling(free, HOW_TO_SELECT)) : clicked(free, at, press);
};

/** The wheel does what the keys for up and down do. A question is never answered by the mouse. */
export const pointed = (state: State, pointing: Pointing, press: Press): Next => {
  if (!state.mouse || isTooSmall(state.size)) return next(state);
  if (pointing.does === 'press' || pointing.does === 'release') return button(state, pointing, press);
  return state.overlay && !SCROLLED.has(state.overlay.kind) ? next(state) : pressing(state, press, ...times(LINES, pointing.does));
};

export const toggleMouse = (state: State): Next => {
  const { mouse, ...rest } = state;
  return mouse
    ? next(telling(rest, 'The mouse is the terminal’s again: it selects text.'), { do: 'mouse', set: 'off' })
    : next(telling({ ...state, mouse: {} }, `The wheel scrolls, and a click moves the cursor. ${HOW_TO_SELECT}`), {
        do: 'mouse',
        set: 'on',
      });
};
