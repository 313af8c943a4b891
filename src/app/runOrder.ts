import type { Run } from './run.ts';

let collator: Intl.Collator | undefined;

/** By day and number within it. Its tables take a start 10 ms, so they are read when runs are compared. */
export const compareIds = (a: string, b: string): number => (collator ??= new Intl.Collator('en', { numeric: true })).compare(a, b);

type Begun = Pick<Run, 'id' | 'started'>;

/** By when they began: an imported run, or one of a day on which the clock was wrong, has a number that tells nothing. */
export const newestFirst = (a: Begun, b: Begun): number => Date.parse(b.started) - Date.parse(a.started) || compareIds(b.id, a.id);
