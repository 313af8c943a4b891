import { inspectPodSecurity } from '../analysis/psa/inspect.ts';
import { isLevel, LEVELS, type Level } from '../analysis/psa/level.ts';
import { parseVersion } from '../analysis/psa/version.ts';
import { EXIT, usage } from '../app/errors.ts';
import { WORKLOAD_KINDS } from '../core/workload.ts';
import { psaReport, psaTable } from '../report/psaReport.ts';
import type { Work } from './command.ts';
import { namespaceOf, outputOf, type Flags } from './flags.ts';
import { selectorOf } from './labels.ts';
import { print } from './printing.ts';
import { opening, readNothing, tellProblems } from './scanning.ts';

interface PsaFlags extends Flags {
  readonly level?: string;
  readonly version?: string;
}

const levelOf = ({ level = 'restricted' }: PsaFlags): Level => {
  if (!isLevel(level)) throw usage(`--level ${level}: there is no such level.`, `Give one of ${LEVELS.join(', ')}.`);
  return level;
};

const versionOf = ({ version = 'latest' }: PsaFlags): string => {
  if (parseVersion(version) === undefined)
    throw usage(`--version ${version}: there is no such version.`, 'Give one such as v1.29, or latest.');
  return version;
};

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
    await print(context, output, report, () => psaTable(report));
    const nothing = readNothing(context, flags, { target, snapshot });
    if (nothing !== undefined) return nothing;
    return report.results.some(({ allowed }) => !allowed) ? EXIT.found : EXIT.ok;
  });
};
