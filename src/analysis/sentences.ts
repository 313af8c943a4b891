import type { Resource } from '../core/resource.ts';

/** `Deployment web`, for sentences that already say where. */
export const nameOf = (resource: Resource): string => `${resource.kind} ${resource.metadata.name}`;

const MOST_NAMED = 5;

/** The first so many names, and how many there are besides. */
export const atMost = (most: number, names: readonly string[]): readonly string[] =>
  names.length <= most ? names : [...names.slice(0, most), `and ${names.length - most} more`];

/** `a, b, c and 12 more`: a sentence that a person can still read. */
export const listed = (names: readonly string[]): string =>
  names.length <= MOST_NAMED ? names.join(', ') : `${names.slice(0, MOST_NAMED).join(', ')} and ${names.length - MOST_NAMED} more`;
