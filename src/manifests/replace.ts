import { collapse, linesAt, withoutLines } from './blockText.ts';
import type { Context, Place } from './context.ts';
import { ALONE, flowText } from './flowText.ts';
import { columnOf, lineEnd, lineStart, opensLine } from './lines.ts';
import { blockLines, inColumn, inlineLines, isInline } from './render.ts';
import type { Splice } from './splice.ts';
import type { Node } from './tree.ts';

/** Writes text where a value stands that is no block collection. */
const instead = (node: Node, insert: string): Splice =>
  node.start === node.end ? { at: node.after, remove: 0, insert: ` ${insert}` } : { at: node.start, remove: node.end - node.start, insert };

const isBlockCollection = (node: Node): boolean => (node.kind === 'map' || node.kind === 'seq') && !node.flow;

const replaceInFlow = (context: Context, node: Node, value: unknown): readonly Splice[] => {
  const colon = node.start === node.end && context.text[node.after - 1] !== ':' ? ':' : '';
  const quoted = context.style.json || (node.kind === 'scalar' && node.style === 'double');
  const text = flowText(context, value, node.start, { ...ALONE, quoted });
  const splice = instead(node, text);
  return [{ ...splice, insert: colon + splice.insert }];
};

const replaceInline = (context: Context, node: Node, value: unknown, place: Place): readonly Splice[] => {
  const { style } = context;
  const isBlock = node.kind === 'scalar' && node.style === 'block';
  const shaped = isBlock && node.indent > place.column ? { ...style, indent: node.indent - place.column } : style;
  const [first = '', ...rest] = inlineLines(value, shaped, node.kind === 'scalar' ? node.style : 'plain');
  const insert = [first, ...inColumn(rest, place.column)].join(style.lineBreak);
  if ((node.kind === 'map' || node.kind === 'seq') && !node.flow) return collapse(context, node, insert);
  return [instead(node, insert)];
};

/** A block collection below its key. */
const replaceBelow = (context: Context, node: Node, value: unknown, place: Place): readonly Splice[] => {
  const { text, style } = context;
  const column = place.column + (Array.isArray(value) && style.listsAtKey ? 0 : style.indent);
  const lines = inColumn(blockLines(value, style), column);
  if (node.kind === 'scalar' && node.style === 'block')
    return [{ at: node.after, remove: node.end - node.after, insert: [''].concat(lines).join(style.lineBreak) }];
  return [{ at: node.after, remove: node.end - node.after, insert: '' }, linesAt(context, lineEnd(text, node.end), lines)];
};

/** A block collection that starts where the old value did. */
const replaceHere = (context: Context, node: Node, value: unknown, place: Place): readonly Splice[] => {
  const { text, style } = context;
  const column = node.start === node.end ? place.column + 2 : columnOf(text, node.start);
  const lines = blockLines(value, style);
  if (isBlockCollection(node) && opensLine(text, node.start)) {
    const from = lineStart(text, node.start);
    return [linesAt(context, from, inColumn(lines, column)), ...withoutLines(context, from, node.nextLine)];
  }
  const [first = '', ...rest] = lines;
  return [instead(node, [first, ...inColumn(rest, column)].join(style.lineBreak))];
};

/** Writes a value over another one. Anchors and tags before it stay. */
export const replaceValue = (context: Context, node: Node, value: unknown, place: Place): readonly Splice[] => {
  if (place.inFlow || context.style.json) return replaceInFlow(context, node, value);
  if (isInline(value)) return replaceInline(context, node, value, place);
  if (place.holder === 'map' && !isBlockCollection(node)) return replaceBelow(context, node, value, place);
  return replaceHere(context, node, value, place);
};
