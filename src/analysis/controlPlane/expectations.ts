import type { Component } from './components.ts';
import { listOf, truth, valueOf } from './flags.ts';

/** What one flag of a component should be. */
export interface Expectation {
  /** `--profiling` */
  readonly flag: string;
  /** What is wrong, to follow the flag's name: `is not set, which means true`. Undefined where nothing is. */
  readonly wrong: (component: Component) => string | undefined;
  /** The value that mends it, by the value that is given; undefined takes the flag away. */
  readonly mended: (given: string | undefined) => string | undefined;
  /** A flag that names a file which may say it instead: then only what is given counts. */
  readonly orIn?: string;
}

/** A true or false; without the flag it is `unset`. */
export const isTruth = (flag: string, wanted: boolean, unset: boolean): Expectation => ({
  flag,
  wrong: ({ flags }) => {
    const given = valueOf(flags, flag);
    if (given === undefined) return unset === wanted ? undefined : `is not set, which means ${unset}`;
    const read = truth(given);
    return read === wanted ? undefined : read === undefined ? `is neither true nor false: "${given}"` : `is ${read}`;
  },
  mended: () => String(wanted),
});

/** Anything, for example `path`. */
export const isSet = (flag: string, path: string, means = ''): Expectation => ({
  flag,
  wrong: ({ flags }) => ((valueOf(flags, flag) ?? '') === '' ? `is not set${means}` : undefined),
  mended: () => path,
});

export const isAbsent = (flag: string, because: string): Expectation => ({
  flag,
  wrong: ({ flags }) => ((valueOf(flags, flag) ?? '') === '' ? undefined : `is set: ${because}`),
  mended: () => undefined,
});

const joined = (elements: readonly string[]): string | undefined => (elements.length === 0 ? undefined : elements.join(','));
const elementsOf = (given: string | undefined): readonly string[] => (given ?? '').split(',').filter((element) => element !== '');

/** A list with this element. */
export const includes = (flag: string, element: string): Expectation => ({
  flag,
  wrong: ({ flags }) => (listOf(flags, flag)?.includes(element) ? undefined : `lacks ${element}`),
  mended: (given) => [...elementsOf(given), element].join(','),
});

/** A list without this element; `unset`: what it means that the flag is not there, if that is as bad. */
export const excludes = (flag: string, element: string, means: string, unset?: string): Expectation => ({
  flag,
  wrong: ({ flags }) => {
    const given = listOf(flags, flag);
    if (given === undefined || given.length === 0) return unset === undefined ? undefined : `is not set, which means ${unset}`;
    return given.includes(element) ? `${means} ${element}` : undefined;
  },
  mended: (given) => joined(elementsOf(given).filter((one) => one !== element)),
});

export const isAtLeast = (flag: string, least: number): Expectation => ({
  flag,
  wrong: ({ flags }) => {
    const given = valueOf(flags, flag);
    if (given === undefined) return 'is not set';
    return /^[-+]?\d+$/.test(given) && Number(given) >= least ? undefined : `is "${given}", less than ${least}`;
  },
  mended: () => String(least),
});

const LOOPBACK = /^(?:127(?:\.\d{1,3}){3}|::1)$/;

/** An address that only the node itself reaches. */
export const isLoopback = (flag: string): Expectation => ({
  flag,
  wrong: ({ flags }) => {
    const given = valueOf(flags, flag);
    if (given === undefined) return 'is not set, which means 0.0.0.0';
    return LOOPBACK.test(given) ? undefined : `is "${given}"`;
  },
  mended: () => '127.0.0.1',
});

/** Only where a component is older than this minor; where its version is not known, it is taken to be newer. */
export const before = (minor: number, expectation: Expectation): Expectation => ({
  ...expectation,
  wrong: (component) => (component.minor !== undefined && component.minor < minor ? expectation.wrong(component) : undefined),
});

/** Only where a component is of this minor or newer. */
export const since = (minor: number, expectation: Expectation): Expectation => ({
  ...expectation,
  wrong: (component) => (component.minor === undefined || component.minor >= minor ? expectation.wrong(component) : undefined),
});

/** Where the flag is not given, the file that another flag names may decide. */
export const orIn = (flag: string, expectation: Expectation): Expectation => ({
  ...expectation,
  orIn: flag,
  wrong: (component) => (isLeftTo(flag, expectation, component) ? undefined : expectation.wrong(component)),
});

const isLeftTo = (file: string, { flag }: Expectation, { flags }: Component): boolean =>
  valueOf(flags, flag) === undefined && (valueOf(flags, file) ?? '') !== '';

/** The flag that names the file in which it may be said, where that is so. */
export const leftTo = (expectation: Expectation, component: Component): string | undefined =>
  expectation.orIn !== undefined && isLeftTo(expectation.orIn, expectation, component) ? expectation.orIn : undefined;
