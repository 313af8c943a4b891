import { suspectsAmong } from '../analysis/rehearsal/hints.ts';
import { onceOnly, rehearsalDoubts } from '../analysis/rehearsal/twice.ts';
import { REHEARSAL_READS, unfitFor } from '../analysis/rehearsal/unfit.ts';
import type { Finding } from '../core/finding.ts';
import { planChanges, type AnswerBook } from '../core/plan.ts';
import type { Catalogue } from '../core/remediation.ts';
import { sameRef, type Resource } from '../core/resource.ts';
import type { Snapshot } from '../core/snapshot.ts';
import { usage } from './errors.ts';
import type { PlannedChange } from './plan.ts';
import { openSteps } from './recover.ts';
import { rehearsable, type Blame, type Extent, type Failed, type Outcome, type Rehearsal, type Try } from './rehearsal.ts';
import { tryAll, type Stage } from './rehearsalRun.ts';
import { PATIENCE } from './rehearsePod.ts';
import type { Run } from './run.ts';

export interface RehearsalRequest extends Stage, Extent {
  readonly catalogue: Catalogue;
  /** Of the scan that the changes were planned from. */
  readonly snapshot: Snapshot;
  readonly answers: AnswerBook;
  readonly changes: readonly PlannedChange[];
}

/** What decides whether a rehearsal is safe, as it stands now. */
const readForRehearsal = ({ target, control }: Pick<Stage, 'target' | 'control'>, namespace: string | undefined): Promise<Snapshot> =>
  target.read({ kinds: REHEARSAL_READS, signal: control.leave, ...(namespace === undefined ? {} : { namespace }) });

/** Why it is not rehearsed, or undefined. */
const whyNotRehearsed = (workload: Resource, snapshot: Snapshot, asked: Pick<RehearsalRequest, 'onceOnly'>): string | undefined => {
  const unfit = unfitFor(workload, snapshot);
  const once = asked.onceOnly ? [] : onceOnly(workload);
  const reasons = unfit.length > 0 ? unfit : once;
  if (reasons.length === 0) return undefined;
  return `not rehearsed: ${reasons.join('; ')}${unfit.length === 0 ? ' (--rehearse-once-only tries it all the same)' : ''}`;
};

/** The change's template without the fix of one finding; undefined where nothing else is left of the change. */
const without = (request: RehearsalRequest, { change, findings }: PlannedChange, finding: Finding): Resource | undefined => {
  const others = findings.filter(({ id }) => id !== finding.id);
  const proposals = planChanges(request.snapshot, others, request.catalogue, request.answers);
  return proposals.find((proposed) => sameRef(proposed.change.ref, change.ref))?.change.after;
};

interface Suspect {
  readonly finding: Finding;
  readonly of: Try;
}

/** Today's template first: if that fails, too, nothing is to blame, and if it tells nothing, the failure stands; then without each fix, the suspects first. */
const blamed = async (
  request: RehearsalRequest,
  planned: PlannedChange,
  now: Try,
  failure: Failed,
): Promise<Pick<Rehearsal, 'outcome' | 'blame'>> => {
  const suspects = suspectsAmong(failure.hint, planned.findings);
  const inOrder = [...new Set([...suspects, ...planned.findings])];
  const tries = inOrder.flatMap((finding): readonly Suspect[] => {
    const workload = without(request, planned, finding);
    const what = `${now.what} without ${finding.remediation}`;
    return workload && rehearsable({ ...planned, preview: { ...planned.preview, warnings: [], checked: 'server', after: workload } })
      ? [{ finding, of: { workload: { ...workload, metadata: now.workload.metadata }, what } }]
      : [];
  });
  const control: readonly Try[] = now.today ? [{ workload: now.today, what: `${now.what} as it is today` }] : [];
  const outcomes = await tryAll(request, [...control, ...tries.map(({ of }) => of)], (outcome, i) =>
    i < control.length ? outcome.state !== 'ready' : outcome.state === 'ready',
  );
  const [today] = control.length > 0 ? outcomes : [];
  if (today?.state === 'failed')
    return { outcome: { state: 'inconclusive', reason: `a pod of today's template does not run in a rehearsal either: ${today.reason}` } };
  return { outcome: failure, ...(culpritIn(tries, outcomes.slice(control.length), planned, today) ?? likely(failure, planned)) };
};

