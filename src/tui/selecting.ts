import type { Finding } from '../core/finding.ts';
import { membersOf, rowsOf, shownFindings, type FindingsList } from './findingsList.ts';

const withAll = (list: FindingsList, more: readonly Finding[]): FindingsList => ({
  ...list,
  selected: new Set([...list.selected, ...more.map(({ id }) => id)]),
});

const withoutAnchor = ({ anchor: _anchor, ...list }: FindingsList): FindingsList => list;

/** On a group's line: all of the group, or none if all were. */
export const toggled = (list: FindingsList): FindingsList => {
  const members = membersOf(list, list.cursor);
  if (!members.some(({ id }) => !list.selected.has(id))) {
    const off = new Set(members.map(({ id }) => id));
    return { ...list, selected: new Set([...list.selected].filter((id) => !off.has(id))) };
  }
  return withAll(list, members);
};

/** All that the filter lets through, besides what was selected before. */
export const allSelected = (list: FindingsList): FindingsList => withAll(list, shownFindings(list));

export const noneSelected = (list: FindingsList): FindingsList => withoutAnchor({ ...list, selected: new Set() });

/** The rows of a range that has been begun, first and last. */
export const rangeOf = ({ anchor, cursor }: FindingsList): readonly [number, number] | undefined =>
  anchor === undefined ? undefined : [Math.min(anchor, cursor), Math.max(anchor, cursor)];

/** Begins a range at the cursor; once more selects all that stands between. */
export const ranged = (list: FindingsList): FindingsList => {
  const range = rangeOf(list);
  if (!range) return { ...list, anchor: list.cursor };
  const [from, to] = range;
  const between = rowsOf(list, from, to - from + 1).flatMap((row) => (row.type === 'finding' ? [row.finding] : []));
  return withoutAnchor(withAll(list, between));
};

export const rangeLeft = withoutAnchor;
