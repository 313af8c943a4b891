import { canUndo } from '../../app/undo.ts';
import type { Binding } from '../binding.ts';
import { next, showing, type Next } from '../next.ts';
import type { HistoryScreen, State } from '../state.ts';
import { lookingAt, runAt } from '../update/records.ts';
import { readOnly } from './readOnly.ts';

const onHistory = (state: State, run: (screen: HistoryScreen) => Next): Next =>
  state.screen.at === 'history' ? run(state.screen) : next(state);

const move =
  (by: number) =>
  (state: State): Next =>
    onHistory(state, (screen) => {
      if (screen.pane === 'detail') return next(showing(state, { ...screen, top: Math.max(0, screen.top + by) }));
      const cursor = Math.max(0, Math.min((screen.history?.runs.length ?? 1) - 1, screen.cursor + by));
      return cursor === screen.cursor ? next(state) : lookingAt(state, { ...screen, cursor });
    });

const pane =
  (to: (at: HistoryScreen['pane']) => HistoryScreen['pane']) =>
  (state: State): Next =>
    onHistory(state, (screen) => next(showing(state, { ...screen, pane: to(screen.pane), top: 0 })));

const rollBack = (state: State): Next =>
  onHistory(state, (screen) => {
    const run = runAt(screen);
    if (!run) return next(state);
    const waiting: State = { ...state, overlay: { kind: 'wait', text: `Looking what undoing run ${run.id} would do now` } };
    return next(waiting, {
      do: 'plan-rollback',
      id: run.id,
      leads: 'confirm',
      ...(state.world ? { snapshot: state.world.scan.snapshot } : {}),
    });
  });

const notUndoable = (state: State): string | undefined => {
  const run = state.screen.at === 'history' ? runAt(state.screen) : undefined;
  if (!run) return 'There is no run to roll back.';
  if (run.does === 'rollback') return 'A rollback has nothing of its own to undo.';
  if (!run.steps.some(canUndo)) return 'Nothing of this run is left to undo.';
  return readOnly(state);
};

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
  { keys: ['R'], does: 'roll the run back, after a confirmation', short: 'roll back', vital: true, run: rollBack, unless: notUndoable },
  {
    keys: ['v'],
    does: 'look once more what has changed since',
    short: 'verify drift',
    run: (state) => onHistory(state, (screen) => lookingAt(state, screen)),
  },
  { keys: ['esc'], does: 'back', short: 'back', run: back },
];
