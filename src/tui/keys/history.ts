import { canUndo } from '../../app/undo.ts';
import { sameRef } from '../../core/resource.ts';
import type { Binding } from '../binding.ts';
import { next, showing, type Next } from '../next.ts';
import type { HistoryScreen, State } from '../state.ts';
import { driftedPlaces } from '../update/drifting.ts';
import { askRollback, lookingAt, runAt, undoingOf } from '../update/records.ts';
import { readOnly } from './readOnly.ts';

const onHistory = (state: State, run: (screen: HistoryScreen) => Next): Next =>
  state.screen.at === 'history' ? run(state.screen) : next(state);

const stepsOf = ({ undo }: HistoryScreen) => undo?.plans?.flatMap(({ steps }) => steps) ?? [];

const inDetail = (screen: HistoryScreen, by: number): HistoryScreen => {
  const { object, ...rest } = screen;
  const last = stepsOf(screen).length - 1;
  if (last < 0 || Math.abs(by) > 1) return { ...rest, top: Math.max(0, screen.top + by) };
  return { ...screen, object: object === undefined ? 0 : Math.max(0, Math.min(last, object + by)) };
};

const move =
  (by: number) =>
  (state: State): Next =>
    onHistory(state, (screen) => {
      if (screen.pane === 'detail') return next(showing(state, inDetail(screen, by)));
      const cursor = Math.max(0, Math.min((screen.history?.runs.length ?? 1) - 1, screen.cursor + by));
      return cursor === screen.cursor ? next(state) : lookingAt(state, { ...screen, cursor });
    });

const pane =
  (to: (at: HistoryScreen['pane']) => HistoryScreen['pane']) =>
  (state: State): Next =>
    onHistory(state, (screen) => next(showing(state, { ...screen, pane: to(screen.pane), top: 0 })));

const pick = (state: State): Next =>
  onHistory(state, (screen) => {
    const run = runAt(screen);
    if (!run) return next(state);
    const picked = new Set(screen.picked);
    if (!picked.delete(run.id)) picked.add(run.id);
    return next(showing(state, { ...screen, picked }));
  });

/** Narrows to the object under the cursor; once more takes that back. */
const onlyObject = (state: State): Next =>
  onHistory(state, (screen) => {
    const { only, ...rest } = screen;
    const ref = stepsOf(screen)[screen.object ?? 0]?.step.ref;
    return next(showing(state, ref && !(only && sameRef(only, ref)) ? { ...screen, only: ref } : rest));
  });

const noObject = (state: State): string | undefined => {
  const { screen } = state;
  if (screen.at !== 'history' || stepsOf(screen).length === 0) return 'Nothing of this run is left to undo.';
  if (screen.picked.size > 0) return 'Several runs are picked: they are undone as wholes.';
  return screen.object === undefined ? 'Choose the object first: enter opens the run, j and k choose.' : undefined;
};

const notUndoable = (state: State): string | undefined => {
  if (state.screen.at !== 'history') return undefined;
  const { picked, history } = state.screen;
  const run = runAt(state.screen);
  if (!run) return 'There is no run to roll back.';
  const runs = picked.size > 0 ? (history?.runs.filter(({ id }) => picked.has(id)) ?? []) : [run];
  if (runs.some(({ does }) => does === 'rehearsal')) return 'A rehearsal takes away itself what it makes.';
  if (!runs.some(({ steps }) => steps.some(canUndo))) return 'Nothing of this run is left to undo.';
  return readOnly(state);
};

const noDrift = (state: State): string | undefined =>
  state.screen.at === 'history' && driftedPlaces(state.screen.undo?.plans ?? []).length > 0
    ? undefined
    : 'Nobody changed what this run had set.';

const showDrift = (state: State): Next =>
  onHistory(state, (screen) => {
    const { plans = [], undoing } = screen.undo ?? {};
    if (!undoing) return next(state);
    return next(showing(state, { at: 'drift', from: screen, undoing, plans, cursor: 0, restored: new Set() }));
  });

const back = (state: State): Next =>
  onHistory(state, (screen) => next(showing(state, screen.pane === 'detail' ? { ...screen, pane: 'list', top: 0 } : { at: 'findings' })));

export const HISTORY: readonly Binding[] = [
  { keys: ['j', 'down'], does: 'down', run: move(1) },
  { keys: ['k', 'up'], does: 'up', run: move(-1) },
  { keys: ['pgdn'], does: 'ten down', run: move(10) },
  { keys: ['pgup'], does: 'ten up', run: move(-10) },
  { keys: ['g', 'home'], does: 'newest', run: move(-1e9) },
  { keys: ['G', 'end'], does: 'oldest', run: move(1e9) },
  { keys: ['enter'], does: 'open the run', short: 'open', run: pane(() => 'detail') },
  { keys: ['tab'], does: 'the other pane', run: pane((at) => (at === 'list' ? 'detail' : 'list')) },
  { keys: ['space'], does: 'pick the run, to roll back several, the newest first', short: 'pick', run: pick },
  {
    keys: ['R'],
    does: 'roll the run back, after a confirmation',
    short: 'roll back',
    vital: true,
    run: (state) => onHistory(state, (screen) => askRollback(state, undoingOf(screen))),
    unless: notUndoable,
  },
  { keys: ['O'], does: 'only the object under the cursor, or the whole run again', short: 'only this', run: onlyObject, unless: noObject },
  { keys: ['d'], does: 'what somebody changed since: keep or restore it', short: 'changed since', run: showDrift, unless: noDrift },
  {
    keys: ['v'],
    does: 'look once more what has changed since',
    short: 'verify drift',
    run: (state) => onHistory(state, (screen) => lookingAt(state, screen)),
  },
  { keys: ['esc'], does: 'back', short: 'back', vital: true, run: back },
];
