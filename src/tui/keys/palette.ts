import type { Binding } from '../binding.ts';
import { next, telling, withoutOverlay, type Next } from '../next.ts';
import type { Overlay } from '../overlay.ts';
import { hits } from '../palette.ts';
import type { State } from '../state.ts';

type Palette = Extract<Overlay, { kind: 'palette' }>;

const onPalette = (state: State, change: (palette: Palette) => Palette): Next =>
  next(state.overlay?.kind === 'palette' ? { ...state, overlay: change(state.overlay) } : state);

export const typedCommand = (state: State, text: string): Next =>
  onPalette(state, (palette) => ({ ...palette, query: palette.query + text, cursor: 0 }));

/** What is chosen does what its key does, and is off for the same reasons. */
const choose =
  (table: readonly Binding[]) =>
  (state: State): Next => {
    const { overlay } = state;
    if (overlay?.kind !== 'palette') return next(state);
    const binding = hits(table, overlay.query)[overlay.cursor];
    if (!binding) return next(telling(state, 'Nothing here is called so; esc closes.', 'warn'));
    const below = withoutOverlay(state);
    const reason = binding.unless?.(below);
    return reason === undefined ? binding.run(below, binding.keys[0] ?? '') : next(telling(below, reason, 'warn'));
  };

/** Over a screen whose keys are in `table`. */
export const paletteKeys = (table: readonly Binding[]): readonly Binding[] => {
  const move = (by: number) => (state: State) =>
    onPalette(state, (palette) => ({
      ...palette,
      cursor: Math.max(0, Math.min(hits(table, palette.query).length - 1, palette.cursor + by)),
    }));
  return [
    { keys: ['enter'], does: 'do it', short: 'do it', vital: true, run: choose(table) },
    { keys: ['down'], does: 'down', short: 'down', run: move(1) },
    { keys: ['up'], does: 'up', short: 'up', run: move(-1) },
    {
      keys: ['backspace'],
      does: 'take a letter back',
      run: (state) => onPalette(state, (palette) => ({ ...palette, query: [...palette.query].slice(0, -1).join(''), cursor: 0 })),
    },
    { keys: ['esc'], does: 'close', short: 'close', vital: true, run: (state) => next(withoutOverlay(state)) },
  ];
};
