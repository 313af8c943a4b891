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

type Codes = Readonly<Record<Style, string>>;

/** SGR codes of the terminal's own 16 colours: each terminal shows them as it is set up. */
const DARK: Codes = {
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

/** Yellow and cyan cannot be read on white. */
const LIGHT: Codes = {
  ...DARK,
  dim: '90',
  title: '1;34',
  accent: '34',
  key: '1;35',
  border: '90',
  medium: '35',
  low: '34',
  warn: '35',
};

/** Nothing is dimmed or grey; what matters is bold, underlined or reversed besides. */
const HIGH_CONTRAST: Codes = {
  ...DARK,
  dim: '',
  title: '1;4',
  accent: '1',
  key: '1;93',
  border: '',
  critical: '1;7;91',
  high: '1;91',
  medium: '1;93',
  low: '1;96',
  good: '1;92',
  warn: '1;93',
  bad: '1;7;91',
  added: '1;92',
  addedWord: '1;4;7;92',
  removed: '1;91',
  removedWord: '1;4;7;91',
};

const themeOf = (codes: Codes): Theme => ({
  paint: (style, text) => (codes[style] === '' || text === '' ? text : `\u001b[${codes[style]}m${text}\u001b[0m`),
});

export const COLOURED: Theme = themeOf(DARK);

/** Nothing but text: every state must be legible from its characters alone. */
export const MONOCHROME: Theme = { paint: (_style, text) => text };

export const THEMES = { dark: COLOURED, light: themeOf(LIGHT), 'high-contrast': themeOf(HIGH_CONTRAST), none: MONOCHROME } as const;
export type ThemeName = keyof typeof THEMES;
export const THEME_NAMES = Object.keys(THEMES) as readonly ThemeName[];

/** https://no-color.org: set and not empty, whatever was chosen; a dumb terminal has no colours either. */
export const themeFor = (env: Readonly<Record<string, string | undefined>>, chosen: ThemeName = 'dark'): Theme =>
  (env['NO_COLOR'] ?? '') !== '' || env['TERM'] === 'dumb' ? MONOCHROME : THEMES[chosen];
