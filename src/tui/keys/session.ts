import type { Finding } from '../../core/finding.ts';
import type { Binding } from '../binding.ts';
import { atFinding } from '../findingsList.ts';
import { paneHeight } from '../layout.ts';
import { next, showing, telling, withWorld, type Next } from '../next.ts';
import { acceptAlike, acceptedHere, allAlike, allOfRemediation, backOne, countOf, current, decide, skipRemediation } from '../session.ts';
import type { State, World } from '../state.ts';
import { deciding, goOn } from '../update/deciding.ts';
import { scanAgain } from '../update/opening.ts';
import { planning } from '../update/planning.ts';
import { askIgnore, askInputs, askToAccept } from '../update/prompting.ts';
import { inputsOf, leftToOwner, notPlannable } from '../world.ts';
import { askOwner } from '../update/owning.ts';
import { onFinding } from './onFinding.ts';
import { readOnly } from './readOnly.ts';

const nothingHere = (state: State): string | undefined =>
  state.world && current(state.world.session) ? undefined : 'The findings are still being sorted.';

/** Why the finding at hand cannot be accepted now; a missing value is asked for instead. */
const notAcceptable = (state: State): string | undefined => {
  const { world } = state;
  const finding = world && current(world.session);
  if (!world || !finding) return nothingHere(state);
  if (finding.fix === 'guide') return `It cannot be accepted here: ${notPlannable(world, finding) ?? ''}.`;
  const left = leftToOwner(world, finding);
  if (left !== undefined) return `It cannot be accepted as it is: ${left}.`;
  return notPlannable(world, finding) === undefined ? notAnswered(world, finding) : undefined;
};

/** Why the server's answer does not allow to accept it. */
const notAnswered = (world: World, finding: Finding): string | undefined => {
  const preview = world.session.previews.get(finding.id);
  if (preview?.state === 'failed') return `It cannot be accepted: ${preview.trouble.message}`;
  if (preview?.state !== 'ready') return 'The server has not said yet what it would store.';
  const refused = preview.plan.changes.find((change) => change.refused !== undefined)?.refused;
  return refused === undefined ? undefined : `It cannot be accepted: ${refused}`;
};

const accept = (state: State): Next => {
  const { world } = state;
  const finding = world && current(world.session);
  if (!world || !finding) return next(state);
  return notPlannable(world, finding) === undefined ? deciding(state, (session) => decide(session, 'accept')) : askToAccept(state, finding);
};

const notAllAlike = (state: State): string | undefined => {
  const finding = state.world && current(state.world.session);
  if (finding && finding.fix !== 'auto') return 'This one has a doubt or a question of its own: y or n, one by one.';
  return notAcceptable(state);
};

const onCurrent =
  (run: (state: State, finding: NonNullable<ReturnType<typeof current>>) => Next) =>
  (state: State): Next => {
    const finding = state.world && current(state.world.session);
    return finding ? run(state, finding) : next(state);
  };

const notOwned = (state: State): string | undefined => {
  const { world } = state;
  const finding = world && current(world.session);
  if (!world || finding?.fix !== 'owned') return nothingHere(state) ?? 'Nobody else owns this object.';
  const open = notPlannable(world, finding);
  return open === undefined ? notAnswered(world, finding) : `It cannot be accepted yet: ${open}.`;
};

const noInputs = (state: State): string | undefined => {
  const { world } = state;
  const finding = world && current(world.session);
  return world && finding && inputsOf(world, finding).length > 0 ? undefined : 'This fix asks for no values.';
};

const nothingToReview = ({ world }: State): string | undefined => {
  if (world && acceptedHere(world.session).length > 0) return undefined;
  const isElsewhere = world !== undefined && countOf(world.session, 'accept') > 0;
  return isElsewhere ? 'Nothing is accepted in this wave; 5 has all that is accepted.' : 'Nothing is accepted in this wave.';
};

const nothingAccepted = (state: State): string | undefined => nothingToReview(state) ?? readOnly(state);

const planOf =
  (leads: 'review' | 'confirm') =>
  (state: State): Next =>
    state.world ? planning(state, acceptedHere(state.world.session), leads) : next(state);

const scroll =
  (by: number) =>
  (state: State): Next =>
    next(
      state.world
        ? { ...state, world: { ...state.world, session: { ...state.world.session, top: Math.max(0, state.world.session.top + by) } } }
        : state,
    );

