import type { Journal } from './journal.ts';
import { needsRecovery } from './recover.ts';
import type { Run } from './run.ts';
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

/** What goes of these runs, which come newest first. The newest always stays, so that no number is given twice. */
export const prunable = (runs: readonly Run[], retention: Retention, now: Date): Pruning => {
  const { keep = 1, olderThanMs = 0 } = retention;
  const due = runs.slice(Math.max(1, keep)).filter((run) => now.getTime() - Date.parse(run.started) >= olderThanMs);
  const judged = due.toReversed().map((run) => ({ run, reason: whyKept(run, retention) }));
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
