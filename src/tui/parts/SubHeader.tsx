import { span, spread, type Line } from '../line.ts';
import type { Prompt } from '../overlay.ts';
import type { State } from '../state.ts';
import { widthOf } from '../../report/width.ts';
import { Row } from './Row.tsx';

/** The end of what is typed stays in view; the cursor is a block that needs no colour. */
const promptLine = ({ label, help, value, cursor }: Prompt, width: number): Line => {
  const chars = [...value];
  const before = chars.slice(0, cursor).join('');
  const room = Math.max(8, width - widthOf(label) - 6);
  const shown = widthOf(before) > room ? `…${[...before].slice(-(room - 1)).join('')}` : before;
  return [
    span(` ${label}: `, 'key'),
    span(shown),
    span('█', 'accent'),
    span(chars.slice(cursor).join('')),
    span(value === '' ? `  ${help}` : '', 'dim'),
  ];
};

/** The second line: what the screen has to say, unless something is asked or waited for. */
export const SubHeader = ({ state, left, right = [] }: { readonly state: State; readonly left: Line; readonly right?: Line }) => {
  const { columns } = state.size;
  const { overlay } = state;
  if (overlay?.kind === 'prompt') return <Row width={columns} spans={promptLine(overlay, columns)} />;
  if (overlay?.kind === 'wait') return <Row width={columns} spans={[span(` ${overlay.text} …`, 'accent')]} />;
  return <Row width={columns} spans={spread([span(' '), ...left], [...right, span(' ')], columns)} />;
};
