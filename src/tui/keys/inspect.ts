import type { Binding } from '../binding.ts';
import { answeringOf, atLevel, listIn, stopped, TABS, withList, type Inspection } from '../inspect/inspection.ts';
import { movedBy, queried, type InspectList } from '../inspect/list.ts';
import { paneHeight } from '../layout.ts';
import { inspectDetail } from '../parts/inspectDetail.ts';
import { next, showing, type Next } from '../next.ts';
import type { State } from '../state.ts';
import { withInspection } from '../update/inspecting.ts';
import { askAnswerFilter } from '../update/prompting.ts';

const onList =
  (change: (list: InspectList, state: State) => InspectList) =>
  (state: State): Next =>
    next(withInspection(state, (inspection) => withList(inspection, (list) => change(list, state))));

const onInspection =
  (change: (inspection: Inspection) => Inspection) =>
  (state: State): Next =>
    next(withInspection(state, change));

/** Rows below the heading of the columns. */
const heightOf = ({ size }: State): number => paneHeight(size) - 1;

/** In the detail, moving scrolls; in the list it moves the cursor. */
const moveBy = (list: InspectList, state: State, by: number): InspectList => {
  if (list.pane === 'list') return movedBy(list, by, heightOf(state));
  const detail = state.world && inspectDetail(state.world.inspection, state.size);
  const last = detail ? Math.max(0, detail.rows.length - detail.room) : 0;
  return { ...list, detailTop: Math.max(0, Math.min(last, list.detailTop + by)) };
};

const move = (by: (height: number) => number) => onList((list, state) => moveBy(list, state, by(heightOf(state))));

const end = (to: 1 | -1) => onList((list, state) => moveBy(list, state, to * Number.MAX_SAFE_INTEGER));

const turn = (by: 1 | -1) =>
  onInspection((inspection) => ({
    ...inspection,
    tab: TABS[(TABS.indexOf(inspection.tab) + by + TABS.length) % TABS.length] ?? inspection.tab,
  }));

const inspectionOf = (state: State): Inspection | undefined => state.world?.inspection;
const listOf = (state: State): InspectList | undefined => state.world && listIn(state.world.inspection);

const noAnswer = (state: State): string | undefined => (listOf(state) ? undefined : 'There is no answer yet.');

const unlessOn =
  (tab: Inspection['tab'], why: string) =>
  (state: State): string | undefined =>
    inspectionOf(state)?.tab === tab ? undefined : why;

const isAnswered = (state: State): string | undefined => {
  const inspection = inspectionOf(state);
  const answering = inspection && answeringOf(inspection);
  return answering?.state === 'failed' || answering?.state === 'stopped'
    ? undefined
    : 'Nothing is to be asked again: answers are those of the last scan (2, then r, scans again).';
};

const again = onInspection((inspection) => ({ ...inspection, answers: new Map() }));

/** One step back at a time: reading, the detail, the filter, the screen. */
const back = (state: State): Next => {
  const [inspection, list] = [inspectionOf(state), listOf(state)];
  if (inspection && answeringOf(inspection)?.state === 'asked') return next(withInspection(state, stopped), { do: 'stop-inspecting' });
  if (list?.pane === 'detail') return onList((at) => ({ ...at, pane: 'list', detailTop: 0 }))(state);
  if (list && list.query !== '') return onList((at) => queried(at, ''))(state);
  return next(showing(state, { at: 'findings' }));
};

export const INSPECT: readonly Binding[] = [
  { keys: ['j', 'down'], does: 'down', run: move(() => 1) },
  { keys: ['k', 'up'], does: 'up', run: move(() => -1) },
  { keys: ['pgdn'], does: 'a page down', run: move((height) => height) },
  { keys: ['pgup'], does: 'a page up', run: move((height) => -height) },
  { keys: ['g', 'home'], does: 'first', run: end(-1) },
  { keys: ['G', 'end'], does: 'last', run: end(1) },
  { keys: [']', 'right'], does: 'next question: Pod Security, network, RBAC', short: 'next', vital: true, run: turn(1) },
  { keys: ['[', 'left'], does: 'previous question', run: turn(-1) },
  {
    keys: ['l'],
    does: 'the other level of Pod Security: restricted or baseline',
    short: 'level',
    run: onInspection((inspection) => atLevel(inspection, inspection.level === 'restricted' ? 'baseline' : 'restricted')),
    unless: unlessOn('psa', 'Only Pod Security has levels: [ and ] go there.'),
  },
  {
    keys: ['f'],
    does: 'the network as it is, or what the proposed fixes would cut',
    short: 'after fix',
    run: onInspection((inspection) => ({ ...inspection, afterFix: !inspection.afterFix })),
    unless: unlessOn('network', 'Only the network is looked at after the fix: [ and ] go there.'),
  },
  {
    keys: ['enter'],
    does: 'open the detail',
    short: 'detail',
    run: onList((list) => ({ ...list, pane: 'detail', detailTop: 0 })),
    unless: noAnswer,
  },
  {
    keys: ['tab'],
    does: 'the other pane',
    run: onList((list) => ({ ...list, pane: list.pane === 'list' ? 'detail' : 'list' })),
  },
  { keys: ['/'], does: 'filter', short: 'filter', run: askAnswerFilter, unless: noAnswer },
  { keys: ['r'], does: 'ask again what could not be answered', run: again, unless: isAnswered },
  { keys: ['esc'], does: 'back: stop reading, close the detail, clear the filter, leave', short: 'back', vital: true, run: back },
];
