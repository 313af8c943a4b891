import { EXIT } from '../app/errors.ts';
import { explanation, explanationLines, explanationList } from '../report/explanation.ts';
import { table } from '../report/table.ts';
import type { Work } from './command.ts';
import { outputOf } from './flags.ts';
import { unknown } from './unknown.ts';
import { print } from './printing.ts';

/** One remediation, or the list of all. Needs no target. */
export const explain: Work = async (context, flags, [id]) => {
  const output = outputOf(flags, ['table', 'json', 'yaml']);
  const catalogue = await context.catalogue();
  if (id === undefined) {
    const rows = catalogue.map((remediation) => [remediation.id, remediation.severity, remediation.title]);
    await print(context, output, explanationList(catalogue), (columns) => table(['REMEDIATION', 'SEVERITY', 'TITLE'], rows, columns));
    return EXIT.ok;
  }
  const found = catalogue.find((remediation) => remediation.id === id);
  if (!found)
    throw unknown(
      'remediation',
      id,
      catalogue.map((remediation) => remediation.id),
      '`kubeharden explain` lists them all.',
    );
  await print(context, output, explanation(found), () => explanationLines(found));
  return EXIT.ok;
};
