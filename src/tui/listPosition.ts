import { rowCount, windowTop } from './findingsList.ts';
import { listIn } from './inspect/inspection.ts';
import { FINDINGS_SHARE, HISTORY_SHARE, paneHeight, split } from './layout.ts';
import type { Cell } from './mouse.ts';
import { LIST_SHARE } from './parts/inspectDetail.ts';
import { noticeRows } from './parts/noticeRows.ts';
import { hasTwoPanes, type State } from './state.ts';

/** How far a cell is from the cursor of the list, in rows; or that it lies in the pane that has not the focus. */
export type Position = { readonly pane: 'list'; readonly by: number } | { readonly pane: 'other' };

interface Shown {
  readonly focus: 'list' | 'detail';
  /** Columns of the list, where the detail stands beside it. */
  readonly width: number;
  readonly cursor: number;
  readonly count: number;
  /** Of the window. */
  readonly top: number;
}

/** Header, second line, frame and the heading of the columns. */
const ABOVE = 4;

/** Rows of the list in view: what a person is told takes some of them. */
const roomIn = (state: State): number => paneHeight(state.size) - noticeRows(state).length - 1;

const shownIn = (state: State): Shown | undefined => {
  const { screen, world, size } = state;
  const room = roomIn(state);
  const of = (focus: Shown['focus'], share: number, cursor: number, count: number, top: number): Shown => ({
    focus,
    width: split(size, share).left,
    cursor,
    count,
    top: windowTop(top, cursor, room, count),
  });
  if (screen.at === 'history')
    return screen.history?.corrupt.length === 0 ? of(screen.pane, HISTORY_SHARE, screen.cursor, screen.history.runs.length, 0) : undefined;
  const list = screen.at === 'inspect' && world ? listIn(world.inspection) : undefined;
  if (list) return of(list.pane, LIST_SHARE, list.cursor, list.passed.length, list.top);
  return screen.at === 'findings' && world
    ? of(world.list.pane, FINDINGS_SHARE, world.list.cursor, rowCount(world.list), world.list.top)
    : undefined;
};

/** Undefined where nothing can be pointed at. */
export const positionIn = (state: State, { column, row }: Cell): Position | undefined => {
  const shown = shownIn(state);
  if (!shown) return undefined;
  const beside = hasTwoPanes(state.size);
  if (!beside && shown.focus === 'detail') return undefined;
  if (beside && (column <= shown.width ? 'list' : 'detail') !== shown.focus) return { pane: 'other' };
  const at = shown.top + row - 1 - ABOVE;
  const isRow = shown.focus === 'list' && row > ABOVE && row <= ABOVE + roomIn(state) && at < shown.count;
  return isRow ? { pane: 'list', by: at - shown.cursor } : undefined;
};
