import { inspectPodSecurity } from '../analysis/psa/inspect.ts';
import { EXIT } from '../app/errors.ts';
import { WORKLOAD_KINDS } from '../core/workload.ts';
import { psaReport, psaTable } from '../report/psaReport.ts';
import type { Work } from './command.ts';
import { namespaceOf, outputOf } from './flags.ts';
import { selectorOf } from './labels.ts';
import { levelOf, versionOf } from './level.ts';
import { print } from './printing.ts';
import { opening, tellProblems } from './scanning.ts';
import { readNothing } from './nothing.ts';

/** Exits 1 where a pod or a template would be refused. */
export const inspectPsa: Work = (context, flags) => {
  const [output, level, version, namespace] = [
    outputOf(flags, ['table', 'json', 'yaml']),
    levelOf(flags),
    versionOf(flags),
    namespaceOf(flags),
  ];
  const selects = flags.selector === undefined ? () => true : selectorOf(flags.selector);
  return opening(context, flags, async ({ target }) => {
    const kinds = [...WORKLOAD_KINDS, 'Namespace'];
    const snapshot = await target.read({ kinds, ...(namespace === undefined ? {} : { namespace }) });
    const problems = target.problems?.() ?? [];
    tellProblems(context, problems);
    const report = psaReport(inspectPodSecurity(snapshot, { level, version, namespace, selects }), target.info, snapshot.unread, problems);
    await print(context, output, report, (columns) => psaTable(report, columns));
    const nothing = readNothing(context, flags, { target, snapshot });
    if (nothing !== undefined) return nothing;
    return report.results.some(({ allowed }) => !allowed) ? EXIT.found : EXIT.ok;
  });
};
