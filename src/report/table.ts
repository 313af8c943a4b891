import { widthOf } from './width.ts';

/** Columns as wide as their widest cell, two blanks apart; nothing trails. Cells are printable already. */
export const table = (header: readonly string[], rows: readonly (readonly string[])[]): readonly string[] => {
  const widths = header.map((title, i) => rows.reduce((most, row) => Math.max(most, widthOf(row[i] ?? '')), widthOf(title)));
  return [header, ...rows].map((row) =>
    row
      .map((cell, i) => cell + ' '.repeat(Math.max(0, (widths[i] ?? 0) - widthOf(cell))))
      .join('  ')
      .trimEnd(),
  );
};
