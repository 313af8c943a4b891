import { fit, widthOf } from './width.ts';

const GAP = 2;
/** Less says nothing any more. */
const LEAST = 6;

/** Takes what is too much from the widest column, until the line fits or no column can give any more. */
const narrowed = (widths: readonly number[], columns: number): readonly number[] => {
  const over = widths.reduce((sum, width) => sum + width, (widths.length - 1) * GAP) - columns;
  const widest = Math.max(...widths);
  if (over <= 0 || widest <= LEAST) return widths;
  const same = widths.filter((width) => width === widest).length;
  const next = Math.max(LEAST, ...widths.filter((width) => width < widest));
  const give = Math.min(Math.ceil(over / same), widest - next);
  return narrowed(
    widths.map((width) => (width === widest ? width - give : width)),
    columns,
  );
};

/** Columns as wide as their widest cell, two blanks apart, and cut where a line would take more than `columns`; nothing trails. Cells are printable already. */
export const table = (header: readonly string[], rows: readonly (readonly string[])[], columns = Infinity): readonly string[] => {
  const wanted = header.map((title, i) => rows.reduce((most, row) => Math.max(most, widthOf(row[i] ?? '')), widthOf(title)));
  const widths = narrowed(wanted, columns);
  return [header, ...rows].map((row) =>
    row
      .map((cell, i) => fit(cell, widths[i] ?? 0))
      .join(' '.repeat(GAP))
      .trimEnd(),
  );
};
