import { paragraph, type Line } from '../line.ts';
import type { Notice as Model, State } from '../state.ts';
import type { Style } from '../theme.ts';
import { Row } from './Row.tsx';

const TONES: Readonly<Record<Model['tone'], Style>> = { info: 'accent', good: 'good', warn: 'warn', bad: 'bad' };
const MARKS: Readonly<Record<Model['tone'], string>> = { info: ' ', good: ' ', warn: ' ! ', bad: ' !! ' };

const MOST = 4;

/** What a person was told last, in full where it takes no more than a few lines. */
export const noticeRows = ({ notice, size }: State): readonly Line[] =>
  notice === undefined
    ? []
    : paragraph(MARKS[notice.tone], notice.text, size.columns - 1, TONES[notice.tone], TONES[notice.tone]).slice(0, MOST);

/** Stands between the screen, which gives way, and the keys, which stay. */
export const Notice = ({ state }: { readonly state: State }) =>
  noticeRows(state).map((row, i) => <Row key={i} width={state.size.columns} spans={row} />);
