import { paragraph, type Line } from '../line.ts';
import type { Notice, State } from '../state.ts';
import type { Style } from '../theme.ts';

const TONES: Readonly<Record<Notice['tone'], Style>> = { info: 'accent', good: 'good', warn: 'warn', bad: 'bad' };
const MARKS: Readonly<Record<Notice['tone'], string>> = { info: ' ', good: ' ', warn: ' ! ', bad: ' !! ' };

const MOST = 4;

/** What a person was told last, in full where it takes no more than a few lines. */
export const noticeRows = ({ notice, size }: State): readonly Line[] =>
  notice === undefined
    ? []
    : paragraph(MARKS[notice.tone], notice.text, size.columns - 1, TONES[notice.tone], TONES[notice.tone]).slice(0, MOST);
