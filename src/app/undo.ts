import { equal, inverted, type Change } from '../core/change.ts';
import { differences, formatPath, withoutServerFields } from '../core/diff.ts';
import { adopterSince, ownersSince } from '../core/managers.ts';
import { mergeObject } from '../core/merge.ts';
import type { Resource } from '../core/resource.ts';
import { everywhere, placesOf, standingOf, toldApart, undoing, type Keeper, type Meant, type Place } from '../core/threeWay.ts';
import { invertFiles } from './fileEdits.ts';
import { formerOf, type Step } from './run.ts';
import { seen } from './seen.ts';
import type { Proposal } from './target.ts';

/**
 * What it takes to undo one step on the object as it lives now.
 * `ready`: the proposal does it; `overwrites` and `keeps` are places that somebody else changed since.
 * `already`: nothing is left to undo but what is kept. `drift`: somebody else has been there, at `places` where that can be told, and
 * nobody has said what becomes of it: nothing is proposed.
 */
export type Undo =
  | { readonly state: 'ready'; readonly proposal: Proposal; readonly overwrites: readonly Place[]; readonly keeps: readonly Place[] }
  | { readonly state: 'already'; readonly keeps: readonly Place[] }
  | { readonly state: 'drift'; readonly places: readonly Place[]; readonly reason: string };

/** What of a step is to be undone, and how. */
export interface UndoChoice {
  readonly meant: Meant;
  /** What becomes of a place that somebody changed since; undefined: nobody has said, and the object is refused. */
  readonly drifted: (place: Place) => 'keep' | 'restore' | undefined;
  /** Whether two uids are those of one object: an undo that brings it back gives it a new one. */
  readonly sameUid: (a: string, b: string) => boolean;
  /** As whom the run wrote. */
  readonly manager?: string | undefined;
}

/** Who has come to keep a place as the run made it; nobody where the record does not hold who had it then. */
const keeperSince =
  ({ after, identityAfter = after }: Step, live: Resource): Keeper =>
  (path) =>
    identityAfter && ownersSince(identityAfter, live, path)[0]?.name;

/** All of it, and nothing of anybody else's. */
export const WHOLE: UndoChoice = { meant: everywhere, drifted: () => undefined, sameUid: (a, b) => a === b };

/** States in which a step may have left something behind. */
export const canUndo = (step: Step): boolean =>
  ['sending', 'applied', 'verified', 'degraded', 'unknown', 'rollback-conflict'].includes(step.state);

const ALREADY: Undo = { state: 'already', keeps: [] };

const drift = (reason: string, places: readonly Place[] = []): Undo => ({ state: 'drift', reason, places });

const ready = (proposal: Proposal, overwrites: readonly Place[] = [], keeps: readonly Place[] = []): Undo => ({
  state: 'ready',
  proposal,
  overwrites,
  keeps,
});

const withFiles = (step: Step, change: Change): Proposal => (step.files ? { ...change, files: invertFiles(step.files) } : change);

/** Whether the record holds the answer to the write, not the dry-run's: only then is its uid real. */
const isAnswered = ({ state }: Step): boolean => state !== 'sending' && state !== 'unknown';

const isAnother = (recorded: Resource | undefined, live: Resource, { sameUid }: UndoChoice): boolean => {
  const [was, is] = [recorded?.metadata.uid, live.metadata.uid];
  return was !== undefined && is !== undefined && !sameUid(was, is);
};

const ANOTHER = 'it was deleted and created again since';

const undoCreation = (step: Step, live: Resource | undefined, choice: UndoChoice): Undo => {
  if (!live) return ALREADY;
  if (!step.after) return drift('the record does not hold the object that was created');
  if (isAnswered(step) && isAnother(step.after, live, choice)) return drift(ANOTHER);
  const [made, now] = [withoutServerFields(step.after), withoutServerFields(live)];
  const keeper = adopterSince(step.after, live);
  const places: readonly Place[] = [
    ...differences(made, now).map(({ path, before, after }) => ({ path, applied: before, now: after })),
    ...(keeper ? [{ path: [], applied: made, now, keeper: () => keeper.name }] : []),
  ];
  const reason = keeper ? `${keeper.name} keeps it now` : 'it was changed after it was created';
  const undo = withFiles(step, { ref: step.ref, before: live });
  return places.every((place) => choice.drifted(place) === 'restore') ? ready(undo, places) : drift(reason, places);
};

const undoDeletion = (step: Step, live: Resource | undefined): Undo => {
  if (!step.before) return drift('the record does not hold the object that was deleted');
  if (!live) return ready(withFiles(step, inverted({ ref: step.ref, before: step.before })));
  if (live.metadata['deletionTimestamp'] !== undefined) return drift('it is still being deleted: a finalizer holds it');
  const since = differences(withoutServerFields(step.before), withoutServerFields(live));
  return since.length === 0 ? ALREADY : drift('another object of that name has come since');
};

/** Bytes take a file back only as a whole. */
const asRecorded = (step: Step, change: Change, { meant }: UndoChoice): Proposal =>
  meant === everywhere ? withFiles(step, change) : change;

/** What somebody changed counts for more than what somebody keeps as it is. */
const whyChanged = (changed: readonly Place[]): string => {
  const [kept] = changed.every(({ now, applied }) => equal(now, applied)) ? changed : [];
  const keeper = kept?.keeper?.(kept.path);
  return kept && keeper !== undefined
    ? `${keeper} keeps ${formatPath(kept.path)} now as the run had set it`
    : 'somebody changed what the run had set';
};

const undoEdit = (step: Step, live: Resource | undefined, choice: UndoChoice): Undo => {
  if (!live) return drift('it has been deleted since');
  if (isAnother(formerOf(step), live, choice)) return drift(ANOTHER);
  const bare = withoutServerFields(live);
  const places = placesOf(step.differences, bare, step.before, keeperSince(step, live));
  const changed = places.flatMap((place) => toldApart(place, choice.meant)).filter((place) => standingOf(place) === 'changed');
  if (changed.some((place) => choice.drifted(place) === undefined)) return drift(whyChanged(changed), changed);
  const restores = (place: Place): boolean => choice.drifted(place) === 'restore';
  if (changed.some((place) => place.gone && restores(place))) return drift('what the run had set stood in is gone', changed);
  const { merged, done } = mergeObject(live, undoing(places, bare, choice.meant, restores));
  const [overwrites, keeps] = [changed.filter(restores), changed.filter((place) => !restores(place))];
  if (done.length === 0) return { state: 'already', keeps };
  return ready(asRecorded(step, { ref: step.ref, before: live, after: merged }, choice), overwrites, keeps);
};

const BY_ACTION = { create: undoCreation, edit: undoEdit, delete: undoDeletion } as const;

/**
 * Three-way, per path: live = applied -> as it was before; live = before -> already undone; anything else -> drift, which
 * is refused unless the choice says what becomes of it. As before proves nothing while the write may still arrive, nor
 * does what somebody else has written: such a step is for `recover`.
 */
export const undoOf = (step: Step, live: Resource | undefined, choice: UndoChoice = WHOLE): Undo => {
  const undo = BY_ACTION[step.action](step, live, choice);
  const isCertain =
    isAnswered(step) || undo.state === 'drift' || (undo.state === 'ready' && seen(step, live, choice.manager) === 'applied');
  return isCertain ? undo : drift('whether it was written is not known; `kubeharden recover` finds out');
};
