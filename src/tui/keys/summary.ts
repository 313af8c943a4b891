import type { Binding } from '../binding.ts';
import { next, showing, type Next } from '../next.ts';
import type { State } from '../state.ts';
import { scanAgain } from '../update/opening.ts';
import { withSession } from '../update/deciding.ts';
import { settled } from '../session.ts';

const scroll =
  (by: number) =>
  (state: State): Next =>
    next(state.screen.at === 'summary' ? showing(state, { ...state.screen, top: Math.max(0, state.screen.top + by) }) : state);

/** From the first wave again; what was skipped is asked again, what was accepted stays so. */
const again = (state: State): Next =>
  next(
    showing(
      withSession(state, (session) =>
        settled({
          ...session,
          wave: 0,
          at: 0,
          undo: [],
          decisions: new Map([...session.decisions].filter(([, choice]) => choice !== 'skip')),
        }),
      ),
      { at: 'session' },
    ),
  );

export const SUMMARY: readonly Binding[] = [
  { keys: ['j', 'down'], does: 'scroll down', run: scroll(1) },
  { keys: ['k', 'up'], does: 'scroll up', run: scroll(-1) },
  { keys: ['pgdn'], does: 'ten lines down', run: scroll(10) },
  { keys: ['pgup'], does: 'ten lines up', run: scroll(-10) },
  { keys: ['s'], does: 'go through what was skipped once more', short: 'skipped again', run: again },
  { keys: ['r'], does: 'scan again', short: 'scan again', run: scanAgain },
  { keys: ['esc'], does: 'list of findings', short: 'findings', run: (state) => next(showing(state, { at: 'findings' })) },
];
