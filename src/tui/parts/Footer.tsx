import { keyName, type Binding } from '../binding.ts';
import { keysNow } from '../keys.ts';
import { span, spread, type Line } from '../line.ts';
import type { State } from '../state.ts';
import { widthOf } from '../../report/width.ts';
import { Row } from './Row.tsx';

/** A key that is off now stands there dimmed and in brackets: pressing it says why. */
const hintOf = (state: State, { keys, short, unless }: Binding): Line => {
  const key = keyName(keys[0] ?? '');
  return unless?.(state) === undefined
    ? [span(key, 'key'), span(` ${short ?? ''}  `)]
    : [span(`(${key} ${short ?? ''})`, 'dim'), span(' ')];
};

const widthOfLine = (spans: Line): number => spans.reduce((sum, { text }) => sum + widthOf(text), 0);

/** What comes next comes in a chunk of its own: a question that has just opened can be answered then. */
const atNextKey = (state: State): State => ({ ...state, chunk: state.chunk + 1 });

const endTrimmed = (spans: Line): Line => spans.map((one, i) => (i === spans.length - 1 ? { ...one, text: one.text.trimEnd() } : one));

/** Vital keys first, then those that are on. */
const rank = (state: State, { vital, unless }: Binding): number => (vital ? 0 : unless?.(state) === undefined ? 1 : 2);

/** As many keys as fit, in the order of the table; help, quit and the vital ones take their place first. */
const hints = (state: State, width: number): Line => {
  const shown = keysNow(state).filter(({ short }) => short !== undefined);
  const always = shown.filter(({ always }) => always).flatMap((binding) => hintOf(state, binding));
  const others = shown.filter((binding) => !binding.always).map((binding) => ({ binding, hint: hintOf(state, binding) }));
  let room = width - widthOfLine(always) - 1;
  const kept = new Set<Binding>();
  for (const { binding, hint } of others.toSorted((a, b) => rank(state, a.binding) - rank(state, b.binding))) {
    if (widthOfLine(hint) > room) continue;
    room -= widthOfLine(hint);
    kept.add(binding);
  }
  return spread(endTrimmed([span(' '), ...others.flatMap(({ binding, hint }) => (kept.has(binding) ? hint : []))]), always, width);
};

/** The keys of the moment, from the same table that they are read from; what was wrong with a typed line. */
export const Footer = ({ state }: { readonly state: State }) => {
  const { columns } = state.size;
  const { overlay } = state;
  if (overlay?.kind === 'prompt' && overlay.wrong !== undefined)
    return <Row width={columns} spans={[span(` ! ${overlay.wrong}`, 'warn')]} />;
  return <Row width={columns} spans={hints(atNextKey(state), columns)} />;
};
