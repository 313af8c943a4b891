import type { Preview } from '../app/target.ts';
import type { Change } from '../core/change.ts';
import { differences, withoutServerFields } from '../core/diff.ts';
import { valueAt } from '../core/merge.ts';
import { isRecord, own } from '../core/resource.ts';

/** Whether `whole` has all of `part`; what the server added as a default does not matter. */
const contains = (whole: unknown, part: unknown): boolean => {
  if (Array.isArray(part)) return Array.isArray(whole) && whole.length === part.length && part.every((item, i) => contains(whole[i], item));
  if (isRecord(part)) return isRecord(whole) && Object.keys(part).every((name) => contains(own(whole, name), part[name]));
  return whole === part;
};

/** Whether an approved outcome plainly shows all of a change. False says only that the server has to be asked: it may write a value in another way. */
export const showsAll = (change: Change, { after }: Preview): boolean => {
  if (!change.after || !after) return change.after === after;
  if (!change.before) return contains(after, withoutServerFields(change.after));
  const wanted = differences(withoutServerFields(change.before), withoutServerFields(change.after));
  return wanted.every(({ path, after: value }) => contains(valueAt(after, path), value));
};
