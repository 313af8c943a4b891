import { isMap, isScalar, parseDocument, type Pair } from 'yaml';
import { usage, type Failure } from '../app/errors.ts';
import { near } from '../core/near.ts';
import { printable } from '../core/printable.ts';
import type { Key } from './input.ts';
import { clashIn, FIXED, isKey, remapped, type KeyMap } from './keymap.ts';
import { EVERYWHERE } from './keys/everywhere.ts';
import { SECTION_NAMES, SECTIONS, type Section } from './keys/sections.ts';
import { THEME_NAMES, type ThemeName } from './theme.ts';

/** What a person has chosen for the screens. */
export interface Config {
  readonly theme?: ThemeName;
  /** The terminal reports the mouse from the start. */
  readonly mouse?: boolean;
  /** Plain lines, and only what changed. */
  readonly screenReader?: boolean;
  readonly keys: KeyMap;
}

export const NO_CONFIG: Config = { keys: {} };

/** Says where in the file something is wrong. */
type Wrong = (offset: number | undefined, field: string, why: string, ...next: string[]) => Failure;

const wrongIn =
  (file: string, text: string): Wrong =>
  (offset, field, why, ...next) =>
    usage(`${file}:${text.slice(0, offset ?? 0).split('\n').length}: ${printable(field)}: ${printable(why)}`, ...next);

interface Entry {
  readonly name: string;
  readonly value: unknown;
  readonly offset: number | undefined;
}

const entryOf = ({ key, value }: Pair): Entry => ({
  name: isScalar(key) ? String(key.value) : String(key),
  value: isScalar(value) ? value.value : value,
  offset: isScalar(key) ? key.range?.[0] : undefined,
});

const entriesOf = (node: unknown, field: string, offset: number | undefined, wrong: Wrong): readonly Entry[] => {
  if (node === undefined || node === null) return [];
  if (!isMap(node)) throw wrong(offset, field, 'Names and values are expected here.');
  return node.items.map(entryOf);
};

const didYouMean = (word: string, known: readonly string[]): string => {
  const [meant] = near(word, known);
  return meant === undefined ? `Give one of ${known.join(', ')}.` : `Did you mean ${meant}?`;
};

const themeIn = ({ value, offset }: Entry, wrong: Wrong): ThemeName => {
  const name = THEME_NAMES.find((known) => known === value);
  if (name === undefined) throw wrong(offset, 'theme', `There is no theme ${String(value)}.`, `Give one of ${THEME_NAMES.join(', ')}.`);
  return name;
};

const yesOrNo = ({ name, value, offset }: Entry, wrong: Wrong): boolean => {
  if (typeof value !== 'boolean') throw wrong(offset, name, 'It is on or off.', 'Give true or false.');
  return value;
};

const checkKey = (key: unknown, { offset }: Entry, field: string, wrong: Wrong): Key => {
  if (typeof key !== 'string' || !isKey(key))
    throw wrong(
      offset,
      field,
      `${JSON.stringify(key) ?? 'nothing'} is no key.`,
      'Give one character in quotes, or a name such as space, up or pgdn.',
    );
  if (FIXED.includes(key)) throw wrong(offset, field, `${key} means the same for everybody and cannot be given away or taken.`);
  return key;
};

const sectionIn = (section: Section, entry: Entry, wrong: Wrong): ReadonlyMap<Key, Key> => {
  const known = new Set(SECTIONS[section].flatMap((table) => table.flatMap(({ keys }) => keys)));
  const own = new Map<Key, Key>();
  for (const one of entriesOf(entry.value, `keys.${section}`, entry.offset, wrong)) {
    const field = `keys.${section}.${one.name}`;
    const from = checkKey(one.name, one, field, wrong);
    if (!known.has(from))
      throw wrong(one.offset, field, `${from} does nothing there.`, '`?` on that screen lists its keys; docs/keys.md lists all.');
    own.set(from, checkKey(one.value, one, field, wrong));
  }
  return own;
};

/** Every table with what holds everywhere, as it would be: no key may mean two things. */
const checkClashes = (keys: KeyMap, entries: ReadonlyMap<string, Entry>, wrong: Wrong): void => {
  const everywhere = remapped(EVERYWHERE, keys['everywhere']);
  for (const section of SECTION_NAMES)
    for (const table of SECTIONS[section]) {
      const clash = clashIn(section === 'everywhere' ? everywhere : [...remapped(table, keys[section]), ...everywhere]);
      if (!clash) continue;
      const { offset } = entries.get(section) ?? entries.get('everywhere') ?? {};
      throw wrong(
        offset,
        `keys.${section}`,
        `${clash.key} would mean two things: "${clash.does.join('" and "')}".`,
        'Give one of them another key.',
      );
    }
};

const keysIn = (entry: Entry, wrong: Wrong): KeyMap => {
  const entries = new Map(entriesOf(entry.value, 'keys', entry.offset, wrong).map((one) => [one.name, one]));
  const keys: Record<string, ReadonlyMap<Key, Key>> = {};
  for (const [name, one] of entries) {
    const section = SECTION_NAMES.find((known) => known === name);
    if (section === undefined) throw wrong(one.offset, `keys.${name}`, 'There is no such screen.', didYouMean(name, SECTION_NAMES));
    keys[section] = sectionIn(section, one, wrong);
  }
  checkClashes(keys, entries, wrong);
  return keys;
};

const SETTINGS = ['theme', 'mouse', 'screenReader', 'keys'];

/** The config file's text. Throws a usage Failure that names the file, the line and the field. */
export const parseConfig = (text: string, file: string): Config => {
  const wrong = wrongIn(file, text);
  const document = parseDocument(text);
  const [error] = document.errors;
  if (error) throw wrong(error.pos[0], 'YAML', error.message.split('\n')[0] ?? 'it cannot be read');
  let config = NO_CONFIG;
  for (const entry of entriesOf(document.contents, 'config', 0, wrong)) {
    if (entry.name === 'theme') config = { ...config, theme: themeIn(entry, wrong) };
    else if (entry.name === 'mouse' || entry.name === 'screenReader') config = { ...config, [entry.name]: yesOrNo(entry, wrong) };
    else if (entry.name === 'keys') config = { ...config, keys: keysIn(entry, wrong) };
    else throw wrong(entry.offset, entry.name, 'There is no such setting.', didYouMean(entry.name, SETTINGS));
  }
  return config;
};
