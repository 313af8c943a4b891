import type { Context } from './context.ts';
import { withoutLines } from './blockText.ts';
import { lineBreak, lineEnd, lineStart, opensLine, skipBlank } from './lines.ts';
import { flowPair, flowValue, jsonLines, type FlowStyle } from './render.ts';
import type { Splice } from './splice.ts';
import type { Collection, Entry } from './tree.ts';

const flowStyleOf = (text: string, { start, entries }: Collection): FlowStyle => ({
  padded: text[start + 1] === ' ',
  quoted: entries.some(({ from }) => text[from] === '"'),
  compact: entries.length > 0 && entries.every(({ from, value }) => value.start > from && text[value.start - 1] === ':'),
});

const indentation = (text: string, at: number): string => /^[ \t]*/.exec(text.slice(lineStart(text, at)))?.[0] ?? '';

/** A value in flow context, written like the document around it: JSON of several lines, or one line. */
export const flowText = ({ text, style }: Context, value: unknown, at: number, like: FlowStyle): string =>
  style.json && text.trim().includes('\n') && !like.compact
    ? jsonLines(value, style, indentation(text, at))
    : flowValue(value, style, like);

/** In flow context and without neighbours. */
export const ALONE: FlowStyle = { padded: false, quoted: false, compact: false };

const entryText = (context: Context, into: Collection, name: string | undefined, value: unknown): string => {
  const { text, style } = context;
  const like = flowStyleOf(text, into);
  const sibling = into.entries[0]?.from ?? into.start;
  if (!style.json || like.compact || !opensLine(text, sibling)) {
    return name === undefined ? flowValue(value, style, like) : flowPair(name, value, style, like);
  }
  const body = jsonLines(value, style, indentation(text, sibling));
  return name === undefined ? body : `${JSON.stringify(name)}: ${body}`;
};

/** What stands between the entries of this collection, after the comma. */
const gapOf = ({ text, style }: Context, into: Collection): string => {
  const last = into.entries.at(-1);
  if (last && opensLine(text, last.from)) return style.lineBreak + text.slice(lineStart(text, last.from), last.from);
  return flowStyleOf(text, into).compact ? '' : ' ';
};

/** New entries before the one at an index of a flow collection that has some, or at its end. */
export const insertInFlow = (
  context: Context,
  into: Collection,
  index: number,
  added: readonly { readonly name?: string; readonly value: unknown }[],
): readonly Splice[] => {
  const gap = gapOf(context, into);
  const texts = added.map(({ name, value }) => entryText(context, into, name, value));
  const next = into.entries[index];
  if (next) return [{ at: next.from, remove: 0, insert: texts.map((one) => `${one},${gap}`).join('') }];
  const end = into.entries.at(-1)?.value.end ?? into.start + 1;
  const comma = skipBlank(context.text, end);
  const trailing = context.text[comma] === ',';
  const behind = trailing ? comma + 1 : end;
  const line = gap.includes('\n') && skipBlank(context.text, behind) > lineBreak(context.text, behind);
  const entries = { at: line ? lineBreak(context.text, behind) : behind, remove: 0, insert: gap + texts.join(`,${gap}`) };
  return trailing ? [entries] : [{ at: end, remove: 0, insert: ',' }, entries];
};

/** Takes the neighbouring entries `[from, to)` of a flow collection away; others must stay. */
export const removeFromFlow = (context: Context, entries: readonly Entry[], from: number, to: number): readonly Splice[] => {
  const { text, comments } = context;
  const [first, last, next, before] = [entries[from], entries[to - 1], entries[to], entries[from - 1]];
  if (!first || !last) return [];
  const [start, end] = next ? [first.from, next.from] : [before?.value.end ?? first.from, last.value.end];
  if (!comments.some((comment) => comment.start > start && comment.start < end)) return [{ at: start, remove: end - start, insert: '' }];
  return opensLine(text, first.from) ? withoutLines(context, lineStart(text, first.from), lineEnd(text, last.value.end)) : [];
};
