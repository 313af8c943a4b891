import type { Finding } from '../../core/finding.ts';
import type { Binding } from '../binding.ts';
import { kubectlPatch } from '../kubectlPatch.ts';
import { bodyHeight } from '../layout.ts';
import { next, showing, telling, type Next } from '../next.ts';
import { hasTwoPanes, type Review, type State } from '../state.ts';
import { hasImpactPane, shownDiff } from '../reviewLayout.ts';
import { askAgain, bringBack, drop } from '../update/dropping.ts';
import { askEdit } from '../update/editing.ts';
import { askOwner } from '../update/owning.ts';
import { confirmingApply } from '../update/planning.ts';
import { askRehearsal, notRehearsable } from '../update/rehearsing.ts';
import { toSession } from './everywhere.ts';
import { readOnly } from './readOnly.ts';

const onReview =
  (change: (screen: Review, state: State) => Review) =>
  (state: State): Next =>
    next(state.screen.at === 'review' ? showing(state, change(state.screen, state)) : state);

const object = (by: number) =>
  onReview((screen) => ({
    ...screen,
    object: Math.max(0, Math.min(screen.plan.changes.length - 1, screen.object + by)),
    top: 0,
    view: { ...screen.view, hunk: 0 },
  }));
const scroll = (by: (height: number) => number) =>
  onReview((screen, { size }) => ({ ...screen, top: Math.max(0, screen.top + by(bodyHeight(size) - 2)) }));

const viewed = (change: (view: Review['view']) => Partial<Review['view']>) =>
  onReview((screen) => ({ ...screen, top: 0, view: { ...screen.view, ...change(screen.view) } }));

const hunksOf = (size: State['size'], screen: Review): readonly number[] => {
  const change = screen.plan.changes[screen.object];
  return change ? shownDiff(size, screen, change).hunks : [];
};

/** To the next change, with two rows of what stands before it. */
const hunk = (by: 1 | -1) =>
  onReview((screen, { size }) => {
    const hunks = hunksOf(size, screen);
    const at = Math.max(0, Math.min(hunks.length - 1, screen.view.hunk + by));
    return { ...screen, pane: 'diff', top: Math.max(0, (hunks[at] ?? 0) - 2), view: { ...screen.view, hunk: at } };
  });

const oneHunk = ({ screen, size }: State): string | undefined =>
  screen.at === 'review' && hunksOf(size, screen).length > 1 ? undefined : 'There is one change only.';
const tooNarrow = ({ size }: State): string | undefined => (hasTwoPanes(size) ? undefined : 'Side by side needs 100 columns.');
const nothingDropped = ({ screen }: State): string | undefined =>
  screen.at === 'review' && screen.dropped.length > 0 ? undefined : 'Nothing was taken out of this plan.';

const notEditable = ({ screen }: State): string | undefined =>
  screen.at === 'review' && screen.plan.changes[screen.object]?.preview?.after ? undefined : 'There is nothing to edit.';

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

const onePane = ({ size, screen }: State): string | undefined =>
  screen.at === 'review' && hasImpactPane(size, screen) ? undefined : 'The impact stands below the difference.';

export const REVIEW: readonly Binding[] = [
  { keys: [']', 'right'], does: 'next object', short: 'next', run: object(1), unless: isLast },
  { keys: ['[', 'left'], does: 'previous object', short: 'previous', run: object(-1), unless: isFirst },
  {
    keys: ['z'],
    does: 'unfold or fold unchanged lines',
    short: 'unfold',
    run: viewed(({ unfolded }) => ({ unfolded: !unfolded })),
  },
  {
    keys: ['v'],
    does: 'side by side, or one below the other',
    short: 'beside',
    run: viewed(({ layout }) => ({ layout: layout === 'unified' ? 'beside' : 'unified' })),
    unless: tooNarrow,
  },
  {
    keys: ['w'],
    does: 'wrap long lines that stay, or cut them; what changes is never cut',
    short: 'wrap',
    run: viewed(({ wrap }) => ({ wrap: !wrap })),
  },
  { keys: ['}'], does: 'next change of this object', run: hunk(1), unless: oneHunk },
  { keys: ['{'], does: 'previous change of this object', run: hunk(-1), unless: oneHunk },
  { keys: ['space'], does: 'take this change, and all that its fix does, out of the plan', short: 'take out', run: drop },
  { keys: ['u'], does: 'bring back what was taken out last', run: bringBack, unless: nothingDropped },
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
  { keys: ['e'], does: 'edit what would be stored, in your editor', short: 'edit', run: askEdit, unless: notEditable },
  {
    keys: ['t'],
    does: 'rehearse: try the change as one pod, after a confirmation',
    short: 'try',
    run: askRehearsal,
    unless: (state) => readOnly(state) ?? notRehearsable(state),
  },
  { keys: ['r'], does: 'ask the server again what it would store: takes in what changed since, drops what you edited', run: askAgain },
  { keys: ['Y'], does: 'copy the kubectl command (OSC 52)', short: 'copy', run: copy },
  { keys: ['A'], does: 'apply the plan, after a confirmation', short: 'apply', vital: true, run: apply, unless: readOnly },
  {
    keys: ['esc'],
    does: 'back',
    short: 'back',
    vital: true,
    run: (state) =>
      state.screen.at === 'review' && state.screen.from === 'session' ? toSession(state) : next(showing(state, { at: 'findings' })),
  },
];
