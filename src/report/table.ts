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
  const lines = [header, ...rows];
  const taken = lines.map((cells) => cells.map(widthOf));
  const wanted = header.map((_, i) => taken.reduce((most, widths) => Math.max(most, widths[i] ?? 0), 0));
  const widths = narrowed(wanted, columns);
  const shown = (cell: string, takes: number, width: number): string =>
    takes <= width ? cell + ' '.repeat(width - takes) : fit(cell, width);
  return lines.map((cells, at) =>
    cells
      .map((cell, i) => shown(cell, taken[at]?.[i] ?? 0, widths[i] ?? 0))
      .join(' '.repeat(GAP))
      .trimEnd(),
  );
};