/** By what was tried: the fix without which the pod ran, or that each of several was not enough; undefined where that was not found out. */
const culpritIn = (
  tries: readonly Suspect[],
  outcomes: readonly (Outcome | undefined)[],
  { findings }: PlannedChange,
  today: Outcome | undefined,
): { readonly blame: Blame } | undefined => {
  const found = tries[outcomes.findIndex((outcome) => outcome?.state === 'ready')]?.finding;
  const untried = findings.find((finding) => !tries.some((suspect) => suspect.finding === finding)); // without it the template is today's
  const culprit = found ?? (today?.state === 'ready' ? untried : undefined);
  if (culprit) return { blame: { by: 'tried', findings: [culprit] } };
  const isComplete = tries.length > 1 && outcomes.every((outcome) => outcome?.state === 'failed');
  return isComplete ? { blame: { by: 'several', findings: tries.map(({ finding }) => finding) } } : undefined;
};

const likely = ({ hint }: Failed, { findings }: PlannedChange): { readonly blame?: Blame } => {
  const [first] = suspectsAmong(hint, findings);
  const blame = first ?? (findings.length === 1 ? findings[0] : undefined);
  return blame ? { blame: { by: 'likely', findings: [blame] } } : {};
};

const judged = async (request: RehearsalRequest, planned: PlannedChange, now: Try, outcome: Outcome): Promise<Rehearsal> => {
  if (outcome.state !== 'failed') return { change: planned, outcome };
  const { control, why } = request;
  const so = why && !control.stop.aborted ? await blamed(request, planned, now, outcome) : { outcome, ...likely(outcome, planned) };
  return { change: planned, ...so };
};

/** A change whose pods will be others, and what trying it would mean. */
export interface Foreseen {
  readonly change: PlannedChange;
  readonly now: Try;
  /** What running the program a second time may mean; whole sentences. */
  readonly doubts: readonly string[];
  /** Why it is not rehearsed. */
  readonly not?: string;
}

/** What a rehearsal would do, from the cluster as it stands now. Changes whose pods stay the same are not in the answer. */
export const foresee = async (
  request: Pick<RehearsalRequest, 'target' | 'control' | 'changes' | 'onceOnly'>,
): Promise<readonly Foreseen[]> => {
  if (request.target.info.type === 'manifests')
    throw usage('Files run nothing, so nothing can be rehearsed.', 'Rehearse on the cluster that they are for.');
  const foreseen: Foreseen[] = [];
  const snapshots = new Map<string | undefined, Snapshot>();
  for (const change of request.changes) {
    const now = rehearsable(change);
    if (!now) continue;
    const { namespace } = now.workload.metadata;
    const snapshot = snapshots.get(namespace) ?? (await readForRehearsal(request, namespace));
    snapshots.set(namespace, snapshot);
    const not = whyNotRehearsed(now.workload, snapshot, request);
    foreseen.push({ change, now, doubts: rehearsalDoubts(now.workload, snapshot), ...(not === undefined ? {} : { not }) });
  }
  return foreseen;
};

const SKIPPED: Outcome = { state: 'inconclusive', reason: 'it was stopped before' };

/** Tries what these changes make of their workloads, one pod at a time. Throws a Failure only before anything was created. */
export const rehearse = async (request: RehearsalRequest): Promise<readonly Rehearsal[]> => {
  const foreseen = await foresee(request);
  const fit = foreseen.filter(({ not }) => not === undefined);
  const tries = fit.map(({ now }) => now);
  const outcomes = tries.length === 0 ? [] : await tryAll(request, tries, () => false);
  const rehearsals: Rehearsal[] = [];
  for (const { change, now, not } of foreseen) {
    const tried = outcomes[fit.findIndex((of) => of.change === change)] ?? SKIPPED;
    const outcome: Outcome = not === undefined ? tried : { state: 'inconclusive', reason: not };
    rehearsals.push(await judged(request, change, now, outcome));
  }
  return rehearsals;
};

/** One change, as a person asks for it on a screen, with the usual patience. */
export const rehearseOne = async (
  request: Omit<RehearsalRequest, 'on' | 'patience'> & { readonly changes: readonly [PlannedChange] },
): Promise<Rehearsal> => {
  const runs = new Map<string, Run>();
  const on: Stage['on'] = (event) => void (event.type === 'step' && runs.set(event.run.id, event.run));
  const [rehearsal] = await rehearse({ ...request, on, patience: PATIENCE });
  const nothing: Outcome = { state: 'inconclusive', reason: 'its pods stay as they are' };
  const remains = [...runs.values()].flatMap(openSteps);
  return { ...(rehearsal ?? { change: request.changes[0], outcome: nothing }), ...(remains.length > 0 ? { remains } : {}) };
};
