import { impactOf, type Impact } from '../analysis/impact.ts';
import { withoutServerFields } from '../core/diff.ts';
import { refKey, type Ref, type Resource } from '../core/resource.ts';
import type { Snapshot } from '../core/snapshot.ts';
import { dangerOf, isBinding, strongest, type Danger } from './danger.ts';
import { Failure } from './errors.ts';
import { sameUidIn } from './lineage.ts';
import { inParallel } from './parallel.ts';
import { foreign, formerOf, type Run, type Step } from './run.ts';
import type { Journal } from './journal.ts';
import type { Preview, Proposal, Target } from './target.ts';
import { undoOf, WHOLE, type Undo, type UndoChoice } from './undo.ts';
import { choiceFor, isMeant, type Undoing } from './undoing.ts';

/** One step of a run, and what undoing what is meant of it would do, after the steps before it in the plan. */
export interface UndoStep {
  /** In the run, counted from 0. */
  readonly index: number;
  readonly step: Step;
  readonly choice: UndoChoice;
  readonly undo: Undo;
  /** The object that it was told from. */
  readonly live?: Resource;
  readonly danger: Danger;
  readonly impact: Impact;
  readonly preview?: Preview;
  /** Why it cannot be undone now. */
  readonly refused?: string;
}

/** What undoing one run would do, in the order in which it is done: what decides on new pods, then the newest first. */
export interface RollbackPlan {
  readonly run: Run;
  readonly steps: readonly UndoStep[];
  /** What speaks against trusting this record here: another server or CA under the same id. */
  readonly foreign?: string;
}

type Told = Pick<UndoStep, 'index' | 'step' | 'choice' | 'undo' | 'live'> & { readonly after?: string };

/** What decides on pods as they are made: those that a restored workload makes anew are to start as they did before. */
const JUDGES = ['LimitRange', 'ResourceQuota', 'ValidatingAdmissionPolicyBinding'];

/** Files are undone strictly backwards. */
const comesFirst = ({ ref, action, files }: Step): boolean =>
  !files && (JUDGES.includes(ref.kind) || (ref.kind === 'ServiceAccount' && action === 'edit'));

const inOrder = ({ steps }: Run, undoing: Undoing): readonly number[] => {
  const backwards = steps.flatMap((step, index) => (isMeant(undoing, step) ? [{ step, index }] : [])).toReversed();
  const parts = [backwards.filter(({ step }) => comesFirst(step)), backwards.filter(({ step }) => !comesFirst(step))];
  return parts.flat().map(({ index }) => index);
};

/** What an earlier undo leaves: the server gives what comes back a uid that nobody knows yet. */
const leftBy = ({ before, after }: Proposal): Resource | undefined => (before || !after ? after : withoutServerFields(after));

/** Each undo is told on the object as the undos before it leave it. */
const toldFor = (
  runs: readonly Run[],
  lives: ReadonlyMap<string, Resource | undefined>,
  undoing: Undoing,
  sameUid: UndoChoice['sameUid'],
): readonly (readonly Told[])[] => {
  const objects = new Map(lives);
  const touched = new Map<string, string>();
  return runs.map((run) =>
    inOrder(run, undoing).map((index): Told => {
      const step = run.steps[index] as Step;
      const [key, live] = [refKey(step.ref), objects.get(refKey(step.ref))];
      const choice: UndoChoice = { ...choiceFor(undoing, run.id, index, sameUid), manager: run.target.fieldManager };
      const undo = undoOf(step, live, choice);
      const places = [key, ...(step.files ?? []).map(({ file }) => `file ${file}`)];
      const after = places.map((place) => touched.get(place)).find((earlier) => earlier !== undefined);
      if (undo.state === 'ready') {
        objects.set(key, leftBy(undo.proposal));
        for (const place of places) touched.set(place, run.id);
      }
      return { index, step, choice, undo, ...(live ? { live } : {}), ...(after === undefined ? {} : { after }) };
    }),
  );
};

