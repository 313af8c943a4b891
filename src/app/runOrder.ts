import type { Run } from './run.ts';

const DAY = 10;

/** By day and number within it. */
export const compareIds = (a: string, b: string): number => {
  const [dayA, dayB] = [a.slice(0, DAY), b.slice(0, DAY)];
  return dayA === dayB ? Number(a.slice(DAY + 1)) - Number(b.slice(DAY + 1)) : dayA < dayB ? -1 : 1;
};

type Begun = Pick<Run, 'id' | 'started' | 'imported'>;

/**
 * Runs that were made here by their ids, which no clock turns round; among them those that were imported, whose number tells nothing here, by
 * when they began.
 */
export const newestFirst = <T extends Begun>(runs: readonly T[]): readonly T[] => {
  const began = new Map<string, number>(runs.map(({ id, started }) => [id, Date.parse(started)]));
  let latest = -Infinity;
  for (const { id } of runs.filter(({ imported }) => !imported).toSorted((a, b) => compareIds(a.id, b.id)))
    began.set(id, (latest = Math.max(latest, began.get(id) ?? latest)));
  return runs.toSorted((a, b) => (began.get(b.id) ?? 0) - (began.get(a.id) ?? 0) || compareIds(b.id, a.id));
};
