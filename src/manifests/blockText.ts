import type { Context } from './context.ts';
import { columnOf, lineBreak, lineEnd, lineStart, opensLine } from './lines.ts';
import { blockLines, inColumn } from './render.ts';
import type { Splice } from './splice.ts';
import type { Collection, Entry } from './tree.ts';

/** Takes whole lines away, but not those that are comments. */
export const withoutLines = ({ comments }: Context, from: number, to: number): readonly Splice[] => {
  const kept = comments.filter(({ start, end }) => start >= from && end <= to);
  const starts = [from, ...kept.map(({ end }) => end)];
  const ends = [...kept.map(({ start }) => start), to];
  return starts.map((at, i) => ({ at, remove: (ends[i] ?? at) - at, insert: '' }));
};

/** Lines put in at the start of a line, or at the end of a text that has no final line break and gets none. */
export const linesAt = ({ text, style }: Context, at: number, lines: readonly string[]): Splice => {
  const open = at > 0 && text[at - 1] !== '\n';
  const body = lines.join(style.lineBreak);
  return { at, remove: 0, insert: open ? style.lineBreak + body : body + style.lineBreak };
};

/** Behind the last entry, and the comments below it that are indented like it: they belong to it. */
const behindLast = ({ text, comments }: Context, collection: Collection, leastColumn: number): number => {
  let at = collection.nextLine;
  for (const { start, end } of comments) {
    if (start === at && text.slice(start, end).search(/\S/) >= leastColumn) at = end;
  }
  return at;
};

/** New pairs at the end of a block map. */
export const appendPairs = (context: Context, map: Collection, added: Readonly<Record<string, unknown>>): readonly Splice[] => {
  const column = columnOf(context.text, map.entries[0]?.from ?? map.start);
  const lines = inColumn(blockLines(added, context.style), column);
  return [linesAt(context, behindLast(context, map, column), lines)];
};

/** New items before the item at an index of a block list, or at its end. */
export const insertItems = (context: Context, list: Collection, index: number, added: readonly unknown[]): readonly Splice[] => {
  const { text, style } = context;
  const column = columnOf(text, list.entries[0]?.from ?? list.start);
  const lines = inColumn(blockLines(added, style), column);
  const before = list.entries[index - 1];
  if (index === list.entries.length) return [linesAt(context, behindLast(context, list, column + 1), lines)];
  if (before) return [linesAt(context, before.value.nextLine, lines)];
  return [{ at: list.start, remove: 0, insert: `${lines.join(style.lineBreak).trimStart()}${style.lineBreak}${' '.repeat(column)}` }];
};

/** Takes neighbouring entries of a block collection away; `next` is the one that stays behind them. */
export const removeEntries = (context: Context, run: readonly Entry[], next: Entry | undefined): readonly Splice[] => {
  const { text, comments } = context;
  const [first, last] = [run[0], run.at(-1)];
  if (!first || !last) return [];
  const end = last.value.nextLine;
  if (opensLine(text, first.from)) return withoutLines(context, lineStart(text, first.from), end);
  const between = comments.some(({ start }) => start > first.from && start < (next?.from ?? end));
  if (next && !between) return [{ at: first.from, remove: next.from - first.from, insert: '' }];
  const at = text.slice(0, first.from).trimEnd().length;
  return [{ at, remove: lineBreak(text, first.from) - at, insert: '' }, ...withoutLines(context, lineEnd(text, first.from), end)];
};

/** An inline value instead of a block collection. */
export const collapse = (context: Context, was: Collection, inline: string): readonly Splice[] => {
  const { text } = context;
  if (opensLine(text, was.start))
    return [{ at: was.after, remove: 0, insert: ` ${inline}` }, ...withoutLines(context, lineStart(text, was.start), was.nextLine)];
  const here = lineBreak(text, was.start);
  return [{ at: was.start, remove: here - was.start, insert: inline }, ...withoutLines(context, lineEnd(text, was.start), was.nextLine)];
};
