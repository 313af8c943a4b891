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

/** Bytes that are printed together: row by row costs more time, all at once as much memory as a large scan itself. */
const ROOM = 1 << 18;
/** Of one UTF-16 unit: those of an escape. */
const MOST_BYTES = 6;
const DELETE = '\u007f';

/** Writes JSON where there is room for it. Nothing of ASCII steers but DELETE, and a text of ASCII has as many bytes as units: nearly all need no look. */
const write = (room: Buffer, text: string, at: number): number => {
  const bytes = room.write(text, at);
  return bytes === text.length && !text.includes(DELETE) ? bytes : room.write(escaped(text), at);
};

/** The references of a remediation are most of a scan's JSON: each list of them is written once. */
const referencesWriter = (): ((row: Row) => Buffer) => {
  const known = new Map<readonly unknown[], Buffer>();
  return ({ references }) => {
    let bytes = known.get(references);
    if (!bytes) known.set(references, (bytes = Buffer.from(`"references":${written(references)}}`)));
    return bytes;
  };
};

/** Rows with a line break between each two, in parts that stand in one place: each is to be used before the next is asked for. */
function* rowParts(rows: readonly Row[]): Iterable<Uint8Array> {
  const referencesOf = referencesWriter();
  let [room, end] = [Buffer.allocUnsafe(ROOM), 0];
  for (const [i, row] of rows.entries()) {
    const own = JSON.stringify({ ...row, references: undefined }).slice(0, -1);
    const references = referencesOf(row);
    const most = own.length * MOST_BYTES + references.length + '\n    ,,'.length;
    if (end + most > room.length) {
      if (end > 0) yield room.subarray(0, end);
      [room, end] = [most > room.length ? Buffer.allocUnsafe(most) : room, 0];
    }
    end += write(room, `${end === 0 ? '' : '\n'}    ${own}${own === '{' ? '' : ','}`, end);
    room.set(references, end);
    end += references.length;
    if (i + 1 < rows.length) end += room.write(',', end);
  }
  yield room.subarray(0, end);
}

/** Texts hold no line breaks, and nothing else at this depth of a report is called so. */
const FINDINGS = '\n  "findings": [';

/** Each finding is a line, so that thousands of them are quick to write and to search. */
function* reportParts(report: Report): Iterable<string | Uint8Array> {
  const around = written({ ...report, findings: [] }, 2);
  const at = around.indexOf(FINDINGS) + FINDINGS.length;
  yield around.slice(0, at);
  yield* rowParts(report.findings);
  yield `  ${around.slice(at)}`;
}

/** JSON for programs that is safe to look at, in parts with a line break between each two. Bytes are to be used before the next part is asked for. */
export const jsonParts = (value: unknown): Iterable<string | Uint8Array> => (isReport(value) ? reportParts(value) : [written(value, 2)]);

/** Whether YAML has to write this text in double quotes, where everything can be escaped. */
export const steers = (text: string): boolean => /[\u0000-\u0009\u000b-\u001f]/.test(text) || text.search(STEERING) >= 0;
