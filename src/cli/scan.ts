import { EXIT, type ExitCode } from '../app/errors.ts';
import { printable } from '../core/printable.ts';
import { SEVERITIES, type Severity } from '../core/remediation.ts';
import { scanReport, type ScanReport } from '../report/scanReport.ts';
import { MORE, scanTable } from '../report/scanTable.ts';
import type { Work } from './command.ts';
import type { Context, Opened } from './context.ts';
import { outputOf, severityOf, type Flags } from './flags.ts';
import { namedIn } from './naming.ts';
import { print } from './printing.ts';
import type { Colour } from './terminal.ts';
import { opening, scanning } from './scanning.ts';
import { readNothing } from './nothing.ts';

const hasFound = ({ findings }: ScanReport, least: Severity): boolean =>
  findings.some(({ severity }) => SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(least));

const MOST_NAMED = 3;

/** What was not looked at counts as found, unless somebody says that it does not; undefined where all was. */
const uncheckedLine = ({ notChecked, problems }: ScanReport, least: Severity): string | undefined => {
  const names = [...new Set([...notChecked.map(({ remediation }) => remediation), ...problems.map(({ file }) => file)])];
  if (names.length === 0) return undefined;
  const more = names.length > MOST_NAMED ? ` and ${names.length - MOST_NAMED} more` : '';
  const images = names.includes('vulnerable-image') ? ', and --image-report FILE has images checked' : '';
  const what = `${names.slice(0, MOST_NAMED).join(', ')}${more}`;
  return `Nothing ${least} or worse was found, but --fail-on fails because not all could be checked (${what}): --allow-unchecked lets that pass${images}.`;
};

/** The exit code of `--fail-on`, and one line where only what could not be checked is the reason. */
const failed = ({ terminal }: Context, report: ScanReport, least: Severity, allowUnchecked: boolean): ExitCode => {
  if (hasFound(report, least)) return EXIT.found;
  const line = allowUnchecked ? undefined : uncheckedLine(report, least);
  if (line === undefined) return EXIT.ok;
  terminal.err(`${terminal.paint('red', 'error:')} ${printable(line)}`);
  return EXIT.found;
};

const COLOURS: Readonly<Record<Severity, Colour>> = { critical: 'red', high: 'red', medium: 'yellow', low: 'cyan' };

const coloured = ({ terminal }: Context, lines: readonly string[]): readonly string[] => {
  if (terminal.paint('red', '') === '') return lines; // nothing is coloured
  return lines.map((line) => line.replace(/^(?:critical|high|medium|low)(?= )/, (word) => terminal.paint(COLOURS[word as Severity], word)));
};

/** What is asked of a scan, known before anything is opened. Throws a Failure for what must not be said. */
export const scanOf = async (context: Context, flags: Flags, words: readonly string[]): Promise<(opened: Opened) => Promise<number>> => {
  const output = outputOf(flags, ['table', 'wide', 'json', 'yaml']);
  const least = severityOf(flags);
  const named = namedIn(words, await context.catalogue(), flags);
  return async (opened) => {
    const { target, scan: found, problems } = await scanning(context, flags, opened, named);
    const report = scanReport(found, target.info, problems);
    await print(context, output, report, (columns) => coloured(context, scanTable(report, output === 'wide' ? MORE : [], columns)));
    const nothing = readNothing(context, flags, { target, snapshot: found.snapshot });
    if (nothing !== undefined) return nothing;
    return least === undefined ? EXIT.ok : failed(context, report, least, flags.allowUnchecked === true);
  };
};

export const scan: Work = async (context, flags, words) => opening(context, flags, await scanOf(context, flags, words));
