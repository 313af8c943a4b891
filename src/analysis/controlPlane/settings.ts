import { field } from '../../core/resource.ts';

type Values = Readonly<Record<string, unknown>>;

/** What one field of a configuration should be. */
export interface Setting {
  /** `authentication.anonymous.enabled` */
  readonly path: string;
  /** The flag of the same meaning: `--anonymous-auth`. */
  readonly flag?: string;
  /** What is wrong, to follow the path; undefined where nothing is. */
  readonly wrong: (values: Values) => string | undefined;
  /** As it should be. */
  readonly wanted: unknown;
}

export const valueAt = (values: Values, path: string): unknown => field(values, ...path.split('.')) ?? undefined;

const shown = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));

/** One of these values; without the field it is `unset`. */
export const isOneOf = (path: string, flag: string, allowed: readonly unknown[], unset: unknown): Setting => ({
  path,
  flag,
  wrong: (values) => {
    const given = valueAt(values, path);
    if (allowed.includes(given ?? unset)) return undefined;
    return given === undefined ? `is not set, which means ${shown(unset)}` : `is ${shown(given)}`;
  },
  wanted: allowed[0],
});

/** Anything but these values; without the field all is well. */
export const isNot = (path: string, flag: string, refused: readonly unknown[], wanted: unknown): Setting => ({
  path,
  flag,
  wrong: (values) => (refused.includes(valueAt(values, path)) ? `is ${shown(valueAt(values, path))}` : undefined),
  wanted,
});

/** Something; for example `wanted`. */
export const isGiven = (path: string, flag: string, wanted: unknown): Setting => ({
  path,
  flag,
  wrong: (values) => ((valueAt(values, path) ?? '') === '' ? 'is not set' : undefined),
  wanted,
});

/** The lines of a nested field, the last of which has the mark. */
const nested = (path: string, mark: string, value: unknown): readonly string[] => {
  const names = path.split('.');
  const lead = (i: number): string => '  '.repeat(i);
  const last = names.length - 1;
  return names.map((name, i) => (i < last ? ` ${lead(i)}${name}:` : `${mark}${lead(i)}${name}: ${shown(value)}`));
};

/** How a file changes, field by field. */
export const settingsDiff = (values: Values, failed: readonly Setting[], file: string): string =>
  [
    `--- ${file}`,
    `+++ ${file}`,
    ...failed.flatMap(({ path, wanted }) => {
      const given = valueAt(values, path);
      const after = nested(path, '+', wanted);
      return [`@@ ${path} @@`, ...(given === undefined ? after : [...nested(path, '-', given), after.at(-1) ?? ''])];
    }),
  ].join('\n');
