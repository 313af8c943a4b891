import { sameRef } from '../core/resource.ts';
import type { Journal } from './journal.ts';
import { needsRecovery } from './recover.ts';
import type { Run, Step } from './run.ts';
import { canUndo } from './undo.ts';

/** Which records may go. Where both are given, only what both let go. */
export interface Retention {
  /** So many of the newest stay. */
  readonly keep?: number;
  /** What started within this time stays. */
  readonly olderThanMs?: number;
  /** Runs that can still be undone stay, or go too. */
  readonly undoable: 'stay' | 'go';
}

export interface Pruning {
  /** Oldest first. */
  readonly removed: readonly Run[];
  /** Would go by number and age, and stay. */
  readonly kept: readonly { readonly run: Run; readonly reason: string }[];
}

const whyKept = (run: Run, { undoable }: Retention): string | undefined => {
  if (needsRecovery(run)) return 'how it ended is not known: `kubeharden recover` finds out';
  return undoable === 'stay' && run.steps.some(canUndo) ? 'it can still be undone (--undoable removes it all the same)' : undefined;
};

const brings = (step: Step): boolean => step.action === 'create' && step.after?.metadata.uid !== undefined;

/** The staying run that could not be undone without a record: it touched an object that was deleted and brought back, and only both records tell that it is the same. */
const neededBy = (record: Run, staying: readonly Run[], runs: readonly Run[]): Run | undefined => {
  const returns = runs
    .filter(({ id, undoes }) => undoes !== undefined && (id === record.id || undoes === record.id))
    .flatMap(({ steps }) => steps.filter(brings));
  const needs = ({ id, undoes, steps }: Run): boolean =>
    id !== record.id && undoes !== record.id && steps.some((step) => canUndo(step) && returns.some(({ ref }) => sameRef(ref, step.ref)));
  return returns.length === 0 ? undefined : staying.find(needs);
};

/** What goes of these runs, which come newest first. The newest always stays, so that no number is given twice, and so does what the undo of one that stays needs. */
export const prunable = (runs: readonly Run[], retention: Retention, now: Date): Pruning => {
  const { keep = 1, olderThanMs = 0 } = retention;
  const due = runs.slice(Math.max(1, keep)).filter((run) => now.getTime() - Date.parse(run.started) >= olderThanMs);
  const first = due.toReversed().map((run) => ({ run, reason: whyKept(run, retention) }));
  const going = new Set(first.flatMap(({ run, reason }) => (reason === undefined ? [run] : [])));
  const staying = runs.filter((run) => !going.has(run));
  const judged = first.map(({ run, reason }) => {
    const by = reason === undefined ? neededBy(run, staying, runs) : undefined;
    return { run, reason: by ? `run ${by.id} could not be undone without it` : reason };
  });
  return {
    removed: judged.flatMap(({ run, reason }) => (reason === undefined ? [run] : [])),
    kept: judged.flatMap(({ run, reason }) => (reason === undefined ? [] : [{ run, reason }])),
  };
};

/** Removes what a person approved, as far as it still may go: another kubeharden may have gone on with a run. Returns the ids. */
export const prune = async (journal: Journal, approved: readonly Run[], retention: Retention, now: Date): Promise<readonly string[]> => {
  const lock = await journal.lock();
  try {
    const { runs } = await journal.list();
    const ids = new Set(approved.map(({ id }) => id));
    const removed = prunable(runs, retention, now).removed.filter(({ id }) => ids.has(id));
    for (const { id } of removed) await journal.remove(id);
    return removed.map(({ id }) => id);
  } finally {
    await lock.release();
  }
};