const asked = async (target: Target, proposal: Proposal, after: string | undefined): Promise<Pick<UndoStep, 'preview' | 'refused'>> => {
  if (after !== undefined) {
    const { before, after: end } = proposal;
    const states = { ...(before ? { before } : {}), ...(end ? { after: end } : {}) };
    return { preview: { ...states, warnings: [], checked: 'later', reason: `it is asked again once run ${after} is undone there` } };
  }
  try {
    const preview = await target.preview(proposal);
    return preview.checked === 'unverified' ? { refused: preview.reason ?? 'the server could not be asked' } : { preview };
  } catch (error) {
    if (error instanceof Failure) return { refused: error.message };
    throw error;
  }
};

const NO_IMPACT: Impact = { now: [], later: [], warnings: [], rollback: [] };

const refusalOf = (undo: Undo): string | undefined => {
  if (undo.state === 'drift') return undo.reason;
  return undo.state === 'already' && undo.keeps.length > 0 ? 'only what somebody changed is left of it' : undefined;
};

/** A binding that comes back, or goes: a record decides who may do what. */
const bindsAnew = ({ ref, before, after }: Proposal): boolean => isBinding(ref) && (!before || !after);

const undoStep = async (
  target: Target,
  { after, ...told }: Told,
  snapshot: Snapshot | undefined,
  together: readonly Proposal[],
): Promise<UndoStep> => {
  const { undo } = told;
  const refused = refusalOf(undo);
  if (undo.state !== 'ready') return { ...told, danger: 'enter', impact: NO_IMPACT, ...(refused === undefined ? {} : { refused }) };
  return {
    ...told,
    danger: undo.overwrites.length > 0 || bindsAnew(undo.proposal) ? 'name' : dangerOf(undo.proposal),
    impact: snapshot ? impactOf(undo.proposal, snapshot, together) : NO_IMPACT,
    ...(await asked(target, undo.proposal, after)),
  };
};

/** What is undone of one object in several runs is let through together or not at all. */
const asDangerous = (plans: readonly RollbackPlan[]): readonly RollbackPlan[] => {
  const all = Map.groupBy(
    plans.flatMap(({ steps }) => steps),
    ({ step }) => refKey(step.ref),
  );
  const dangerOfAll = (ref: Ref): Danger => strongest((all.get(refKey(ref)) ?? []).map(({ danger }) => ({ danger, findings: [] })));
  return plans.map((plan) => ({ ...plan, steps: plan.steps.map((step) => ({ ...step, danger: dangerOfAll(step.step.ref) })) }));
};

/** Only where an object has another uid than a record says is it worth reading what became of it. */
const sameUidFor = async (
  journal: Journal,
  steps: readonly Step[],
  lives: ReadonlyMap<string, Resource | undefined>,
): Promise<UndoChoice['sameUid']> => {
  const isMoved = (step: Step): boolean => {
    const [was, is] = [(formerOf(step) ?? step.after)?.metadata.uid, lives.get(refKey(step.ref))?.metadata.uid];
    return was !== undefined && is !== undefined && was !== is;
  };
  return steps.some(isMoved) ? sameUidIn((await journal.list()).runs) : WHOLE.sameUid;
};

/** What undoing these runs would do now, one after the other as they are given. */
export const plansFor = async (
  target: Target,
  journal: Journal,
  runs: readonly Run[],
  undoing: Undoing,
  snapshot?: Snapshot,
): Promise<readonly RollbackPlan[]> => {
  const steps = runs.flatMap((run) => run.steps.filter((step) => isMeant(undoing, step)));
  const refs = [...new Map(steps.map(({ ref }) => [refKey(ref), ref])).values()];
  const lives = new Map(await inParallel(8, refs, async (ref) => [refKey(ref), await target.get(ref)] as const));
  const told = toldFor(runs, lives, undoing, await sameUidFor(journal, steps, lives));
  const together = told.flat().flatMap(({ undo }) => (undo.state === 'ready' ? [undo.proposal] : []));
  const undone = await inParallel(8, told.flat(), (one) => undoStep(target, one, snapshot, together));
  const stepOf = new Map(told.flat().map((one, i) => [one, undone[i] as UndoStep]));
  return asDangerous(
    runs.map((run, i) => {
      const elsewhere = foreign(run, target.info);
      return {
        run,
        steps: (told[i] ?? []).map((one) => stepOf.get(one) as UndoStep),
        ...(elsewhere === undefined ? {} : { foreign: elsewhere }),
      };
    }),
  );
};
