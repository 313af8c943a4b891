import type { Binding } from './binding.ts';
import type { Key } from './input.ts';

/** For each screen the keys of its table, and what is pressed instead. */
export type KeyMap = Readonly<Record<string, ReadonlyMap<Key, Key>>>;

/** The same table under a person's own keys. */
export const remapped = (bindings: readonly Binding[], own: ReadonlyMap<Key, Key> | undefined): readonly Binding[] =>
  own === undefined || own.size === 0
    ? bindings
    : bindings.map((binding) => ({ ...binding, keys: binding.keys.map((key) => own.get(key) ?? key) }));

/** Lead to a write, leave what is open, or belong to the terminal: they mean the same for everybody. */
export const FIXED: readonly Key[] = ['A', 'R', 'esc', 'ctrl-c', 'ctrl-z'];

const NAMED = /^(?:up|down|left|right|space|tab|enter|esc|pgup|pgdn|home|end|delete|backspace|ctrl-[a-z])$/;

/** Whether a terminal can send it as one key. */
export const isKey = (text: string): boolean => NAMED.test(text) || /^[!-~]$/.test(text);

/** The first key of a table that means two things, and what they are. */
export const clashIn = (bindings: readonly Binding[]): { readonly key: Key; readonly does: readonly string[] } | undefined => {
  const means = new Map<Key, string>();
  for (const { keys, does } of bindings)
    for (const key of keys) {
      const other = means.get(key);
      if (other !== undefined) return { key, does: [other, does] };
      means.set(key, does);
    }
  return undefined;
};
