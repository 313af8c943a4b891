import { kubeBenchResults } from '../analysis/controlPlane/kubeBench.ts';
import { EXIT, usage } from '../app/errors.ts';
import { printable } from '../core/printable.ts';
import { kubeBenchRemedies, kubeBenchReport, kubeBenchTable } from '../report/kubeBenchReport.ts';
import type { Work } from './command.ts';
import { outputOf } from './flags.ts';
import { readJson } from './jsonFile.ts';
import { print } from './printing.ts';

const HOW = 'Give what `kube-bench run --json` prints: `kube-bench run --json > kube-bench.json`.';

/** What another tool found, linked to what is here. Needs no target. */
export const importReport: Work = async (context, flags, [file]) => {
  const output = outputOf(flags, ['table', 'wide', 'json', 'yaml']);
  if (file === undefined) throw usage('There is no file to import.', HOW);
  const results = kubeBenchResults(await readJson('import', file, HOW));
  if (!results) throw usage(`import ${printable(file)}: it is no report of kube-bench.`, HOW);
  if (results.length === 0) throw usage(`import ${printable(file)}: it holds no result.`, HOW);
  const report = kubeBenchReport(results, await context.catalogue());
  await print(context, output, report, () => [...kubeBenchTable(report), ...(output === 'wide' ? kubeBenchRemedies(report) : [])]);
  return EXIT.ok;
};
