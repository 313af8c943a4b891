import type { Word } from './words.ts';

/** One time that a flag is given. */
export interface Given {
  /** The whole value, `true` for a flag without one. */
  readonly value: string;
  readonly list: Word['list'];
  /** The place of its first word. */
  readonly index: number;
  /** How many places it takes: two for `--flag value`. */
  readonly places: number;
  /** Only a part of what stands at its place. */
  readonly isPart: boolean;
}

/** By name with two dashes: `--profiling`. In the order in which they are given. */
export type Flags = ReadonlyMap<string, readonly Given[]>;

/** Flags that take a value only after `=`: pflag and Go's flag leave the next word alone. */
const BOOLEAN = new Set([
  '--allow-privileged',
  '--anonymous-auth',
  '--auto-tls',
  '--client-cert-auth',
  '--contention-profiling',
  '--enable-bootstrap-token-auth',
  '--kubelet-https',
  '--leader-elect',
  '--peer-auto-tls',
  '--peer-client-cert-auth',
  '--profiling',
  '--rotate-certificates',
  '--rotate-server-certificates',
  '--seccomp-default',
  '--service-account-extend-token-expiration',
  '--service-account-lookup',
  '--use-service-account-credentials',
]);

/** Two flags in one text: such a component does not start, but whoever reads its processes, as kube-bench does, sees both. */
const apart = (word: Word): readonly Word[] =>
  word.text.startsWith('-') && / --[a-z]/.test(word.text)
    ? word.text.split(/ (?=--[a-z])/).map((part) => ({ ...word, text: part.trim(), isPart: true }))
    : [word];

/** Older names of flags that mean the same. */
const RENAMED: Readonly<Record<string, string>> = { '--admission-control': '--enable-admission-plugins' };

/** `--flag=value`, `--flag`, with one dash or two, `_` for `-`; undefined for what is no flag, and for shorthands such as -v. */
const flagIn = (word: string): { readonly name: string; readonly value: string | undefined } | undefined => {
  const [, name, value] = /^--?([A-Za-z][\w-]+)(?:=(.*))?$/s.exec(word) ?? [];
  if (name === undefined) return undefined;
  const dashed = `--${name.replaceAll('_', '-')}`;
  return { name: RENAMED[dashed] ?? dashed, value };
};

/** What the words after the name of the program say. */
export const parseFlags = (words: readonly Word[]): Flags => {
  const found = new Map<string, Given[]>();
  const parts = words.flatMap(apart);
  for (let i = 0; i < parts.length; i++) {
    const word = parts[i]!;
    if (word.text === '--') break;
    const flag = flagIn(word.text);
    if (!flag) continue;
    const next = parts[i + 1];
    const takesNext = flag.value === undefined && !BOOLEAN.has(flag.name) && next !== undefined && !/^-./.test(next.text);
    if (takesNext) i++;
    const value = flag.value ?? (takesNext ? next.text : 'true');
    const { list, index, isPart } = word;
    const given = { value, list, index, places: takesNext && !isPart ? 2 : 1, isPart };
    found.set(flag.name, [...(found.get(flag.name) ?? []), given]);
  }
  return found;
};

/** Of a flag that is given again and again, the last counts. */
export const valueOf = (flags: Flags, name: string): string | undefined => flags.get(name)?.at(-1)?.value;

/** The elements of a list flag, which joins what is given again and again; undefined where it is not given. */
export const listOf = (flags: Flags, name: string): readonly string[] | undefined =>
  flags.get(name)?.flatMap(({ value }) =>
    value
      .split(',')
      .map((element) => element.trim())
      .filter((element) => element !== ''),
  );

const TRUE = new Set(['1', 't', 'T', 'true', 'TRUE', 'True']);
const FALSE = new Set(['0', 'f', 'F', 'false', 'FALSE', 'False']);

/** As Go's strconv.ParseBool reads it; undefined for what it refuses. */
export const truth = (value: string): boolean | undefined => (TRUE.has(value) ? true : FALSE.has(value) ? false : undefined);
