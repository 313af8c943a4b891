import { EXIT, Failure } from './errors.ts';
import type { CorruptRecord, Journal } from './journal.ts';
import { runState, type Run } from './run.ts';
import { canUndo } from './undo.ts';
import { compareIds, newestFirst } from './runOrder.ts';
import type { Undoing } from './undoing.ts';

const isUndoable = (run: Run): boolean =>
  ['apply', 'rollback'].includes(run.does) && runState(run) !== 'rolled back' && run.steps.some(canUndo);

/** The run that `rollback` without an id means: the newest apply that was made here and is not undone yet. Undefined: there is none. */
export const newestUndoable = (runs: readonly Run[]): Run | undefined =>
  newestFirst(runs.filter((run) => run.does === 'apply' && !run.imported && isUndoable(run)))[0];

const unusable = ({ id, reason }: CorruptRecord): Failure =>
  new Failure(EXIT.usage, `The record of run ${id} cannot be used (${reason}), and what stands before it is not meant.`, [
    'Name the run to be rolled back; `kubeharden history` lists them all.',
  ]);

/** Without an id, a record that cannot be used must not make an older run the newest. Throws a Failure. */
const newestOf = async (journal: Journal): Promise<readonly Run[]> => {
  const { runs, corrupt } = await journal.list();
  const run = newestUndoable(runs);
  const lost = corrupt.find(({ id }) => compareIds(id, run?.id ?? '') > 0);
  if (lost) throw unusable(lost);
  return run ? [run] : [];
};

const onward = (run: Run, time: Date): Failure =>
  new Failure(EXIT.usage, `Run ${run.id} began before ${time.toISOString()} and went on after it: no time within it can be gone back to.`, [
    `Go back to before it (--to-time ${run.started}), or name the runs to be rolled back.`,
  ]);

const clockTurned = (before: Run, after: Run): Failure =>
  new Failure(EXIT.usage, `The clock was set back between run ${before.id} and run ${after.id}: what was done since a time is not known.`, [
    'Name the runs to be rolled back; `kubeharden history` lists them all.',
  ]);

const forgotten = ({ id, undoes = '' }: Run): Failure =>
  new Failure(EXIT.usage, `Run ${id} rolled back run ${undoes}, whose record is gone: whether that stood then is not known.`, [
    'Name the runs to be rolled back; `kubeharden history` lists them all.',
  ]);

/** A later undo gives steps a later time; the time at which the run ended stays. */
const wentOn = (run: Run, time: Date): boolean =>
  isUndoable(run) &&
  (run.finished === undefined || Date.parse(run.finished) > time.getTime()) &&
  run.steps.some((step) => canUndo(step) && Date.parse(step.at) > time.getTime());

/** Whether what a rollback undid had been done by then. Of a run that has no record its id still tells the day. Throws a Failure. */
const wasDone = (rollback: Run, runs: readonly Run[], time: Date): boolean => {
  const undone = runs.find(({ id }) => id === rollback.undoes);
  if (undone) return Date.parse(undone.started) < time.getTime();
  const [day, then] = [rollback.undoes?.slice(0, 10) ?? '', time.toISOString().slice(0, 10)];
  if (day === then) throw forgotten(rollback);
  return day < then;
};

/**
 * What has to be undone for the target to be as these runs had left it then, newest first: every apply begun since, and
 * every rollback begun since of a run from before. Throws a Failure where a record from since cannot be used, a run
 * from before wrote after that, or the clock was set back in between.
 */
const runsSince = async (journal: Journal, time: Date): Promise<readonly Run[]> => {
  const { runs, corrupt } = await journal.list();
  const isSince = ({ started }: Run): boolean => Date.parse(started) >= time.getTime();
  const ordered = newestFirst(runs);
  const eldest = ordered.find((run) => !isSince(run));
  const lost = corrupt.find(({ id }) => compareIds(id, eldest?.id ?? '') > 0);
  if (lost) throw unusable(lost);
  const between = runs.find((run) => !isSince(run) && wentOn(run, time));
  if (between) throw onward(between, time);
  const turned = ordered.slice(eldest ? ordered.indexOf(eldest) : ordered.length).find(isSince);
  if (eldest && turned) throw clockTurned(turned, eldest);
  return ordered.filter((run) => isSince(run) && isUndoable(run) && (run.undoes === undefined || wasDone(run, runs, time)));
};

/**
 * A rollback, at whatever remove, of a run that is chosen too: once that one is undone, nothing is left of what its
 * rollback did, and undoing it before would only put back what goes again.
 */
const isWithin = (run: Run, chosen: ReadonlySet<string>, runs: readonly Run[], known: readonly string[] = []): boolean => {
  const { undoes } = run;
  if (undoes === undefined || known.includes(undoes)) return false;
  const undone = runs.find(({ id }) => id === undoes);
  return chosen.has(undoes) || (undone !== undefined && isWithin(undone, chosen, runs, [...known, undoes]));
};

/** The runs that are to be undone, newest first whatever the order in which they were named. Throws a Failure for one that there is not. */
export const chosenRuns = async (journal: Journal, { runs: ids, since }: Pick<Undoing, 'runs' | 'since'>): Promise<readonly Run[]> => {
  if (since) return runsSince(journal, since);
  if (ids.length === 0) return newestOf(journal);
  const chosen = new Set(ids);
  const runs = await Promise.all([...chosen].map((id) => journal.load(id)));
  const all = runs.length > 1 && runs.some(({ undoes }) => undoes !== undefined) ? (await journal.list()).runs : [];
  return newestFirst(runs.filter((run) => !isWithin(run, chosen, all)));
};
