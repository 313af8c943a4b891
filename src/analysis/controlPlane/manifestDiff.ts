import type { Component } from './components.ts';
import type { Expectation } from './expectations.ts';
import { valueOf, type Given } from './flags.ts';

interface Row {
  readonly mark: ' ' | '-' | '+';
  readonly text: string;
}

const CONTEXT = 2;

/** As an item of a YAML list; quoted where it would be read as something else. */
const item = (word: string): string => `    - ${/^[\w./-][^\n]*$/.test(word) && !/: | #|:$/.test(word) ? word : JSON.stringify(word)}`;

const written = (flag: string, value: string): string =>
  item(value === 'true' && !flag.includes('=') ? `${flag}=true` : `${flag}=${value}`);

/** The last value of each flag that is mended, undefined for one that goes; several expectations of one flag add up. */
const mendedFlags = (component: Component, failed: readonly Expectation[]): ReadonlyMap<string, string | undefined> => {
  const mended = new Map<string, string | undefined>();
  for (const { flag, mended: mend } of failed) {
    const all = component.flags.get(flag)?.map(({ value }) => value) ?? [];
    const given = mended.has(flag) ? mended.get(flag) : all.length > 1 ? all.join(',') : valueOf(component.flags, flag);
    mended.set(flag, mend(given));
  }
  return mended;
};

const near = (rows: readonly Row[]): readonly Row[] =>
  rows.filter((_, i) => rows.slice(Math.max(0, i - CONTEXT), i + CONTEXT + 1).some(({ mark }) => mark !== ' '));

/** The places of a flag in one list, by index. */
const placesOf = (given: readonly Given[], list: string): readonly number[] =>
  given
    .filter((one) => one.list === list && !one.isPart)
    .flatMap(({ index, places }) => Array.from({ length: places }, (_, i) => index + i));

/**
 * What changes in the list of words that starts a component, as a unified diff of its manifest; undefined where the words
 * stand in a script, in the environment or in a configuration and so cannot be shown line by line.
 */
export const manifestDiff = (component: Component, failed: readonly Expectation[], file: string): string | undefined => {
  const list = component.path.endsWith('.args') ? 'args' : 'command';
  const words: readonly unknown[] = Array.isArray(component.container?.[list]) ? (component.container[list] as unknown[]) : [];
  const mended = mendedFlags(component, failed);
  const given = [...mended.keys()].flatMap((flag) => component.flags.get(flag) ?? []);
  const isScript = [...component.flags.values()].some((ones) => ones.some(({ isPart, places }) => isPart && places > 0));
  if (words.length === 0 || isScript || given.some((one) => one.list !== list)) return undefined;
  const gone = new Set([...mended.keys()].flatMap((flag) => placesOf(component.flags.get(flag) ?? [], list)));
  const comes = (flags: Iterable<string>): readonly Row[] =>
    [...flags].flatMap((flag) => {
      const value = mended.get(flag);
      return value === undefined ? [] : [{ mark: '+' as const, text: written(flag, value) }];
    });
  const firstOf = new Map(
    [...mended.keys()].flatMap((flag) =>
      placesOf(component.flags.get(flag) ?? [], list)
        .slice(0, 1)
        .map((at) => [at, flag]),
    ),
  );
  const rows = words.flatMap((word, i): readonly Row[] => {
    const row: Row = { mark: gone.has(i) ? '-' : ' ', text: item(String(word)) };
    const flag = firstOf.get(i);
    return flag === undefined ? [row] : [row, ...comes([flag])];
  });
  const added = comes([...mended.keys()].filter((flag) => placesOf(component.flags.get(flag) ?? [], list).length === 0));
  return [
    `--- ${file}`,
    `+++ ${file}`,
    `@@ ${component.path} @@`,
    ...near([...rows, ...added]).map(({ mark, text }) => `${mark}${text}`),
  ].join('\n');
};

/** A file that is not there yet, as a unified diff. */
export const newFile = (file: string, lines: readonly string[]): string =>
  ['--- /dev/null', `+++ ${file}`, `@@ -0,0 +1,${lines.length} @@`, ...lines.map((line) => `+${line}`)].join('\n');
