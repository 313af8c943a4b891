import { YAMLException } from 'js-yaml';
import { equal } from '../core/change.ts';
import { commentLines, commentTexts } from './idleLines.ts';
import type { Context } from './context.ts';
import { parseOne } from './parse.ts';
import { reshape } from './reshape.ts';
import { backwards, spliced, type Splice } from './splice.ts';
import { styleOf } from './style.ts';
import { endsInScalar, treeOf } from './tree.ts';

/** The splices of each stage stand backwards; each stage is one on the text that the one before it left. */
export interface Rewritten {
  readonly stages: readonly (readonly Splice[])[];
  readonly text: string;
}

/** Why a text could not be edited without doubt about the result. */
export interface Doubtful {
  readonly doubt: string;
}

const parsed = (text: string): unknown => {
  try {
    return parseOne(text);
  } catch (error) {
    if (error instanceof YAMLException) return undefined;
    throw error;
  }
};

const stageOf = (text: string, wanted: unknown, writes: Context['writes']): readonly Splice[] | undefined => {
  const tree = treeOf(text);
  if (!tree) return undefined;
  const context: Context = { text, style: styleOf(text, tree), comments: commentLines(text, tree), writes };
  return backwards(reshape(context, tree, parseOne(text), wanted, { holder: 'document', column: 0, inFlow: false }));
};

const LOST: Doubtful = { doubt: 'an anchor that other places use, or a layout that other lines depend on, would be lost' };

const proven = (before: string, after: Rewritten, wanted: unknown): Rewritten | Doubtful => {
  const value = parsed(after.text);
  if (value === undefined) return LOST;
  if (!equal(value, wanted)) return { doubt: 'other places share these lines (an anchor, an alias or a merge key), and would change too' };
  const [was, is] = [before, after.text].map((text) => commentTexts(text, treeOf(text)));
  if (!equal(was, is)) return { doubt: 'a comment would be lost' };
  if (endsInScalar(before) && !endsInScalar(after.text)) return { doubt: 'the block of text that ends the file would get a line break' };
  return after;
};

/**
 * The least splices that make the text of one document mean `wanted`. The result has been read again: it means that and
 * nothing else, and has all comment lines in their order.
 */
export const editDocument = (text: string, wanted: unknown): Rewritten | Doubtful => {
  let so: Rewritten = { stages: [], text };
  for (const writes of ['own', 'borrowed'] as const) {
    const value = parsed(so.text);
    if (value === undefined) return LOST;
    if (equal(value, wanted)) break;
    const stage = stageOf(so.text, wanted, writes);
    if (!stage) return { doubt: 'the lines to change overlap' };
    so = { stages: [...so.stages, stage], text: spliced(so.text, stage) };
  }
  return proven(text, so, wanted);
};
