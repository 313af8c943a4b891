import type { Finding } from '../../core/finding.ts';
import type { Binding } from '../binding.ts';
import { chosen, findingAt, GROUPS, membersOf, moved, resorted, rowCount, SORTS, type FindingsList } from '../findingsList.ts';
import { paneHeight } from '../layout.ts';
import { soughtIn, toMatch } from '../matches.ts';
import { next, showing, withWorld, type Next } from '../next.ts';
import { allSelected, noneSelected, ranged, rangeLeft, toggled } from '../selecting.ts';
import { goingTo } from '../session.ts';
import { hasTwoPanes, type State } from '../state.ts';
import { withSession } from '../update/deciding.ts';
import { hardeningPlan } from '../update/hardening.ts';
import { scanAgain } from '../update/opening.ts';
import { planning } from '../update/planning.ts';
import { askFilter, askIgnore } from '../update/prompting.ts';
import { onFinding } from './onFinding.ts';
import { toSession } from './everywhere.ts';

const onList =
  (change: (list: FindingsList, state: State) => FindingsList) =>
  (state: State): Next =>
    next(withWorld(state, (world) => ({ ...world, list: change(world.list, state) })));

const cycled = <T>(all: readonly T[], at: T): T => all[(all.indexOf(at) + 1) % all.length] as T;

/** In the detail, moving scrolls; in the list it moves the cursor. */
const move = (by: (height: number) => number) =>
  onList((list, { size }) => {
    const height = paneHeight(size) - 1;
    return list.pane === 'detail' ? { ...list, detailTop: Math.max(0, list.detailTop + by(height)) } : moved(list, by(height), height);
  });

/** Pressed in the detail, it stays there and shows the match. */
const match = (by: 1 | -1) => onList((list, { size }) => toMatch(list, by, paneHeight(size) - 1));

const end = (to: 1 | -1) =>
  onList((list, { size }) =>
    list.pane === 'detail'
      ? { ...list, detailTop: to < 0 ? 0 : list.detailTop + 1000 }
      : moved(list, to * rowCount(list), paneHeight(size) - 1),
  );

const nothingChosen = (state: State): string | undefined =>
  state.world && chosen(state.world.list).length > 0 ? undefined : 'No finding is selected.';
const nothingShown = (state: State): string | undefined =>
  state.world && rowCount(state.world.list) > 0 ? undefined : 'There is no finding here.';
const nothingSought = (state: State): string | undefined =>
  state.world && soughtIn(state.world.list) !== '' ? undefined : 'Nothing is looked for: / says what.';
const nothingAtCursor = (state: State): string | undefined =>
  state.world && findingAt(state.world.list) ? undefined : 'The cursor is on no finding.';

const plan = (state: State): Next => (state.world ? planning(state, chosen(state.world.list), 'review') : next(state));

/** The selection, or the finding or group at the cursor. */
const meant = ({ world }: State): readonly Finding[] => {
  if (!world) return [];
  const { list } = world;
  return list.selected.size > 0 ? chosen(list) : membersOf(list, list.cursor);
};

const ignore = (state: State): Next => {
  const finding = state.world && findingAt(state.world.list);
  return finding ? askIgnore(state, finding) : next(state);
};

const notSorted = ({ world }: State): string | undefined => (world?.session.waves ? undefined : 'The findings are still being sorted.');

/** The session at the finding at the cursor, whether it is decided or not. */
const inSession = (state: State): Next => {
  const finding = state.world && findingAt(state.world.list);
  return next(showing(finding ? withSession(state, (session) => goingTo(session, finding.id)) : state, { at: 'session' }));
};

/** One step back at a time: the detail, the range, the selection, the filter. */
const narrower = onList((list) => {
  if (list.pane === 'detail') return { ...list, pane: 'list' };
  if (list.anchor !== undefined) return rangeLeft(list);
  if (list.selected.size > 0) return noneSelected(list);
  return list.query === '' ? list : resorted({ ...list, query: '' });
});

/** Step by step to the whole list, then to the guided session. */
const back = (state: State): Next => {
  const after = narrower(state);
  return after.state.world?.list === state.world?.list ? toSession(state) : after;
};

export const FINDINGS: readonly Binding[] = [
  { keys: ['j', 'down'], does: 'down', run: move(() => 1) },
  { keys: ['k', 'up'], does: 'up', run: move(() => -1) },
  { keys: ['pgdn'], does: 'a page down', run: move((height) => height) },
  { keys: ['pgup'], does: 'a page up', run: move((height) => -height) },
  { keys: ['g', 'home'], does: 'first', run: end(-1) },
  { keys: ['G', 'end'], does: 'last', run: end(1) },
  { keys: ['space'], does: 'select; on a group, all of it', short: 'select', run: onList(toggled) },
  { keys: ['+'], does: 'select all that is shown', run: onList(allSelected) },
  { keys: ['-'], does: 'select none', run: onList(noneSelected) },
  { keys: ['V'], does: 'begin a range here; at its other end, select all of it', run: onList(ranged), unless: nothingShown },
  {
    keys: ['enter'],
    does: 'open the detail',
    short: 'detail',
    run: onList((list) => ({ ...list, pane: 'detail', detailTop: 0 })),
    unless: nothingAtCursor,
  },
  {
    keys: ['tab'],
    does: 'the other pane',
    run: onList((list, { size }) => ({
      ...list,
      pane: list.pane === 'list' && (hasTwoPanes(size) || findingAt(list)) ? 'detail' : 'list',
    })),
  },
  {
    keys: ['p'],
    does: 'plan of the selection, or of the finding at the cursor',
    short: 'plan',
    vital: true,
    run: plan,
    unless: nothingChosen,
  },
  {
    keys: ['L'],
    does: 'plan all that the workload, namespace or selection needs for the restricted level',
    short: 'restricted',
    run: (state) => hardeningPlan(state, meant(state)),
    unless: (state) => (meant(state).length > 0 ? undefined : 'The cursor is on nothing.'),
  },
  { keys: ['x'], does: 'ignore, with a reason and for how long', short: 'ignore', run: ignore, unless: nothingAtCursor },
  { keys: ['/'], does: 'filter', short: 'filter', run: askFilter },
  {
    keys: ['n'],
    does: 'next match: of the filter that is on, or among all of the one that was cleared last',
    run: match(1),
    unless: nothingSought,
  },
  { keys: ['N'], does: 'previous match', run: match(-1), unless: nothingSought },
  {
    keys: ['b'],
    does: 'group by namespace, remediation, object, owner, severity or not',
    short: 'group',
    run: onList((list) => resorted({ ...list, group: cycled(GROUPS, list.group) })),
  },
  {
    keys: ['o'],
    does: 'sort by severity, object or remediation',
    short: 'sort',
    run: onList((list) => resorted({ ...list, sort: cycled(SORTS, list.sort) })),
  },
  ...onFinding(({ world }) => world && findingAt(world.list), nothingAtCursor),
  {
    keys: ['f'],
    does: 'this finding in the guided session; f comes back here',
    short: 'in session',
    run: inSession,
    unless: (state) => nothingAtCursor(state) ?? notSorted(state),
  },
  { keys: ['r'], does: 'scan again: takes in what changed since', run: scanAgain },
  {
    keys: ['esc'],
    does: 'back: close the detail, clear the range, the selection, then the filter; then the guided session',
    short: 'back',
    vital: true,
    run: back,
  },
];
