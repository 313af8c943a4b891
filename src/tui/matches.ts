import { passing, termsOf } from './filter.ts';
import { indexOf } from './findingsIndex.ts';
import { findingAt, positionOf, rowCount, rowOf, windowTop, type FindingsList } from './findingsList.ts';

/** What the next match is one of: the filter that is on, or else the last one that was. */
export const soughtIn = ({ query, sought }: FindingsList): string => (query === '' ? sought : query);

/** The next (1) or previous (-1) finding that the filter finds, also among all once it is cleared; after the last comes the first. */
export const toMatch = (list: FindingsList, by: 1 | -1, height: number): FindingsList => {
  const { passed } = list;
  const matches = passing(indexOf(list.findings), termsOf(soughtIn(list)), passed);
  if (matches.length === 0) return list;
  const isMatch = new Set(matches);
  const at = positionOf(list, list.cursor);
  const isBetween = by > 0 && !findingAt(list); // on the line of a group its first finding comes next
  let position = isBetween ? at - 1 : at;
  do position = (position + by + passed.length) % passed.length;
  while (!isMatch.has(passed[position] as number));
  const cursor = rowOf(list, position);
  return { ...list, cursor, top: windowTop(list.top, cursor, height, rowCount(list)), detailTop: 0 };
};
