import { breakOf, columnOf, lineStart, opensLine } from './lines.ts';
import type { Collection, Node } from './tree.ts';

/** How a document is written, so that what is added looks like its neighbours. */
export interface Style {
  readonly lineBreak: string;
  /** Columns from a map to a map in it. */
  readonly indent: number;
  /** Lists stand in the column of their key. */
  readonly listsAtKey: boolean;
  readonly quote: 'single' | 'double';
  /** The whole document is one flow collection: JSON. */
  readonly json: boolean;
  /** One step of indentation in JSON, as it is written. */
  readonly jsonStep: string;
}

interface Seen {
  indent?: number;
  listsAtKey?: boolean;
  single: number;
  double: number;
}

const look = (text: string, node: Node, seen: Seen): void => {
  if (node.kind === 'scalar' && node.style === 'single') seen.single++;
  if (node.kind === 'scalar' && node.style === 'double') seen.double++;
  if (node.kind === 'alias' || node.kind === 'scalar') return;
  for (const { from, value } of node.entries) {
    if (!node.flow && node.kind === 'map' && value.kind !== 'scalar' && value.kind !== 'alias' && !value.flow) {
      const deeper = columnOf(text, value.start) - columnOf(text, from);
      if (value.kind === 'map') seen.indent ??= deeper;
      else seen.listsAtKey ??= deeper === 0;
    }
    look(text, value, seen);
  }
};

const jsonStepOf = (text: string, root: Collection): string => {
  const first = root.entries[0]?.from ?? root.end - 1;
  return opensLine(text, first) ? text.slice(lineStart(text, first), first) || '  ' : '  ';
};

export const styleOf = (text: string, root: Node | undefined): Style => {
  const seen: Seen = { single: 0, double: 0 };
  if (root) look(text, root, seen);
  const json = root !== undefined && (root.kind === 'map' || root.kind === 'seq') && root.flow;
  return {
    lineBreak: breakOf(text),
    indent: seen.indent ?? 2,
    listsAtKey: seen.listsAtKey ?? true,
    quote: seen.double > seen.single ? 'double' : 'single',
    json,
    jsonStep: json ? jsonStepOf(text, root) : '  ',
  };
};
