import { printable } from '../core/printable.ts';
import { fit, startOf, widthOf, wrap } from '../report/width.ts';
import type { Style, Theme } from './theme.ts';

/** A piece of a row. Its text may come from anywhere: it is made printable where it is painted, and nowhere else. */
export interface Span {
  readonly text: string;
  readonly style?: Style;
}

export type Line = readonly Span[];

export const span = (text: string, style: Style = 'plain'): Span => ({ text, style });
export const line = (text: string, style: Style = 'plain'): Line => [span(text, style)];
export const BLANK: Line = [];

/** Exactly `width` columns. */
export const cell = (text: string, width: number, style: Style = 'plain'): Span => ({ text: fit(printable(text), width), style });

export const cellRight = (text: string, width: number, style: Style = 'plain'): Span => {
  const clean = printable(text);
  return { text: ' '.repeat(Math.max(0, width - widthOf(clean))) + fit(clean, Math.min(width, widthOf(clean))), style };
};

/** A paragraph, with `lead` before its first line and as much space before the others. */
export const paragraph = (
  lead: string,
  text: string,
  width: number,
  style: Style = 'plain',
  leadStyle: Style = 'bold',
): readonly Line[] => {
  const inner = Math.max(8, width - widthOf(lead));
  return wrap(printable(text), inner).map((part, i) => [span(i === 0 ? lead : ' '.repeat(widthOf(lead)), leadStyle), span(part, style)]);
};

/** Columns that a row takes. */
export const widthOfLine = (spans: Line): number => spans.reduce((sum, { text }) => sum + widthOf(printable(text)), 0);

/** Left and right end of one row of `width` columns; the left gives way. */
export const spread = (left: Line, right: Line, width: number): Line => {
  const room = Math.max(0, width - widthOfLine(right));
  const kept = shorten(left, right.length > 0 ? room - 1 : room);
  return [...kept, span(' '.repeat(Math.max(0, room - widthOfLine(kept)))), ...right];
};

/** The line cut to `width` columns, with an ellipsis where something is missing. */
const shorten = (spans: Line, width: number): Line => {
  if (widthOfLine(spans) <= width) return spans;
  const kept: Span[] = [];
  let left = width;
  for (const { text, style = 'plain' } of spans) {
    const clean = printable(text);
    if (widthOf(clean) >= left) {
      kept.push(span(fit(widthOf(clean) === left ? `${clean} ` : clean, left), style));
      break;
    }
    kept.push(span(clean, style));
    left -= widthOf(clean);
  }
  return kept;
};

/** The row as it is written: printable, at most `width` columns, styled. */
export const clipped = (spans: Line, width: number, theme: Theme): string =>
  shorten(spans, width)
    .map(({ text, style = 'plain' }) => theme.paint(style, printable(text)))
    .join('');

/** The row filled up or cut to exactly `width` columns. */
export const fitted = (spans: Line, width: number): Line => {
  const kept = shorten(spans, width);
  return [...kept, span(' '.repeat(Math.max(0, width - widthOfLine(kept))))];
};

/** The row in as many rows as it takes at `width` columns; those after the first begin where the first one's text does. Never empty. */
export const wrapped = (spans: Line, width: number): readonly Line[] => {
  const all = spans.map(({ text }) => text).join('');
  const indent = Math.min(all.slice(1).search(/[^ ]|$/) + 1, Math.floor(width / 2));
  const rows: Span[][] = [[]];
  let room = width;
  for (const { text, style = 'plain' } of spans) {
    let rest = printable(text);
    while (rest !== '') {
      const part = startOf(rest, room) || (room >= width - indent ? ([...rest][0] ?? '') : '');
      if (part === '') {
        rows.push([span(' '.repeat(indent))]);
        room = width - indent;
        continue;
      }
      rows.at(-1)?.push(span(part, style));
      rest = rest.slice(part.length);
      room = Math.max(0, room - widthOf(part));
    }
  }
  return rows;
};
