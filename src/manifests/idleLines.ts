import { lineEnd } from './lines.ts';
import type { Node } from './tree.ts';

/** A line that holds no more than a comment; `end` is past its break. */
export interface IdleLine {
  readonly start: number;
  readonly end: number;
}

/** Where scalars of several lines stand: a `#` in them is text. */
const scalarsOf = (text: string, node: Node | undefined): readonly IdleLine[] => {
  if (!node || node.kind === 'alias') return [];
  if (node.kind === 'scalar') return text.slice(node.start, node.end).includes('\n') ? [node] : [];
  return node.entries.flatMap(({ value }) => scalarsOf(text, value));
};

/** The lines that belong to no value, in order: comments and blank ones. */
export const idleLines = (text: string, tree: Node | undefined): readonly IdleLine[] => {
  const scalars = scalarsOf(text, tree);
  const found: IdleLine[] = [];
  let next = 0;
  for (let start = 0; start < text.length; start = lineEnd(text, start)) {
    while ((scalars[next]?.end ?? Infinity) <= start) next++;
    const end = lineEnd(text, start);
    const inScalar = (scalars[next]?.start ?? Infinity) < start;
    if (!inScalar && /^\s*(?:#|$)/.test(text.slice(start, end))) found.push({ start, end });
  }
  return found;
};

const isComment = (text: string, { start, end }: IdleLine): boolean => text.slice(start, end).trim() !== '';

export const commentLines = (text: string, tree: Node | undefined): readonly IdleLine[] =>
  idleLines(text, tree).filter((line) => isComment(text, line));

export const commentTexts = (text: string, tree: Node | undefined): readonly string[] =>
  commentLines(text, tree).map(({ start, end }) => text.slice(start, end).trim());
