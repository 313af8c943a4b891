import { WAVES } from '../../core/waves.ts';
import type { Binding } from '../binding.ts';
import { next, showing, type Next } from '../next.ts';
import type { State } from '../state.ts';
import { firstRun } from '../update/opening.ts';
import { toggleMouse } from '../update/pointing.ts';
import { openHistory } from '../update/records.ts';

/** Why this screen cannot be left now. */
const busy = (state: State): string | undefined =>
  state.screen.at === 'applying' && !state.screen.over ? 'A run is under way: Ctrl-C stops it after the object in flight.' : undefined;

const needsTarget = (state: State): string | undefined => busy(state) ?? (state.world ? undefined : 'No cluster is open yet.');

/** The session, or its summary once all waves are through. */
export const toSession = (state: State): Next => {
  const isOver = state.world?.session.waves !== undefined && state.world.session.wave >= WAVES.length;
  return next(showing(state, isOver ? { at: 'summary', top: 0 } : { at: 'session' }));
};

const toggleReadOnly = (state: State): Next => next(state, { do: 'read-only', on: !(state.world?.target.readOnly ?? true) });

export const quit =
  (code: number) =>
  (state: State): Next =>
    next(state, { do: 'quit', code });

/** What a key means on every screen. */
export const EVERYWHERE: readonly Binding[] = [
  { keys: ['1'], does: 'guided session', run: toSession, unless: needsTarget },
  { keys: ['2'], does: 'findings', run: (state) => next(showing(state, { at: 'findings' })), unless: needsTarget },
  { keys: ['3'], does: 'history and rollback', run: openHistory, unless: needsTarget },
  {
    keys: ['4'],
    does: 'inspect: Pod Security, network, rights',
    run: (state) => next(showing(state, { at: 'inspect' })),
    unless: needsTarget,
  },
  {
    keys: ['5'],
    does: 'summary: what was done, what is left, and what could not be checked',
    run: (state) => next(showing(state, { at: 'summary', top: 0 })),
    unless: needsTarget,
  },
  { keys: ['c'], does: 'open another context, or the demo', run: firstRun, unless: busy },
  { keys: ['!'], does: 'read-only on or off', run: toggleReadOnly, unless: needsTarget },
  {
    keys: ['m'],
    does: 'mouse on or off: wheel and click; Shift still selects text in most terminals',
    run: toggleMouse,
  },
  {
    keys: [':'],
    does: 'find what can be done here by its words',
    run: (state) => next({ ...state, overlay: { kind: 'palette', query: '', cursor: 0 } }),
  },
  { keys: ['?'], does: 'help', short: 'help', always: true, run: (state) => next({ ...state, overlay: { kind: 'help', top: 0 } }) },
  { keys: ['q'], does: 'quit; decisions are kept', short: 'quit', always: true, run: quit(0), unless: busy },
  { keys: ['ctrl-z'], does: 'to the shell; fg comes back', run: (state) => next(state, { do: 'suspend' }) },
];

export const INTERRUPT: Binding = { keys: ['ctrl-c'], does: 'quit at once', run: quit(130) };
