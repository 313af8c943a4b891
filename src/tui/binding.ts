import type { Key } from './input.ts';
import type { Next } from './next.ts';
import type { State } from './state.ts';

/** What keys do on one screen. Footer, help and behaviour all come from here. */
export interface Binding {
  readonly keys: readonly Key[];
  /** In the help. */
  readonly does: string;
  /** In the footer; without it the key stands only in the help. */
  readonly short?: string;
  /** Keeps its place in the footer where not all keys fit. */
  readonly vital?: true;
  /** At the right end of the footer, whatever else fits. */
  readonly always?: true;
  readonly run: (state: State, key: Key) => Next;
  /** Why it is off now; shown when it is pressed all the same. */
  readonly unless?: (state: State) => string | undefined;
}

const SHOWN: Readonly<Record<Key, string>> = {
  up: '↑',
  down: '↓',
  left: '←',
  right: '→',
  space: 'spc',
  'ctrl-c': 'Ctrl-C',
  'ctrl-z': 'Ctrl-Z',
  pgup: 'PgUp',
  pgdn: 'PgDn',
  home: 'Home',
  end: 'End',
};

export const keyName = (key: Key): string => SHOWN[key] ?? key;

export const keyNames = (binding: Binding): string => binding.keys.map(keyName).join(' ');
