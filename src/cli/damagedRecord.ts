import { basename, dirname } from 'node:path';
import { newestUndoable } from '../app/chosenRuns.ts';
import { Failure } from '../app/errors.ts';
import type { CorruptRecord, Journal } from '../app/journal.ts';
import { compareIds, newestFirst } from '../app/runOrder.ts';
import type { Undoing } from '../app/undoing.ts';
import { printable } from '../core/printable.ts';

/**
 * Without a name the newest run is meant. Throws a Failure where that one has a record that cannot be used: what it means, where
 * what is left of it lies, and what can be named instead.
 */
export const assertNewestUsable = async (journal: Journal, { runs: named, since }: Pick<Undoing, 'runs' | 'since'>): Promise<void> => {
  if (named.length > 0) return;
  const { runs, corrupt } = await journal.list();
  const newest = since ? newestFirst(runs)[0] : newestUndoable(runs);
  const lost = corrupt.toSorted((a, b) => compareIds(b.id, a.id))[0];
  if (!lost || compareIds(lost.id, newest?.id ?? '') <= 0) return;
  await journal.load(lost.id).catch((error: unknown) => {
    if (!(error instanceof Failure)) throw error;
    const older = newest ? ['Older runs can be named: `kubeharden history` lists them all.'] : [];
    const message = `${error.message} It is the newest that may still stand: without its record kubeharden can neither verify nor roll it back.`;
    throw new Failure(error.exit, message, [...error.next, ...older], { cause: error });
  });
};

/** Records that cannot be used: why, where they stand, and where the objects are as they were before the run. */
export const damagedLines = async (journal: Journal, corrupt: readonly CorruptRecord[]): Promise<readonly string[]> => {
  const lines: string[] = [];
  for (const { id, reason, file } of corrupt) {
    const before = (await journal.manifests(id)).map((manifest) => dirname(manifest)).find((folder) => basename(folder) === 'before');
    lines.push(`cannot be used: ${id}: ${reason}`);
    if (file !== undefined) lines.push(`  its record: ${file}`);
    if (before !== undefined) lines.push(`  the objects as they were before it: ${before}`);
  }
  return lines.map((line) => printable(line));
};
