import { EXIT } from '../app/errors.ts';
import { printable } from '../core/printable.ts';
import { historyReport, historyTable, type HistoryReport } from '../report/historyReport.ts';
import { runDetail, runDetailLines } from '../report/runDetail.ts';
import type { Work } from './command.ts';
import { damagedLines } from './damagedRecord.ts';
import { outputOf } from './flags.ts';
import { print } from './printing.ts';
import { opening } from './scanning.ts';

/** Where records cannot be used, there were runs, whether or not another one is listed. */
const listed = (report: HistoryReport, damaged: readonly string[], columns: number): readonly string[] =>
  report.runs.length > 0 || damaged.length === 0
    ? [...historyTable({ ...report, corrupt: [] }, columns), ...damaged]
    : ['No run on this target has a record that can be used.', ...damaged, `records: ${printable(report.place)}`];

/** All runs, or one of them whole. */
export const history: Work = (context, flags, [id]) => {
  const output = outputOf(flags, ['table', 'json', 'yaml']);
  return opening(context, flags, async ({ target, journal }) => {
    if (id === undefined) {
      const report = historyReport(target.info, journal.place, await journal.list());
      await print(context, output, report, async (columns) => listed(report, await damagedLines(journal, report.corrupt), columns));
      return EXIT.ok;
    }
    const run = await journal.load(id);
    const report = runDetail(run, journal.place, await journal.manifests(run.id));
    await print(context, output, report, () => runDetailLines(report));
    return EXIT.ok;
  });
};
