import { sameRef } from '../../core/resource.ts';
import type { Undoing } from '../../app/undoing.ts';
import type { Message } from '../message.ts';
import { next, showing, telling, withoutOverlay, type Next } from '../next.ts';
import type { HistoryScreen, State } from '../state.ts';
import { confirmingRollback } from './planning.ts';

type Of<T extends Message['type']> = Extract<Message, { type: T }>;

export const openHistory = (state: State): Next =>
  next(showing(state, { at: 'history', cursor: 0, pane: 'list', top: 0, picked: new Set() }), { do: 'history' });

export const runAt = ({ history, cursor }: HistoryScreen) => history?.runs[cursor];

/** What `R` undoes: the runs that are picked, else the one under the cursor, or one object of that. */
export const undoingOf = (screen: HistoryScreen): Undoing => {
  const { picked, only } = screen;
  const run = runAt(screen);
  if (picked.size > 0) return { runs: [...picked] };
  const object = only && { objects: [{ text: only.name, matches: (ref: typeof only) => sameRef(ref, only) }] };
  return { runs: run ? [run.id] : [], ...object };
};

/** Shows the run at the cursor and asks what rolling it back would do now. */
export const lookingAt = (state: State, screen: HistoryScreen): Next => {
  const { undo: _undo, object: _object, only: _only, ...rest } = screen;
  const run = runAt(screen);
  if (!run || run.does === 'rehearsal') return next(showing(state, { ...rest, top: 0 }));
  const undoing: Undoing = { runs: [run.id] };
  const shown = showing(state, { ...rest, top: 0, undo: { undoing } });
  return next(shown, { do: 'plan-rollback', undoing, leads: 'detail', ...(state.world ? { snapshot: state.world.scan.snapshot } : {}) });
};

/** Looks what undoing it would do now, and asks whether to do it. */
export const askRollback = (state: State, undoing: Undoing): Next =>
  next(
    { ...state, overlay: { kind: 'wait', text: `Looking what undoing run ${undoing.runs.join(', ')} would do now` } },
    { do: 'plan-rollback', undoing, leads: 'confirm', ...(state.world ? { snapshot: state.world.scan.snapshot } : {}) },
  );

export const historyRead = (state: State, { history }: Of<'history'>): Next =>
  state.screen.at === 'history' ? lookingAt(state, { ...state.screen, history }) : next(state);

const told = (state: State, { undoing, plans, trouble }: Of<'undo-planned'>): State => {
  const { screen } = state;
  if (screen.at !== 'history' || screen.undo?.undoing !== undoing) return state;
  return showing(state, { ...screen, undo: { undoing, ...(plans ? { plans } : {}), ...(trouble ? { trouble } : {}) } });
};

export const undoPlanned = (state: State, message: Of<'undo-planned'>): Next => {
  const shown = told(state, message);
  if (message.leads === 'detail' || state.overlay?.kind !== 'wait') return next(shown);
  const free = withoutOverlay(shown);
  if (!message.plans) return next(telling(free, message.trouble?.message ?? 'Nothing is left to undo.', 'warn'));
  return confirmingRollback(free, message.plans);
};
