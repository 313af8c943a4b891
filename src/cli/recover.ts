import { EXIT } from '../app/errors.ts';
import { needsRecovery, openSteps, recover } from '../app/recover.ts';
import type { Run } from '../app/run.ts';
import { printable } from '../core/printable.ts';
import { describeRef } from '../core/resource.ts';
import { API_VERSION } from '../report/apiVersion.ts';
import { reportedRun } from '../report/historyReport.ts';
import { stepTable } from '../report/runReport.ts';
import type { Work } from './command.ts';
import { outputOf } from './flags.ts';
import { print } from './printing.ts';
import { opening } from './scanning.ts';
import type { Terminal } from './terminal.ts';

/** What is left for another time, and how. */
export const tellOpen = (terminal: Terminal, runs: readonly Run[]): void => {
  const warn = (text: string): void => terminal.err(`${terminal.paint('yellow', 'warning:')} ${printable(text)}`);
  for (const run of runs)
    for (const { ref, detail } of openSteps(run)) warn(`run ${run.id}: ${describeRef(ref)}: ${detail ?? 'it is not known what it did'}`);
  for (const { id, imported } of runs)
    if (imported) warn(`run ${id} was imported and is left as it is: recover it where it was made, or name it to \`kubeharden rollback\``);
  if (runs.some(needsRecovery)) terminal.err('Run `kubeharden recover` again once what stands in the way is gone.');
};

/** Exits 6 where it still is not known what a step did, or where something of ours stays. */
export const recoverRuns: Work = (context, flags) => {
  const output = outputOf(flags, ['table', 'json', 'yaml']);
  return opening(context, flags, async ({ target, journal }) => {
    const recovered = await context.stoppable(() => recover(target, journal, context.clock));
    const runs = recovered.map(reportedRun);
    const report = { apiVersion: API_VERSION, kind: 'RecoverReport', target: target.info, runs };
    await print(context, output, report, (columns) =>
      runs.length === 0
        ? ['No run was cut off.']
        : runs.flatMap((run) => [`Run ${run.id}: ${run.state}`, ...stepTable(run.changes, columns), '']),
    );
    tellOpen(context.terminal, recovered);
    return recovered.some(needsRecovery) ? EXIT.partial : EXIT.ok;
  });
};
