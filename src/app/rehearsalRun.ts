import { createHash } from 'node:crypto';
import { needsAnchor, rehearsalAnchor, rehearsalOf, rehearsalPod, type RehearsalName } from '../analysis/rehearsal/pod.ts';
import { unsafeAsStored } from '../analysis/rehearsal/verdict.ts';
import { creationOf } from '../core/change.ts';
import { withoutServerFields } from '../core/diff.ts';
import { describeRef, refOf, type Resource } from '../core/resource.ts';
import { sentNow } from './arrival.ts';
import { Failure, Refused, Stale, UnknownOutcome } from './errors.ts';
import { withHiddenOutcome } from './hiddenWords.ts';
import { startRecord, type Recorder } from './recorder.ts';
import type { Outcome, Try } from './rehearsal.ts';
import { watchPod, type Patience } from './rehearsePod.ts';
import { notRemoved } from './recoverRehearsal.ts';
import { removeRehearsal } from './removeRehearsal.ts';
import type { Step } from './run.ts';
import { recordable } from './secrets.ts';
import { newRun, type Transaction, type Work } from './transaction.ts';

/** All that trying templates needs from outside. */
export interface Stage extends Pick<Transaction, 'target' | 'journal' | 'clock' | 'control' | 'on' | 'version'> {
  readonly patience: Patience;
}

/** One try, with the objects that it creates and where they stand in the record. */
interface Scene {
  readonly stage: Stage;
  readonly recorder: Recorder;
  readonly of: Try;
  readonly name: RehearsalName;
  /** The pod last. */
  readonly steps: readonly number[];
}

const LETTERS = 'bcdfghjklmnpqrstvwxz';
const MARGIN_S = 60;
const POLL_MS = 500;
/** A pod ends within its grace period, 30 s at most. */
const GONE_MS = 40_000;

const suffixOf = (seed: string): string =>
  [...createHash('sha256').update(seed).digest().subarray(0, 6)].map((byte) => LETTERS[byte % LETTERS.length]).join('');

const objectsOf = (of: Try, name: RehearsalName): readonly Resource[] => {
  if (!needsAnchor(of.workload)) return [rehearsalPod(of.workload, of.workload, name)];
  const anchor = rehearsalAnchor(of.workload, name);
  return [anchor, rehearsalPod(of.workload, anchor, name)];
};

const workOf = (after: Resource): Work => ({
  proposal: creationOf(after),
  approved: { after, warnings: [], checked: 'later', reason: 'before it is tried' },
  closes: [],
});

/**
 * Creates one object, on record before it is sent; what is sent is what the server made of it when it was asked, because
 * asked again it gives the volume of a token another name. Undefined: the answer was lost, and it is not there.
 */
const created = async ({ stage, recorder, name }: Scene, index: number, object: Resource): Promise<Resource | undefined> => {
  const { target } = stage;
  const preview = await target.preview(creationOf(object));
  if (preview.checked !== 'server' || !preview.after) throw new Refused(preview.reason ?? 'the server could not be asked');
  const unsafe = object.kind === 'Pod' ? unsafeAsStored(preview.after) : undefined;
  if (unsafe !== undefined) throw new Refused(unsafe);
  const proposal = creationOf(withoutServerFields(preview.after));
  await recorder.step(index, { state: 'sending', ...sentNow(target), ...recordable(preview) });
  try {
    const stored = (await target.write(proposal, preview)) ?? preview.after;
    await recorder.step(index, { state: 'applied', ...recordable({ ...preview, after: stored }) });
    return stored;
  } catch (error) {
    if (error instanceof Refused || error instanceof Stale) await recorder.step(index, { state: 'not-applied', detail: error.message });
    if (!(error instanceof UnknownOutcome)) throw error;
    recorder.log(`${describeRef(proposal.ref)}: ${error.message}; looking what happened`, 'warn');
    await recorder.step(index, { state: 'unknown', detail: error.message, ...sentNow(target) });
    const live = await target.get(proposal.ref);
    if (!live || rehearsalOf(live) !== name.run) return undefined;
    await recorder.step(index, { state: 'applied', detail: 'the answer was lost; the object is there' });
    return live;
  }
};

/** A refusal counts against the change only if today's template would be let in. */
const refused = async ({ stage, of, name }: Scene, error: Failure): Promise<Outcome> => {
  const unsaid: Outcome = { state: 'inconclusive', reason: error.message };
  if (!(error instanceof Refused) || !of.today || /exceeded quota/.test(error.message)) return unsaid;
  const now = rehearsalPod(of.today, of.today, name);
  const letIn = await stage.target.preview(creationOf(now)).then(
    ({ checked, after }) => checked === 'server' && after !== undefined && unsafeAsStored(after) === undefined,
    (reason: unknown) => {
      if (reason instanceof Failure) return false;
      throw reason;
    },
  );
  return letIn ? { state: 'failed', reason: `the server refuses it: ${error.message}` } : unsaid;
};

const played = async (scene: Scene): Promise<Outcome> => {
  const { stage, of, name, steps } = scene;
  const [podStep, anchorStep] = steps.toReversed();
  const anchor = anchorStep === undefined ? of.workload : await created(scene, anchorStep, rehearsalAnchor(of.workload, name));
  const pod = anchor && podStep !== undefined && (await created(scene, podStep, rehearsalPod(of.workload, anchor, name)));
  if (!pod) return { state: 'inconclusive', reason: 'whether it was created is not known' };
  return watchPod(stage, refOf(pod), stage.patience);
};

