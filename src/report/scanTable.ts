import { atMost } from '../analysis/sentences.ts';
import type { InputProblem } from '../app/target.ts';
import { printable } from '../core/printable.ts';
import type { ReportedFinding, ScanReport } from './scanReport.ts';
import { placeOf, shortName } from './named.ts';
import { notCheckedLines } from './notChecked.ts';
import { table } from './table.ts';

type Column = readonly [title: string, cell: (finding: ReportedFinding) => string];

const NARROW: readonly Column[] = [
  ['SEVERITY', ({ severity }) => severity],
  ['REMEDIATION', ({ remediation }) => remediation],
  ['NAMESPACE', ({ resource }) => printable(resource.namespace ?? '-')],
  ['OBJECT', ({ resource }) => shortName(resource)],
  ['FIX', ({ fix }) => fix],
];

const SOURCE: Column = ['SOURCE', ({ source }) => placeOf(source)];

/** What `-o wide` tells besides. */
export const MORE: readonly Column[] = [
  ['OWNER', ({ owner }) => (owner ? printable(`${owner.tool} ${owner.name}`.trim()) : '-')],
  ['EVIDENCE', ({ evidence }) => evidence.map(({ path, detail }) => printable(`${path}: ${detail}`)).join('; ')],
];

const some = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([word, count]) => `${count} ${word}`)
    .join(', ');

const of = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;

/** `26 findings (2 critical, 24 high), 46 checks ran, 3 could not`: what was not looked at is never left out. */
export const scanLine = ({ summary, problems }: Pick<ScanReport, 'summary' | 'problems'>): string => {
  const parts = [
    `${of(summary.findings, 'finding')}${summary.findings > 0 ? ` (${some(summary.severities)})` : ''}`,
    `${of(summary.ran, 'check')} ran`,
    ...(summary.notChecked > 0 ? [`${summary.notChecked} could not`] : []),
    ...(problems.length > 0 ? [`${of(problems.length, 'input')} could not be read`] : []),
    ...(summary.ignored > 0 ? [`${summary.ignored} ignored`] : []),
  ];
  return parts.join(', ');
};

const scoreOf = ({ summary: { score } }: ScanReport): string => (score === null ? 'no score: nothing could be judged' : `score ${score}`);

const problemLine = ({ file, line, message }: InputProblem): string =>
  printable(`not checked: ${file}${line === undefined ? '' : `:${line}`} ${message}`);

const MOST_KINDS = 3;

/** One line, however many custom resources there are. */
const customLines = ({ notJudged }: ScanReport): readonly string[] =>
  notJudged.length === 0
    ? []
    : [
        printable(
          `${of(notJudged.length, 'kind')} of custom resources, which Kubernetes itself does not know, not judged: ${atMost(MOST_KINDS, notJudged).join(', ')}`,
        ),
      ];

/** Findings, then in one line what was found and looked at, then what was not. */
export const scanTable = (report: ScanReport, more: readonly Column[], columns: number): readonly string[] => {
  const hasFiles = report.findings.some(({ source }) => source);
  const shown = [...NARROW, ...(hasFiles ? [SOURCE] : []), ...more];
  const rows = report.findings.map((finding) => shown.map(([, cell]) => cell(finding)));
  const fixes = some(report.summary.fixes);
  return [
    ...(rows.length > 0
      ? [
          ...table(
            shown.map(([title]) => title),
            rows,
            columns,
          ),
          '',
        ]
      : []),
    `${scanLine(report)}; ${scoreOf(report)}`,
    ...(fixes === '' ? [] : [`fix: ${fixes}`]),
    ...notCheckedLines(report.notChecked),
    ...report.problems.map(problemLine),
    ...customLines(report),
  ];
};
