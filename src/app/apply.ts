import type { Override } from '../core/owner.ts';
import type { Catalogue } from '../core/remediation.ts';
import { describeRef, sameRef } from '../core/resource.ts';
import { Failure } from './errors.ts';
import { watchOwners } from './ownerWatch.ts';
import { takeBackUnless, type Guard } from './guard.ts';
import { yieldedTo } from './heldBy.ts';
import type { PlannedChange } from './plan.ts';
import type { Recorder } from './recorder.ts';
import { formerOf, type Run, type Step } from './run.ts';
import { scanOf, scanTarget, type IsMeant, type Scan } from './scan.ts';
import { SETTLE_MS } from './settling.ts';
import { takeBack } from './takeBack.ts';
import { takenBack } from './takenBack.ts';
import { rememberTried } from './tried.ts';
import { newRun, transact, type Transaction, type Work } from './transaction.ts';
import { verifySteps } from './verify.ts';
import { rememberWarnings } from './warnings.ts';

export interface ApplyRequest extends Omit<Transaction, 'afterWrite' | 'onDegraded'> {
  readonly catalogue: Catalogue;
  /** Changes without a refusal, as they were approved. */
  readonly changes: readonly PlannedChange[];
  /** For all of them; what a change says itself counts more. */
  readonly override?: Override;
  /** Undo a workload that was healthy before and is not after. */
  readonly autoRollback: boolean;
  /** Who may say otherwise before anything is taken back. */
  readonly guard?: Guard;
  /** What the plan was made of, where it was not everything: the scan afterwards is of the same. */
  readonly namespace?: string;
  readonly isMeant?: IsMeant;
}

export interface Applied {
  readonly run: Run;
  /** The scan afterwards; absent where it could not be made. */
  readonly scan?: Scan;
}

const workOf = ({ change, preview, findings, refused, ...planned }: PlannedChange, forAll: Override | undefined): Work => {
  if (!preview || refused !== undefined) throw new Error(`${describeRef(change.ref)} is applied although it was refused`);
  const yields = (planned.override ?? forAll) === 'yield' && change.before !== undefined;
  return { proposal: change, approved: preview, closes: findings.map((finding) => finding.id), ...(yields ? { yields } : {}) };
};

const changeOf = ({ changes }: ApplyRequest, { ref }: Step): PlannedChange | undefined =>
  changes.find(({ change }) => sameRef(change.ref, ref));

/** What a write owes stands in its record from before it was sent until it is paid. */
const giveBack =
  ({ target }: ApplyRequest) =>
  async (step: Step, recorder: Recorder): Promise<void> => {
    const former = formerOf(step);
    if (!step.owes || !former) return;
    await target.release(step.ref, former);
    const index = recorder.run().steps.findIndex(({ ref }) => sameRef(ref, step.ref));
    const paid = await recorder.step(index, { owes: undefined });
    const live = await target.get(step.ref);
    if (!takenBack(paid, live)) await recorder.step(index, yieldedTo(live)); // its owner may have been faster
  };

/** Written although somebody else owns it. */
const isOverridden =
  (request: ApplyRequest) =>
  (step: Step): boolean => {
    const change = changeOf(request, step);
    return change !== undefined && change.owners.length > 0 && (change.override ?? request.override) !== undefined;
  };

/** Reads and judges the target once more; that it cannot be read any more does not undo what was done. */
const rescan = async (request: ApplyRequest, recorder: Recorder): Promise<Scan | undefined> => {
  try {
    const scan = await scanTarget({
      target: request.target,
      catalogue: request.catalogue,
      journal: request.journal,
      ...(request.namespace === undefined ? {} : { namespace: request.namespace }),
      ...(request.isMeant ? { isMeant: request.isMeant } : {}),
      signal: request.control.leave,
    });
    await verifySteps(recorder, scan, request.catalogue);
    return scan;
  } catch (error) {
    if (!(error instanceof Failure) && !request.control.leave.aborted) throw error;
    recorder.log(`not verified: ${error instanceof Error ? error.message : 'interrupted'}`, 'warn');
    return undefined;
  }
};

const whenDegraded = (request: ApplyRequest): Pick<Transaction, 'onDegraded'> => {
  if (!request.autoRollback) return {};
  return { onDegraded: request.guard ? takeBackUnless(request, request.guard) : takeBack(request) };
};

/** Applies an approved plan as a transaction, then scans again. Throws only before anything was sent. */
export const applyPlan = async (request: ApplyRequest): Promise<Applied> => {
  const { target, journal, clock, version, changes } = request;
  const lock = await journal.lock();
  try {
    const works = changes.map((change) => workOf(change, request.override));
    const run = newRun(await journal.nextId(clock.now()), 'apply', works, target.info, clock.now(), version);
    const recorder = await transact(
      {
        settleMs: SETTLE_MS,
        ...request,
        afterWrite: giveBack(request),
        ...whenDegraded(request),
      },
      run,
      works,
    );
    const scan = await rescan(request, recorder);
    await watchOwners(request, recorder, isOverridden(request));
    await rememberWarnings(journal, recorder.run());
    const tried = await rememberTried(journal, recorder.run(), request.catalogue, scan);
    const done = await recorder.finish();
    return { run: done, ...(scan ? { scan: tried ? scanOf(scan.snapshot, request, { memory: { ...scan.memory, tried } }) : scan } : {}) };
  } finally {
    await lock.release();
  }
};
