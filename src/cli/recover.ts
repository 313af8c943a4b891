import { EXIT } from '../app/errors.ts';
import { recover } from '../app/recover.ts';
import { API_VERSION } from '../report/apiVersion.ts';
import { reportedRun } from '../report/historyReport.ts';
import { stepTable } from '../report/runReport.ts';
import type { Work } from './command.ts';
import { outputOf } from './flags.ts';
import { print } from './printing.ts';
import { opening } from './scanning.ts';

/** Exits 6 where it still is not known what a step did. */
export const recoverRuns: Work = (context, flags) => {
  const output = outputOf(flags, ['table', 'json', 'yaml']);
  return opening(context, flags, async ({ target, journal }) => {
    const runs = (await context.stoppable(() => recover(target, journal, context.clock))).map(reportedRun);
    const report = { apiVersion: API_VERSION, kind: 'RecoverReport', target: target.info, runs };
    await print(context, output, report, (columns) =>
      runs.length === 0
        ? ['No run was cut off.']
        : runs.flatMap((run) => [`Run ${run.id}: ${run.state}`, ...stepTable(run.changes, columns), '']),
    );
    return runs.some(({ changes }) => changes.some(({ state }) => state === 'unknown')) ? EXIT.partial : EXIT.ok;
  });
};
