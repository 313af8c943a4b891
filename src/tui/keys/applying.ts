import type { Binding } from '../binding.ts';
import { next, showing, type Next } from '../next.ts';
import { atWaveEnd, settled } from '../session.ts';
import type { Applying, State } from '../state.ts';
import { goOn, withSession } from '../update/deciding.ts';
import { openHistory } from '../update/records.ts';
import { decideRollback, stop } from '../update/running.ts';

const screenOf = (state: State): Applying | undefined => (state.screen.at === 'applying' ? state.screen : undefined);

/** Back to where the plan came from; in the session, to what is still undecided in this wave, or to the next one. */
const goAhead = (state: State): Next => {
  const screen = screenOf(state);
  if (!screen || screen.from === 'history') return openHistory(state);
  if (screen.from === 'findings') return next(showing(state, { at: 'findings' }));
  const after = withSession(state, settled);
  return after.world && atWaveEnd(after.world.session) ? goOn(after) : next(showing(after, { at: 'session' }));
};

const log: Binding = {
  keys: ['l'],
  does: 'show or hide the log',
  short: 'log',
  run: (state) => {
    const screen = screenOf(state);
    return next(screen ? showing(state, { ...screen, showsLog: !screen.showsLog }) : state);
  },
};

export const KEEP: Binding = {
  keys: ['k'],
  does: 'keep what degraded as it is',
  short: 'keep',
  vital: true,
  run: decideRollback('keep'),
};

export const ROLL_BACK_NOW: Binding = {
  keys: ['r'],
  does: 'roll back what degraded now',
  short: 'roll back now',
  vital: true,
  run: decideRollback('roll back'),
};

export const APPLYING: readonly Binding[] = [
  log,
  { keys: ['ctrl-c'], does: 'stop after the object in flight; twice: stop waiting', short: 'stop', vital: true, run: stop },
];

/** While something that degraded is about to be rolled back. */
export const COUNTING_DOWN: readonly Binding[] = [KEEP, ROLL_BACK_NOW, ...APPLYING];

export const RUN_OVER: readonly Binding[] = [{ keys: ['enter', 'esc'], does: 'go on', short: 'go on', run: goAhead }, log];
