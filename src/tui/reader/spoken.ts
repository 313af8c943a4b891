import { SEVERITIES } from '../../core/remediation.ts';
import { severityMark } from '../parts/words.ts';
import type { Theme } from '../theme.ts';

/** A sign that stands for a word, held by as many private characters as the sign has, so that no row becomes longer. */
const held = (at: number, length: number): string => String.fromCodePoint(0xe000 + at).padEnd(length, '\ue0ff');

interface Sign {
  readonly style: string;
  readonly text: string;
  readonly word: string;
}

const SIGNS: readonly Sign[] = [
  ...SEVERITIES.map((severity) => ({ style: severity, text: severityMark(severity).text, word: `${severity},` })),
  { style: 'added', text: '+', word: 'added:' },
  { style: 'removed', text: '-', word: 'removed:' },
  { style: 'good', text: '[x] ', word: 'selected,' },
  { style: 'accent', text: '[+] ', word: 'in the range,' },
  { style: 'dim', text: '[ ] ', word: '' },
];

/** Without colours; signs are marked as what they are, not as what they look like. */
export const SPOKEN: Theme = {
  paint(style, text) {
    const at = SIGNS.findIndex((sign) => sign.style === style && text.startsWith(sign.text));
    const sign = SIGNS[at];
    return sign ? held(at, sign.text.length) + text.slice(sign.text.length) : text;
  },
};

/** The title of a pane is painted as a whole. */
const BETWEEN = ' ── ';
const titled = (row: string): string =>
  row
    .split(BETWEEN)
    .map((part) => SEVERITIES.find((severity) => severityMark(severity).text === part) ?? part)
    .join(BETWEEN);

const FRAME = /[─│╭╮╰╯├┤▾█·]+/gu;
const BAR = /\[=*>? *\]/g;
const HELD = /([\ue000-\ue0fe])\ue0ff*/g;
/** The sign of the row where the cursor stands, behind the frame. */
const CURSOR = /^│ > ?(?=\S)/;

/** One thing that a person would be told. */
export interface Spoken {
  readonly text: string;
  readonly isAtCursor: boolean;
}

/** A row of the screen in words: no frames, no signs, no blanks that only make columns. */
export const spoken = (row: string): Spoken => {
  const text = titled(row)
    .replace(CURSOR, '│ ')
    .replace(HELD, (_, sign: string) => ` ${SIGNS[(sign.codePointAt(0) ?? 0) - 0xe000]?.word ?? ''} `)
    .replace(FRAME, ' ')
    .replace(BAR, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return { text, isAtCursor: CURSOR.test(row) };
};
