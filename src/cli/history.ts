import { EXIT } from '../app/errors.ts';
import { historyReport, historyTable } from '../report/historyReport.ts';
import { runDetail, runDetailLines } from '../report/runDetail.ts';
import type { Work } from './command.ts';
import { outputOf } from './flags.ts';
import { print } from './printing.ts';
import { opening } from './scanning.ts';

/** All runs, or one of them whole. */
export const history: Work = (context, flags, [id]) => {
  const output = outputOf(flags, ['table', 'json', 'yaml']);
  return opening(context, flags, async ({ target, journal }) => {
    if (id === undefined) {
      const report = historyReport(target.info, journal.place, await journal.list());
      await print(context, output, report, (columns) => historyTable(report, columns));
      return EXIT.ok;
    }
    const run = await journal.load(id);
    const report = runDetail(run, journal.place, await journal.manifests(run.id));
    await print(context, output, report, () => runDetailLines(report));
    return EXIT.ok;
  });
};
