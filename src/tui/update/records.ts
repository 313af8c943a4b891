import type { Message } from '../message.ts';
import { next, showing, telling, withoutOverlay, type Next } from '../next.ts';
import type { HistoryScreen, State } from '../state.ts';
import { confirmingRollback } from './planning.ts';

type Of<T extends Message['type']> = Extract<Message, { type: T }>;

export const openHistory = (state: State): Next =>
  next(showing(state, { at: 'history', cursor: 0, pane: 'list', top: 0 }), { do: 'history' });

export const runAt = ({ history, cursor }: HistoryScreen) => history?.runs[cursor];

/** Shows the run at the cursor and asks what rolling it back would do now. */
export const lookingAt = (state: State, screen: HistoryScreen): Next => {
  const { undo: _undo, ...rest } = screen;
  const run = runAt(screen);
  if (!run) return next(showing(state, rest));
  const shown = showing(state, { ...rest, top: 0, undo: { id: run.id } });
  if (run.does === 'rollback') return next(showing(state, { ...rest, top: 0 }));
  return next(shown, { do: 'plan-rollback', id: run.id, leads: 'detail', ...(state.world ? { snapshot: state.world.scan.snapshot } : {}) });
};

export const historyRead = (state: State, { history }: Of<'history'>): Next =>
  state.screen.at === 'history' ? lookingAt(state, { ...state.screen, history }) : next(state);

export const undoPlanned = (state: State, { id, leads, plan, trouble }: Of<'undo-planned'>): Next => {
  const { screen } = state;
  if (screen.at !== 'history') return next(state);
  const shown =
    screen.undo?.id === id
      ? showing(state, { ...screen, undo: { id, ...(plan ? { plan } : {}), ...(trouble ? { trouble } : {}) } })
      : state;
  if (leads === 'detail' || state.overlay?.kind !== 'wait') return next(shown);
  const free = withoutOverlay(shown);
  if (!plan) return next(telling(free, trouble?.message ?? `Nothing of run ${id} is left to undo.`, 'warn'));
  return confirmingRollback(free, plan);
};