/** What an expected failure on the way, or a connection that was given up, says: nothing about the change. */
const interrupted = (scene: Scene, error: unknown): Outcome | Promise<Outcome> => {
  if (error instanceof Failure) return refused(scene, error);
  if (scene.stage.control.leave.aborted) return { state: 'inconclusive', reason: 'it was stopped' };
  throw error;
};

const awaitGone = async ({ target, clock, control }: Stage, { ref }: Step): Promise<void> => {
  const until = clock.now().getTime() + GONE_MS;
  const isOver = (): boolean => control.stop.aborted || control.leave.aborted || clock.now().getTime() > until;
  while (!isOver() && (await target.get(ref))) await clock.wait(POLL_MS, control.leave);
};

const PERHAPS_THERE: readonly Step['state'][] = ['sending', 'unknown', 'applied'];

/** One object of a try. A write whose answer was lost may still arrive: then the record stays open. */
const clear = async ({ stage, recorder, name }: Scene, index: number, step: Step, outcome: string): Promise<void> => {
  const removal = await removeRehearsal(stage.target, step.ref, name.run);
  if (removal === 'absent' && step.state !== 'applied') return;
  await recorder.step(index, { state: 'rolled-back', detail: outcome });
  if (removal !== 'foreign') await awaitGone(stage, step);
};

/** Takes away what the try created, the pod first; what could not be taken away is told, and stays on record for `recover`. */
const cleared = async (scene: Scene, outcome: string): Promise<void> => {
  const { stage, recorder, steps } = scene;
  for (const index of steps.toReversed()) {
    const step = recorder.run().steps[index];
    if (step?.state === 'prepared') await recorder.step(index, { state: 'skipped', detail: outcome });
    if (!step || !PERHAPS_THERE.includes(step.state)) continue;
    try {
      await clear(scene, index, step, outcome);
    } catch (error) {
      if (!(error instanceof Failure) && !stage.control.leave.aborted) throw error;
      const why = error instanceof Error ? error.message : 'interrupted';
      await recorder.step(index, notRemoved(recorder.run().steps[index] ?? step, why));
      recorder.log(`${describeRef(step.ref)} was not removed: ${why}; \`kubeharden recover\` removes it`, 'error');
    }
  }
};

const inWords = (outcome: Outcome): string =>
  outcome.state === 'ready' ? `ready for ${outcome.seconds} s` : `${outcome.state}: ${outcome.reason}`;

const tried = async (scene: Scene): Promise<Outcome> => {
  let outcome: Outcome = { state: 'inconclusive', reason: 'it was cut off' };
  try {
    outcome = withHiddenOutcome(await played(scene).catch((error: unknown) => interrupted(scene, error)));
  } finally {
    await cleared(scene, inWords(outcome));
  }
  return outcome;
};

const ENDED: readonly Step['state'][] = ['rolled-back', 'skipped', 'not-applied'];

/**
 * Tries templates one after another, each as one pod that is removed before the next, under one record in which every
 * object stands before it is created. `enough` ends it early. Undefined: it was not tried.
 */
export const tryAll = async (
  stage: Stage,
  tries: readonly Try[],
  enough: (outcome: Outcome, index: number) => boolean,
): Promise<readonly (Outcome | undefined)[]> => {
  const { journal, clock, target, version, patience, control } = stage;
  const lock = await journal.lock();
  try {
    const [id, now] = [await journal.nextId(clock.now()), clock.now()];
    const deadline = Math.ceil((patience.startMs + patience.readyMs) / 1000) + MARGIN_S;
    const named = tries.map((of, i) => ({ of, name: { run: id, suffix: suffixOf(`${id} ${now.toISOString()} ${i}`), deadline } }));
    const works = named.map(({ of, name }) => objectsOf(of, name).map(workOf));
    const recorder = await startRecord(journal, newRun(id, 'rehearsal', works.flat(), target.info, now, version), clock, stage.on);
    const outcomes: Outcome[] = [];
    let first = 0;
    for (const [i, { of, name }] of named.entries()) {
      const steps = (works[i] ?? []).map((_, at) => first + at);
      first += steps.length;
      if (control.stop.aborted || (i > 0 && enough(outcomes[i - 1] as Outcome, i - 1))) break;
      recorder.log(`${of.what}: trying pod ${describeRef(works[i]?.at(-1)?.proposal.ref ?? refOf(of.workload))}`);
      const outcome = await tried({ stage, recorder, of, name, steps });
      recorder.log(`${of.what}: ${inWords(outcome)}`, outcome.state === 'failed' ? 'error' : 'info');
      outcomes.push(outcome);
    }
    for (const [index, { state }] of recorder.run().steps.entries())
      if (state === 'prepared') await recorder.step(index, { state: 'skipped', detail: 'not tried' });
    if (recorder.run().steps.every(({ state }) => ENDED.includes(state))) await recorder.finish();
    return tries.map((_, i) => outcomes[i]);
  } finally {
    await lock.release();
  }
};
