/** One key: a printable character, or the name of a key that prints nothing. */
export type Key = string;

/** What Ink tells about a key that is not text. */
export interface Special {
  readonly upArrow: boolean;
  readonly downArrow: boolean;
  readonly leftArrow: boolean;
  readonly rightArrow: boolean;
  readonly pageUp: boolean;
  readonly pageDown: boolean;
  readonly home: boolean;
  readonly end: boolean;
  readonly return: boolean;
  readonly escape: boolean;
  readonly tab: boolean;
  readonly shift: boolean;
  readonly backspace: boolean;
  readonly delete: boolean;
  readonly ctrl: boolean;
  readonly meta: boolean;
}

const NAMED: readonly (readonly [keyof Special, Key])[] = [
  ['upArrow', 'up'],
  ['downArrow', 'down'],
  ['leftArrow', 'left'],
  ['rightArrow', 'right'],
  ['pageUp', 'pgup'],
  ['pageDown', 'pgdn'],
  ['home', 'home'],
  ['end', 'end'],
  ['return', 'enter'],
  ['escape', 'esc'],
  ['backspace', 'backspace'],
  ['delete', 'delete'],
];

const CONTROL: Readonly<Record<string, Key>> = {
  '\r': 'enter',
  '\n': 'enter',
  '\t': 'tab',
  '\u007f': 'backspace',
  '\b': 'backspace',
  '\u0003': 'ctrl-c',
  '\u001a': 'ctrl-z',
  ' ': 'space',
};

const keyOf = (char: string): Key | undefined => CONTROL[char] ?? (char < ' ' ? undefined : char);

/** Ink hands on an escape sequence that it does not know (a mouse, a focus report) without its ESC; nobody types that in one stroke. */
const UNKNOWN_SEQUENCE = /^\[[\d;:?<=>]*[A-Za-z~^$]$/;

/** One event of Ink as keys: fast typing and repeated keys arrive as one event (`jjj`, `payments\r`). Alt chords are nothing. */
export const keysOf = (input: string, special: Special): readonly Key[] => {
  const named = NAMED.find(([flag]) => special[flag]);
  if (named) return [named[1]];
  if (special.tab) return [special.shift ? 'shift-tab' : 'tab'];
  if (special.ctrl) return input === '' ? [] : [`ctrl-${input}`];
  if (special.meta || UNKNOWN_SEQUENCE.test(input)) return [];
  return [...input].flatMap((char) => keyOf(char) ?? []);
};

/** The text of a key in a line of input; undefined for keys that are no text. */
export const textOf = (key: Key): string | undefined => (key === 'space' ? ' ' : [...key].length === 1 ? key : undefined);
