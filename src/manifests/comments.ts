import { lineEnd } from './lines.ts';
import type { Node } from './tree.ts';

/** A line that holds nothing but a comment; `end` is past its break. */
export interface CommentLine {
  readonly start: number;
  readonly end: number;
}

/** Where scalars of several lines stand: a `#` in them is text. */
const scalarsOf = (text: string, node: Node | undefined): readonly CommentLine[] => {
  if (!node || node.kind === 'alias') return [];
  if (node.kind === 'scalar') return text.slice(node.start, node.end).includes('\n') ? [node] : [];
  return node.entries.flatMap(({ value }) => scalarsOf(text, value));
};

/** The comment lines of a document, in order. */
export const commentLines = (text: string, tree: Node | undefined): readonly CommentLine[] => {
  const scalars = scalarsOf(text, tree);
  const found: CommentLine[] = [];
  let next = 0;
  for (let start = 0; start < text.length; start = lineEnd(text, start)) {
    while ((scalars[next]?.end ?? Infinity) <= start) next++;
    const end = lineEnd(text, start);
    const inScalar = (scalars[next]?.start ?? Infinity) < start;
    if (!inScalar && text.slice(start, end).trimStart().startsWith('#')) found.push({ start, end });
  }
  return found;
};

export const commentTexts = (text: string, tree: Node | undefined): readonly string[] =>
  commentLines(text, tree).map(({ start, end }) => text.slice(start, end).trim());
