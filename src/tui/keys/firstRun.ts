import type { Binding } from '../binding.ts';
import { next, showing, type Next } from '../next.ts';
import type { FirstRun, State } from '../state.ts';
import { firstRun, open } from '../update/opening.ts';

const on = (state: State, run: (screen: FirstRun) => Next): Next => (state.screen.at === 'first-run' ? run(state.screen) : next(state));

const move =
  (by: number) =>
  (state: State): Next =>
    on(state, (screen) =>
      next(showing(state, { ...screen, cursor: Math.max(0, Math.min((screen.choices?.length ?? 1) - 1, screen.cursor + by)) })),
    );

const openChosen = (state: State): Next =>
  on(state, (screen) => {
    const choice = screen.choices?.[screen.cursor];
    return choice ? open(state, choice) : next(state);
  });

export const FIRST_RUN: readonly Binding[] = [
  { keys: ['j', 'down'], does: 'down', short: 'down', run: move(1) },
  { keys: ['k', 'up'], does: 'up', short: 'up', run: move(-1) },
  { keys: ['g', 'home'], does: 'first', run: move(-1e9) },
  { keys: ['G', 'end'], does: 'last', run: move(1e9) },
  { keys: ['enter'], does: 'open and scan, read-only', short: 'open', vital: true, run: openChosen },
  { keys: ['r'], does: 'read the kubeconfig again', short: 'read again', run: firstRun },
];