/** The list with the cursor on the finding at hand; a filter that hides it is cleared. */
const inList = (state: State): Next => {
  const finding = state.world && current(state.world.session);
  const shown = showing(state, { at: 'findings' });
  return next(
    finding ? withWorld(shown, (world) => ({ ...world, list: atFinding(world.list, finding, paneHeight(state.size) - 1) })) : shown,
  );
};

const toFindings: Binding = { keys: ['f'], does: 'this finding in the list of findings; f comes back here', run: inList };

const undo: Binding = {
  keys: ['u'],
  does: 'back one: take the last decision back',
  short: 'back',
  run: (state) => deciding(state, backOne),
  unless: (state) => (state.world && state.world.session.undo.length > 0 ? undefined : 'There is no decision of this wave to take back.'),
};

const applyWave: Binding = {
  keys: ['A'],
  does: 'apply what is accepted in this wave, after a confirmation',
  short: 'apply',
  vital: true,
  run: planOf('confirm'),
  unless: nothingAccepted,
};
const reviewWave: Binding = {
  keys: ['p'],
  does: 'review the plan of what is accepted in this wave',
  run: planOf('review'),
  unless: nothingToReview,
};

const acceptAll = (state: State): Next => {
  const count = state.world ? allAlike(state.world.session).length : 0;
  const { state: after, commands } = deciding(state, acceptAlike);
  const total = after.world ? countOf(after.world.session, 'accept') : 0;
  return next(telling(after, `${count} accepted at once, ${total} in all.`, 'good'), ...commands);
};

const skipAll = (state: State): Next => {
  const count = state.world ? allOfRemediation(state.world.session).length : 0;
  const { state: after, commands } = deciding(state, skipRemediation);
  return next(count > 1 ? telling(after, `${count} skipped at once; u takes that back.`) : after, ...commands);
};

const again: Binding = { keys: ['r'], does: 'scan again: takes in what changed since; the decisions stay', run: scanAgain };

/** Those of `git add -p`. */
export const DECIDING: readonly Binding[] = [
  { keys: ['y'], does: 'accept', short: 'accept', vital: true, run: accept, unless: notAcceptable },
  {
    keys: ['n'],
    does: 'skip',
    short: 'skip',
    vital: true,
    run: (state) => deciding(state, (session) => decide(session, 'skip')),
    unless: nothingHere,
  },
  { keys: ['a'], does: 'accept this and all alike', short: 'all alike', run: acceptAll, unless: notAllAlike },
  {
    keys: ['d'],
    does: 'skip this and all others of its remediation in this wave',
    short: 'skip all',
    run: skipAll,
    unless: nothingHere,
  },
  applyWave,
  {
    keys: ['enter'],
    does: 'explain: all that is known of this finding',
    short: 'explain',
    run: onCurrent((state, finding) => next({ ...state, overlay: { kind: 'explain', finding, top: 0 } })),
    unless: nothingHere,
  },
  { keys: ['x'], does: 'ignore, with a reason and for how long', short: 'ignore', run: onCurrent(askIgnore), unless: nothingHere },
  undo,
  {
    keys: ['i'],
    does: 'values that only you know',
    short: 'inputs',
    run: onCurrent((state, finding) => askInputs(state, finding)),
    unless: noInputs,
  },
  {
    keys: ['O'],
    does: 'write it although somebody else owns it, or leave it to the owner',
    run: onCurrent((state, finding) => askOwner(state, [finding])),
    unless: notOwned,
  },
  ...onFinding(({ world }) => world && current(world.session), nothingHere),
  reviewWave,
  { keys: ['j', 'down'], does: 'scroll down', run: scroll(1) },
  { keys: ['k', 'up'], does: 'scroll up', run: scroll(-1) },
  { keys: ['pgdn'], does: 'scroll down ten lines', run: scroll(10) },
  { keys: ['pgup'], does: 'scroll up ten lines', run: scroll(-10) },
  toFindings,
  again,
];

/** At the end of a wave: apply, look once more, or go on. */
export const WAVE_END: readonly Binding[] = [
  applyWave,
  reviewWave,
  { keys: ['enter'], does: 'on to the next wave; what is accepted stays accepted', short: 'next wave', run: goOn },
  undo,
  toFindings,
  again,
];
