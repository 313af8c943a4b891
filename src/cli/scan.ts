import { EXIT } from '../app/errors.ts';
import { SEVERITIES, type Severity } from '../core/remediation.ts';
import { scanReport, type ScanReport } from '../report/scanReport.ts';
import { scanTable } from '../report/scanTable.ts';
import type { Work } from './command.ts';
import type { Context, Opened } from './context.ts';
import { outputOf, severityOf, type Flags } from './flags.ts';
import { print } from './printing.ts';
import type { Colour } from './terminal.ts';
import { opening, readNothing, scanning } from './scanning.ts';

/** What was not looked at counts as found, unless somebody said that it does not. */
const fails = ({ findings, notChecked, problems }: ScanReport, least: Severity, allowUnchecked: boolean): boolean =>
  findings.some(({ severity }) => SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(least)) ||
  (!allowUnchecked && notChecked.length + problems.length > 0);

const COLOURS: Readonly<Record<Severity, Colour>> = { critical: 'red', high: 'red', medium: 'yellow', low: 'cyan' };

const coloured = ({ terminal }: Context, lines: readonly string[]): readonly string[] =>
  lines.map((line) => line.replace(/^(?:critical|high|medium|low)(?= )/, (word) => terminal.paint(COLOURS[word as Severity], word)));

/** What the flags ask of a scan, known before anything is opened. Throws a Failure for what they must not say. */
export const scanOf = (context: Context, flags: Flags): ((opened: Opened) => Promise<number>) => {
  const output = outputOf(flags, ['table', 'wide', 'json', 'yaml']);
  const least = severityOf(flags);
  return async (opened) => {
    const { target, scan: found, problems } = await scanning(context, flags, opened);
    const report = scanReport(found, target.info, problems);
    await print(context, output, report, () => coloured(context, scanTable(report, output === 'wide')));
    const nothing = readNothing(context, flags, { target, snapshot: found.snapshot });
    if (nothing !== undefined) return nothing;
    return least !== undefined && fails(report, least, flags.allowUnchecked === true) ? EXIT.found : EXIT.ok;
  };
};

export const scan: Work = (context, flags) => opening(context, flags, scanOf(context, flags));
