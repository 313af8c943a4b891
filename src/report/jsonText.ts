/** What JSON lets through although it steers a terminal: C1 controls, marks and overrides of writing direction, invisible characters. */
const STEERING = /[\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;

/** The characters as JSON and YAML strings write them, so that nothing is lost. */
export const escaped = (text: string): string =>
  text.replace(STEERING, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);

const written = (value: unknown): string => escaped(JSON.stringify(value, null, 2));

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
  value.findings.every((row: unknown) => typeof row === 'object' && row !== null && 'references' in row && Array.isArray(row.references));

/** A line of its own: texts hold no line breaks, and nothing else at this depth of a row is called so. */
const REFERENCES = '\n      "references": ';

/** The references of a remediation are most of a scan's JSON: each list of them is written once. */
const reportText = (report: Report): string => {
  const texts = new Map<readonly unknown[], string>();
  for (const { references } of report.findings)
    if (!texts.has(references)) texts.set(references, written(references).replaceAll('\n', '\n      '));
  const findings = report.findings.map((row) => ({ ...row, references: null }));
  const parts = written({ ...report, findings }).split(`${REFERENCES}null`);
  if (parts.length !== findings.length + 1) return written(report);
  const between = report.findings.map(({ references }) => REFERENCES + (texts.get(references) ?? ''));
  return parts.map((part, i) => part + (between[i] ?? '')).join('');
};

/** JSON for programs that is safe to look at. */
export const jsonText = (value: unknown): string => (isReport(value) ? reportText(value) : written(value));

/** Whether YAML has to write this text in double quotes, where everything can be escaped. */
export const steers = (text: string): boolean => /[\u0000-\u0009\u000b-\u001f]/.test(text) || text.search(STEERING) >= 0;
