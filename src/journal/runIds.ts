import { usage } from '../app/errors.ts';
import { compareIds } from '../app/runOrder.ts';

const FORM = /^(\d{4}-\d{2}-\d{2})-([1-9]\d{0,5})$/;
const LAST = 999_999;
/** So many numbers of a day a run from elsewhere leaves to those that are made here. */
const ROOM = 100_000;

const numberOf = (id: string): number => Number(FORM.exec(id)?.[2]);

export const isRunId = (id: string): boolean => FORM.test(id);

/** Whether runs of the same day can still come after one with this id. */
export const leavesRoom = (id: string): boolean => numberOf(id) <= LAST - ROOM;

const dayOf = (now: Date): string => now.toISOString().slice(0, 10);

/** Ids of days that are still to come, newest first: the clock was set back since, or they are from elsewhere. */
export const idsAhead = (ids: readonly string[], now: Date): readonly string[] =>
  ids.filter((id) => isRunId(id) && id.slice(0, 10) > dayOf(now)).toSorted((a, b) => compareIds(b, a));

/**
 * `2026-11-21-4` where the 3 is the highest of that day (UTC); of the day of `ahead`, the newest run made here, where that is still to come:
 * what is made later has the higher id. Throws a Failure where a day has no number left.
 */
export const nextAfter = (ids: readonly string[], now: Date, ahead?: string): string => {
  const day = ahead?.slice(0, 10) ?? dayOf(now);
  const numbers = ids.filter((id) => isRunId(id) && id.startsWith(`${day}-`)).map(numberOf);
  const next = numbers.reduce((highest, number) => Math.max(highest, number), 0) + 1;
  if (next > LAST)
    throw usage(
      `No run can be recorded any more today: ${day}-${LAST} has the last number of the day. Nothing was sent.`,
      'The numbers begin anew tomorrow (UTC).',
    );
  return `${day}-${next}`;
};

/** Why a new run is not begun under an id that has a record. */
export const taken = (id: string): Error =>
  usage(`There is a run ${id} already, which is not replaced. Nothing was sent.`, `Look at it with \`kubeharden history ${id}\`.`);
