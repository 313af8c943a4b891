/** A level of the Pod Security Standards. */
export type Level = 'privileged' | 'baseline' | 'restricted';

/** From the weakest to the strictest. */
export const LEVELS: readonly Level[] = ['privileged', 'baseline', 'restricted'];

export const isLevel = (value: unknown): value is Level => LEVELS.some((level) => level === value);

export const isStricter = (a: Level, b: Level): boolean => LEVELS.indexOf(a) > LEVELS.indexOf(b);
