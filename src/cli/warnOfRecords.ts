import { needsRecovery, openSteps } from '../app/recover.ts';
import type { Run } from '../app/run.ts';
import { printable } from '../core/printable.ts';
import type { Context, Opened } from './context.ts';

/** What it did is known, and what it undid is not wholly given back. */
const owesOnly = (run: Run): boolean => run.finished !== undefined && needsRecovery(run) && openSteps(run).every(({ owes }) => owes);

/** Tells of runs that were cut off and of records that cannot be trusted, before another run is begun. */
export const warnOfRecords = async ({ terminal }: Context, { journal }: Opened): Promise<void> => {
  const { runs, corrupt } = await journal.list();
  const warn = (text: string): void => terminal.err(`${terminal.paint('yellow', 'warning:')} ${printable(text)}`);
  for (const run of runs.filter(owesOnly))
    warn(`fields of objects of run ${run.id} are still ours: \`kubeharden recover\` gives them back`);
  for (const run of runs.filter((of) => needsRecovery(of) && !owesOnly(of)))
    warn(`how run ${run.id} ended is not known: \`kubeharden recover\` finds out`);
  for (const { id, reason, file } of corrupt)
    warn(`the record of run ${id} cannot be used: ${reason}${file === undefined ? '' : ` (${file})`}`);
};
