import type { Binding } from '../binding.ts';
import { next, showing, type Next } from '../next.ts';
import type { State, World } from '../state.ts';
import type { Finding } from '../../core/finding.ts';
import { scanAgain } from '../update/opening.ts';
import { withSession } from '../update/deciding.ts';
import { bringBackIgnored, ignoredCount } from '../update/ignored.ts';
import { askExport } from '../update/prompting.ts';
import { planning } from '../update/planning.ts';
import { settled } from '../session.ts';
import { readOnly } from './readOnly.ts';

const accepted = ({ scan, session }: World): readonly Finding[] =>
  scan.result.findings.filter(({ id }) => session.decisions.get(id) === 'accept');

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

const planOf =
  (leads: 'review' | 'confirm') =>
  (state: State): Next =>
    state.world ? planning(state, accepted(state.world), leads) : next(state);

const nothingAccepted = (state: State): string | undefined =>
  state.world && accepted(state.world).length > 0 ? undefined : 'Nothing is accepted that is not applied.';

export const SUMMARY: readonly Binding[] = [
  {
    keys: ['A'],
    does: 'apply all that is accepted, after a confirmation',
    short: 'apply',
    vital: true,
    run: planOf('confirm'),
    unless: (state) => nothingAccepted(state) ?? readOnly(state),
  },
  { keys: ['p'], does: 'review the plan of all that is accepted', short: 'plan', run: planOf('review'), unless: nothingAccepted },
  { keys: ['j', 'down'], does: 'scroll down', run: scroll(1) },
  { keys: ['k', 'up'], does: 'scroll up', run: scroll(-1) },
  { keys: ['pgdn'], does: 'ten lines down', run: scroll(10) },
  { keys: ['pgup'], does: 'ten lines up', run: scroll(-10) },
  { keys: ['E'], does: 'write the summary to a file, as Markdown or HTML', short: 'write it', run: askExport },
  { keys: ['s'], does: 'go through what was skipped once more', short: 'skipped again', run: again },
  {
    keys: ['x'],
    does: 'bring back all that was ignored, also in earlier sessions',
    short: 'ignored again',
    run: bringBackIgnored,
    unless: (state) => (ignoredCount(state) > 0 ? undefined : 'Nothing is ignored.'),
  },
  { keys: ['r'], does: 'scan again', short: 'scan again', run: scanAgain },
  { keys: ['esc'], does: 'list of findings', short: 'findings', vital: true, run: (state) => next(showing(state, { at: 'findings' })) },
];
