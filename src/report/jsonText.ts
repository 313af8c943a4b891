/** What JSON lets through although it steers a terminal: C1 controls, marks and overrides of writing direction, invisible characters. */
const STEERING = /[\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;

/** The characters as JSON and YAML strings write them, so that nothing is lost. */
export const escaped = (text: string): string =>
  text.replace(STEERING, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);

const written = (value: unknown, indent?: number): string => escaped(JSON.stringify(value, null, indent));

/** A row of a report whose list of references is the same as that of many others. */
interface Row {
  readonly references: readonly unknown[];
}

interface Report {
  readonly findings: readonly Row[];
}

const isReport = (value: unknown): value is Report =>
  typeof value === 'object' &&
  value !== null &&
  'findings' in value &&
  Array.isArray(value.findings) &&
  value.findings.length > 0 &&
  value.findings.every((row: unknown) => typeof row === 'object' && row !== null && 'references' in row && Array.isArray(row.references));

/** Rows that are printed together: one by one costs more time, all at once as much memory as a large scan itself. */
const ROWS = 100;

/** The references of a remediation are most of a scan's JSON: each list of them is written once. */
const rowWriter = (): ((row: Row) => string) => {
  const known = new Map<readonly unknown[], string>();
  return ({ references, ...row }) => {
    let text = known.get(references);
    if (text === undefined) known.set(references, (text = `"references":${written(references)}}`));
    const own = written(row).slice(0, -1);
    return `    ${own}${own === '{' ? '' : ','}${text}`;
  };
};

/** Texts hold no line breaks, and nothing else at this depth of a report is called so. */
const FINDINGS = '\n  "findings": [';

/** Each finding is a line, so that thousands of them are quick to write and to search. */
function* reportParts(report: Report): Iterable<string> {
  const around = written({ ...report, findings: [] }, 2);
  const at = around.indexOf(FINDINGS) + FINDINGS.length;
  const { findings } = report;
  const textOf = rowWriter();
  yield around.slice(0, at);
  for (let from = 0; from < findings.length; from += ROWS) {
    const rows = findings.slice(from, from + ROWS).map(textOf);
    yield `${rows.join(',\n')}${from + ROWS < findings.length ? ',' : ''}`;
  }
  yield `  ${around.slice(at)}`;
}

/** JSON for programs that is safe to look at, in parts with a line break between each two. */
export const jsonParts = (value: unknown): Iterable<string> => (isReport(value) ? reportParts(value) : [written(value, 2)]);

/** Whether YAML has to write this text in double quotes, where everything can be escaped. */
export const steers = (text: string): boolean => /[\u0000-\u0009\u000b-\u001f]/.test(text) || text.search(STEERING) >= 0;
