import type { Binding } from '../binding.ts';
import { next, showing, type Next } from '../next.ts';
import type { State } from '../state.ts';
import { openHistory } from '../update/records.ts';
import { askRecover } from '../update/recovering.ts';
import { toSession } from './everywhere.ts';
import { readOnly } from './readOnly.ts';

const isOver = ({ screen }: State): boolean => screen.at === 'recover' && screen.over;

const scroll =
  (by: number) =>
  (state: State): Next =>
    next(state.screen.at === 'recover' ? showing(state, { ...state.screen, top: Math.max(0, state.screen.top + by) }) : state);

export const RECOVER: readonly Binding[] = [
  {
    keys: ['R'],
    does: 'find out what they really did, after a confirmation; then they can be rolled back',
    short: 'find out',
    vital: true,
    run: askRecover,
    unless: (state) => (isOver(state) ? 'It was found out: enter opens the history.' : readOnly(state)),
  },
  {
    keys: ['enter'],
    does: 'once it was found out, the history, where it can be rolled back',
    short: 'history',
    vital: true,
    run: openHistory,
    unless: (state) => (isOver(state) ? undefined : 'Find it out first, or go on by esc.'),
  },
  { keys: ['j', 'down'], does: 'scroll down', run: scroll(1) },
  { keys: ['k', 'up'], does: 'scroll up', run: scroll(-1) },
  {
    keys: ['esc'],
    does: 'go on to the guided session; it is offered again at the next start',
    short: 'go on',
    vital: true,
    run: toSession,
  },
];
