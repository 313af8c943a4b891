import type { Binding } from '../binding.ts';
import { next, showing, type Next } from '../next.ts';
import type { DriftScreen, State } from '../state.ts';
import { driftedPlaces, toggled } from '../update/drifting.ts';
import { askRollback } from '../update/records.ts';
import { readOnly } from './readOnly.ts';

const onDrift = (state: State, run: (screen: DriftScreen) => Next): Next => (state.screen.at === 'drift' ? run(state.screen) : next(state));

const move =
  (by: number) =>
  (state: State): Next =>
    onDrift(state, (screen) => {
      const last = driftedPlaces(screen.plans).length - 1;
      return next(showing(state, { ...screen, cursor: Math.max(0, Math.min(last, screen.cursor + by)) }));
    });

/** What somebody changed since: which of it is kept, and which overwritten. */
export const DRIFT: readonly Binding[] = [
  { keys: ['j', 'down'], does: 'down', run: move(1) },
  { keys: ['k', 'up'], does: 'up', run: move(-1) },
  { keys: ['g', 'home'], does: 'first', run: move(-1e9) },
  { keys: ['G', 'end'], does: 'last', run: move(1e9) },
  {
    keys: ['space'],
    does: 'keep what is there now, or restore what was before',
    short: 'keep or restore',
    vital: true,
    run: (state) => onDrift(state, (screen) => next(showing(state, toggled(screen)))),
  },
  {
    keys: ['R'],
    does: 'roll back with these choices, after a confirmation',
    short: 'roll back',
    vital: true,
    run: (state) => onDrift(state, ({ undoing, restored }) => askRollback(state, { ...undoing, restored })),
    unless: readOnly,
  },
  {
    keys: ['esc'],
    does: 'back to the history',
    short: 'back',
    vital: true,
    run: (state) => onDrift(state, ({ from }) => next(showing(state, from))),
  },
];
