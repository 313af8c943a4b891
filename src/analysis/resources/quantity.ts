import type { Measure } from './measure.ts';

/** Suffixes of the API's quantities; `m`, `u` and `n` are parts of one. */
const FACTORS: Readonly<Record<string, number>> = {
  ...{ n: 1e-9, u: 1e-6, m: 1e-3, '': 1, k: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15, E: 1e18 },
  ...{ Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40, Pi: 2 ** 50, Ei: 2 ** 60 },
};
const QUANTITY = /^\+?(\d+(?:\.\d*)?|\.\d+)(?:[eE]([+-]?\d{1,2})|([numkMGTPE]|[KMGTPE]i)?)$/;

/** `100m`, `1.5Gi`, `1e3`, 2: processors or bytes; undefined for what is no quantity, or below zero. */
export const amountOf = (value: unknown): number | undefined => {
  if (typeof value === 'number') return Number.isFinite(value) && value >= 0 ? value : undefined;
  const [, digits, exponent, suffix = ''] = (typeof value === 'string' && QUANTITY.exec(value)) || [];
  if (digits === undefined) return undefined;
  return Number(digits) * (exponent === undefined ? (FACTORS[suffix] ?? 1) : 10 ** Number(exponent));
};

const MEBI = 2 ** 20;
/** The next multiple of the step; what is above one by no more than a floating-point number can be off counts as it. */
const upTo = (value: number, step: number): number => Math.ceil((value / step) * (1 - 4 * Number.EPSILON) - 1e-9) * step;

const processors = (cores: number): string => {
  const milli = Math.max(10, upTo(cores * 1000, cores < 1 ? 10 : 100));
  return milli % 1000 === 0 ? String(milli / 1000) : `${milli}m`;
};

const bytes = (amount: number): string => {
  const mebi = Math.max(16, upTo(amount / MEBI, amount < 1024 * MEBI ? 16 : 256));
  return mebi % 1024 === 0 ? `${mebi / 1024}Gi` : `${mebi}Mi`;
};

/** As a person would write it, rounded up: `250m`, `96Mi`. */
export const quantity = (measure: Measure, amount: number): string => (measure === 'cpu' ? processors(amount) : bytes(amount));

/** A sentence where an answer is no quantity that the API server takes as a request or limit. */
export const refuseQuantity = (value: string): string | undefined =>
  (amountOf(value) ?? 0) > 0 && !/^\+|[nu]$/.test(value)
    ? undefined
    : `"${value}" is no quantity above zero: write 100m or 0.5 for processors, 128Mi or 1Gi for memory.`;

export const NONE = 'none';

/** The same, where nothing at all may be said. */
export const refuseQuantityOrNone = (value: string): string | undefined => (value === NONE ? undefined : refuseQuantity(value));
