import type { Binding } from '../binding.ts';
import { next, showing, type Next } from '../next.ts';
import type { State } from '../state.ts';
import { firstRun, scanAgain } from '../update/opening.ts';

const giveUp = (state: State): Next => (state.world ? next(showing(state, { at: 'findings' }), { do: 'cancel' }) : firstRun(state));

export const SCANNING: readonly Binding[] = [{ keys: ['esc'], does: 'stop reading and go back', short: 'stop', run: giveUp }];

const backToWhatWasRead = (state: State): Next => (state.world ? next(showing(state, { at: 'findings' })) : firstRun(state));

export const FAILED: readonly Binding[] = [
  { keys: ['r'], does: 'try again', short: 'retry', run: scanAgain },
  { keys: ['esc'], does: 'back to what was read before, or to the list of contexts', short: 'back', run: backToWhatWasRead },
];
