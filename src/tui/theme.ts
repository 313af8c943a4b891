/** What a piece of text is, never which colour it has. */
export type Style =
  | 'plain'
  | 'dim'
  | 'bold'
  | 'title'
  | 'accent'
  | 'key'
  | 'border'
  | 'cursor'
  | 'critical'
  | 'high'
  | 'medium'
  | 'low'
  | 'good'
  | 'warn'
  | 'bad'
  | 'added'
  | 'addedWord'
  | 'removed'
  | 'removedWord';

export interface Theme {
  paint(style: Style, text: string): string;
}

/** SGR codes of the terminal's own 16 colours, so that light and dark themes both read well. */
const CODES: Readonly<Record<Style, string>> = {
  plain: '',
  dim: '2',
  bold: '1',
  title: '1;36',
  accent: '36',
  key: '1;33',
  border: '90',
  cursor: '1;7',
  critical: '1;31',
  high: '31',
  medium: '33',
  low: '34',
  good: '32',
  warn: '33',
  bad: '1;31',
  added: '32',
  addedWord: '7;32',
  removed: '31',
  removedWord: '7;31',
};

export const COLOURED: Theme = {
  paint: (style, text) => (CODES[style] === '' || text === '' ? text : `\u001b[${CODES[style]}m${text}\u001b[0m`),
};

/** Nothing but text: every state must be legible from its characters alone. */
export const MONOCHROME: Theme = { paint: (_style, text) => text };

/** https://no-color.org: set and not empty; a dumb terminal has no colours either. */
export const themeFor = (env: Readonly<Record<string, string | undefined>>): Theme =>
  (env['NO_COLOR'] ?? '') !== '' || env['TERM'] === 'dumb' ? MONOCHROME : COLOURED;
