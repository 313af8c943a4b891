import { EXIT, Failure } from './errors.ts';
import type { CorruptRecord, Journal } from './journal.ts';
import { runState, type Run } from './run.ts';
import { canUndo } from './undo.ts';
import type { Undoing } from './undoing.ts';

const isUndoable = (run: Run): boolean =>
  ['apply', 'rollback'].includes(run.does) && runState(run) !== 'rolled back' && run.steps.some(canUndo);

/** The run that `rollback` without an id means: the newest apply that is not undone yet. Undefined: there is none. */
export const newestUndoable = (runs: readonly Run[]): Run | undefined => runs.find((run) => run.does === 'apply' && isUndoable(run));

let collator: Intl.Collator | undefined;

/** Its tables take a start 10 ms, so they are read when runs are compared. */
const compare = (a: string, b: string): number => (collator ??= new Intl.Collator('en', { numeric: true })).compare(a, b);

const newestFirst = (a: Pick<Run, 'id'>, b: Pick<Run, 'id'>): number => compare(b.id, a.id);

const unusable = ({ id, reason }: CorruptRecord): Failure =>
  new Failure(EXIT.usage, `The record of run ${id} cannot be used (${reason}), and what stands before it is not meant.`, [
    'Name the run to be rolled back; `kubeharden history` lists them all.',
  ]);

/** Without an id, a record that cannot be used must not make an older run the newest. Throws a Failure. */
const newestOf = async (journal: Journal): Promise<readonly Run[]> => {
  const { runs, corrupt } = await journal.list();
  const run = newestUndoable(runs);
  const lost = corrupt.find(({ id }) => compare(id, run?.id ?? '') > 0);
  if (lost) throw unusable(lost);
  return run ? [run] : [];
};

/**
 * What has to be undone for the target to be as these runs had left it then, newest first: every apply begun since, and
 * every rollback begun since of a run from before. Throws a Failure where a record from since cannot be used.
 */
const runsSince = async (journal: Journal, time: Date): Promise<readonly Run[]> => {
  const { runs, corrupt } = await journal.list();
  const since = runs.filter(({ started }) => Date.parse(started) >= time.getTime());
  const isSince = new Set(since.map(({ id }) => id));
  const eldest = runs.find(({ id }) => !isSince.has(id))?.id ?? '';
  const lost = corrupt.find(({ id }) => compare(id, eldest) > 0);
  if (lost) throw unusable(lost);
  return since.filter((run) => isUndoable(run) && (run.undoes === undefined || !isSince.has(run.undoes)));
};

/** The runs that are to be undone, newest first whatever the order in which they were named. Throws a Failure for one that there is not. */
export const chosenRuns = async (journal: Journal, { runs: ids, since }: Pick<Undoing, 'runs' | 'since'>): Promise<readonly Run[]> => {
  if (since) return runsSince(journal, since);
  if (ids.length === 0) return newestOf(journal);
  const runs = await Promise.all([...new Set(ids)].map((id) => journal.load(id)));
  return runs.toSorted(newestFirst);
};
