import type { Finding } from '../../core/finding.ts';
import type { Binding } from '../binding.ts';
import { kubectlPatch } from '../kubectlPatch.ts';
import { bodyHeight } from '../layout.ts';
import { next, showing, telling, type Next } from '../next.ts';
import { hasTwoPanes, type Review, type State } from '../state.ts';
import { askOwner } from '../update/owning.ts';
import { confirmingApply } from '../update/planning.ts';
import { toSession } from './everywhere.ts';
import { readOnly } from './readOnly.ts';

const onReview =
  (change: (screen: Review, state: State) => Review) =>
  (state: State): Next =>
    next(state.screen.at === 'review' ? showing(state, change(state.screen, state)) : state);

const object = (by: number) =>
  onReview((screen) => ({ ...screen, object: Math.max(0, Math.min(screen.plan.changes.length - 1, screen.object + by)), top: 0 }));
const scroll = (by: (height: number) => number) =>
  onReview((screen, { size }) => ({ ...screen, top: Math.max(0, screen.top + by(bodyHeight(size) - 2)) }));

const apply = (state: State): Next => (state.screen.at === 'review' ? confirmingApply(state, state.screen.plan) : next(state));

const copy = (state: State): Next => {
  const change = state.screen.at === 'review' ? state.screen.plan.changes[state.screen.object] : undefined;
  return change
    ? next(telling(state, 'The command was handed to the terminal to copy.', 'good'), { do: 'copy', text: kubectlPatch(change) })
    : next(state);
};

const ownedHere = ({ screen }: State): readonly Finding[] =>
  screen.at === 'review' ? (screen.plan.changes[screen.object]?.findings ?? []).filter(({ fix }) => fix === 'owned') : [];

const isLast = (state: State): string | undefined =>
  state.screen.at === 'review' && state.screen.object + 1 < state.screen.plan.changes.length
    ? undefined
    : 'This is the last object of the plan.';
const isFirst = (state: State): string | undefined =>
  state.screen.at === 'review' && state.screen.object > 0 ? undefined : 'This is the first object of the plan.';

const onePane = ({ size }: State): string | undefined =>
  hasTwoPanes(size) ? undefined : 'On this width the impact stands below the difference.';

export const REVIEW: readonly Binding[] = [
  { keys: [']', 'right'], does: 'next object', short: 'next', run: object(1), unless: isLast },
  { keys: ['[', 'left'], does: 'previous object', short: 'previous', run: object(-1), unless: isFirst },
  {
    keys: ['z'],
    does: 'unfold or fold unchanged lines',
    short: 'unfold',
    run: onReview((screen) => ({ ...screen, unfolded: !screen.unfolded, top: 0 })),
  },
  {
    keys: ['tab'],
    does: 'the other pane',
    run: onReview((screen) => ({ ...screen, pane: screen.pane === 'diff' ? 'impact' : 'diff', top: 0 })),
    unless: onePane,
  },
  { keys: ['j', 'down'], does: 'scroll down', run: scroll(() => 1) },
  { keys: ['k', 'up'], does: 'scroll up', run: scroll(() => -1) },
  { keys: ['pgdn'], does: 'a page down', run: scroll((height) => height) },
  { keys: ['pgup'], does: 'a page up', run: scroll((height) => -height) },
  {
    keys: ['O'],
    does: 'write the object although somebody else owns it, or leave it to the owner',
    short: 'owner',
    run: (state) => askOwner(state, ownedHere(state)),
    unless: (state) => (ownedHere(state).length > 0 ? undefined : 'Nobody else owns this object.'),
  },
  { keys: ['Y'], does: 'copy the kubectl command (OSC 52)', short: 'copy', run: copy },
  { keys: ['A'], does: 'apply the plan, after a confirmation', short: 'apply', vital: true, run: apply, unless: readOnly },
  {
    keys: ['esc'],
    does: 'back',
    short: 'back',
    run: (state) =>
      state.screen.at === 'review' && state.screen.from === 'session' ? toSession(state) : next(showing(state, { at: 'findings' })),
  },
];
