import { printable } from '../core/printable.ts';
import { fixedOf, headOf, type SessionEntry, type SessionRecord } from './sessionRecord.ts';

/** The text as it stands, in a cell of a table: nothing in it is read as Markdown or HTML. */
const cell = (text: string): string =>
  printable(text)
    .replace(/[\\`*_{}[\]()#+!|~<>&-]/g, '\\$&')
    .replace(/\s+/g, ' ');

const row = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [row(head), `|${' --- |'.repeat(head.length)}`, ...rows.map(row)].join('\n');

const entryRow = ({ severity, remediation, title, object, reason = '' }: SessionEntry): readonly string[] => [
  severity,
  remediation,
  title,
  object,
  reason,
];

/** The record of a session as Markdown (GFM tables). */
export const sessionMarkdown = (record: SessionRecord): string => {
  const parts = record.parts.filter(({ entries }) => entries.length > 0);
  return `${[
    `# Hardening of ${cell(record.target.name)}`,
    `${fixedOf(record)}.`,
    table(['', ''], headOf(record)),
    ...parts.flatMap(({ title, entries }) => [
      `## ${title[0]?.toUpperCase()}${title.slice(1)} (${entries.length})`,
      table(['Severity', 'Remediation', 'Weakness', 'Object', 'Reason'], entries.map(entryRow)),
    ]),
    ...(record.notChecked.length === 0
      ? []
      : [
          `## Not checked (${record.notChecked.length})`,
          table(
            ['Remediation', 'Reason'],
            record.notChecked.map(({ remediation, reason }) => [remediation, reason]),
          ),
        ]),
  ].join('\n\n')}\n`;
};
