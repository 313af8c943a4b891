import { keyName, type Binding } from '../binding.ts';
import { keysNow } from '../keys.ts';
import { span, spread, type Line } from '../line.ts';
import type { Notice, State } from '../state.ts';
import { widthOf } from '../../report/width.ts';
import type { Style } from '../theme.ts';
import { Row } from './Row.tsx';

const TONES: Readonly<Record<Notice['tone'], Style>> = { info: 'accent', good: 'good', warn: 'warn', bad: 'bad' };

/** A key that is off now stands there dimmed: pressing it says why. */
const hint =
  (state: State) =>
  ({ keys, short, unless }: Binding): Line => {
    const isOff = unless?.(state) !== undefined;
    return [span(keyName(keys[0] ?? ''), isOff ? 'dim' : 'key'), span(` ${short ?? ''}  `, isOff ? 'dim' : 'plain')];
  };

const widthOfLine = (spans: Line): number => spans.reduce((sum, { text }) => sum + widthOf(text), 0);

/** Keys as many as fit; help and quit always do. */
const hints = (state: State, width: number): Line => {
  const hinted = hint(state);
  const shown = keysNow(state).filter(({ short }) => short !== undefined);
  const always = shown.filter(({ keys }) => keys.includes('?') || keys.includes('q')).flatMap(hinted);
  let room = width - widthOfLine(always) - 1;
  const left = shown
    .filter(({ keys }) => !keys.includes('?') && !keys.includes('q'))
    .flatMap((binding) => {
      const spans = hinted(binding);
      room -= widthOfLine(spans);
      return room < 0 ? [] : spans;
    });
  return spread([span(' '), ...left], always, width);
};

/** What a person was told last, or else the keys of the moment: the same table that the keys are read from. */
export const Footer = ({ state }: { readonly state: State }) => {
  const { columns } = state.size;
  const { notice, overlay } = state;
  if (notice)
    return (
      <Row
        width={columns}
        spans={[span(` ${notice.tone === 'bad' ? '!! ' : notice.tone === 'warn' ? '! ' : ''}${notice.text}`, TONES[notice.tone])]}
      />
    );
  if (overlay?.kind === 'prompt' && overlay.wrong !== undefined)
    return <Row width={columns} spans={[span(` ! ${overlay.wrong}`, 'warn')]} />;
  return <Row width={columns} spans={hints(state, columns)} />;
};
