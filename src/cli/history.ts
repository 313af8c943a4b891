import { EXIT } from '../app/errors.ts';
import { historyReport, historyTable } from '../report/historyReport.ts';
import type { Work } from './command.ts';
import { outputOf } from './flags.ts';
import { print } from './printing.ts';
import { opening } from './scanning.ts';

export const history: Work = (context, flags) => {
  const output = outputOf(flags, ['table', 'json', 'yaml']);
  return opening(context, flags, async ({ target, journal }) => {
    const report = historyReport(target.info, journal.place, await journal.list());
    await print(context, output, report, () => historyTable(report));
    return EXIT.ok;
  });
};
