import { equal } from '../core/change.ts';
import { usage } from './errors.ts';
import type { Journal } from './journal.ts';
import type { Run } from './run.ts';
import type { TargetInfo } from './target.ts';

/** A record belongs to the target that it was made on. Throws a Failure for any other. */
export const assertOf = ({ id, target }: Run, info: TargetInfo): void => {
  if (target.id === info.id && target.type === info.type) return;
  throw usage(
    `Run ${id} was made on ${target.name} (${target.id}), and this is ${info.name} (${info.id}): it can only be undone where it was made.`,
    'Name the same target, such as with --context.',
  );
};

const unmarked = ({ imported: _imported, ...run }: Run): Run => run;

/** Adds a run from another machine to the records here, marked as such. `there`: it stands there already. Throws a Failure where its id is another run's. */
export const importRun = async (journal: Journal, run: Run): Promise<'added' | 'there'> => {
  const lock = await journal.lock();
  try {
    const { runs, corrupt } = await journal.list();
    const same = runs.find(({ id }) => id === run.id);
    if (same && equal(unmarked(same), unmarked(run))) return 'there';
    if (same ?? corrupt.find(({ id }) => id === run.id))
      throw usage(
        `There is another run ${run.id} in the records here, which is not replaced.`,
        `Look at it with \`kubeharden history ${run.id}\`; to use both, keep the records of each machine where they are.`,
      );
    await journal.begin({ ...run, imported: true });
    return 'added';
  } finally {
    await lock.release();
  }
};
