import { redacted, tells } from '../analysis/redacted.ts';
import { isRecord, own, text, type Resource } from '../core/resource.ts';
import { parseOne } from './parse.ts';
import { spliced, type Splice } from './splice.ts';
import { treeOf, type Node } from './tree.ts';

interface Range {
  readonly start: number;
  readonly end: number;
}

/** A document, an object or a List of some, with every credential in it hidden. */
const hidden = (value: unknown): unknown => {
  if (!isRecord(value)) return value;
  if (Array.isArray(value['items'])) return { ...value, items: value['items'].map(hidden) };
  const isObject = text(value['apiVersion']) !== undefined && text(value['kind']) !== undefined && isRecord(value['metadata']);
  return isObject ? redacted(value as unknown as Resource) : value;
};

/** The scalars that the other value has hidden. What an alias repeats stands where its anchor is. */
const hiddenIn = (node: Node, value: unknown, other: unknown): readonly Range[] => {
  if (value === other || node.kind === 'alias') return [];
  if (node.kind === 'scalar') return [node];
  return node.entries.flatMap(({ name, merges, value: part }, i) => {
    if (merges) return hiddenIn(part, value, other);
    if (Array.isArray(value)) return hiddenIn(part, value[i], Array.isArray(other) ? other[i] : undefined);
    if (name === undefined || !isRecord(value)) return [];
    return hiddenIn(part, own(value, name), isRecord(other) ? own(other, name) : undefined);
  });
};

/** Where a document holds credentials. */
const credentialsIn = (document: string): readonly Range[] => {
  const tree = treeOf(document);
  if (!tree) return [];
  const value = parseOne(document);
  return hiddenIn(tree, value, hidden(value));
};

const isTellingComment = (lines: string): boolean => [...lines.matchAll(/(?:^|\s)#(.*)$/gm)].some(([, comment]) => tells('', comment));

const runsThrough = (document: string, bytes: readonly Range[]): boolean => {
  if (bytes.some(({ start, end }) => isTellingComment(document.slice(start, end)))) return true;
  const credentials = credentialsIn(document);
  return credentials.some((credential) => bytes.some(({ start, end }) => start < credential.end && credential.start < end));
};

const removedBy = (stage: readonly Splice[]): readonly Range[] =>
  stage.filter(({ remove }) => remove > 0).map(({ at, remove }) => ({ start: at, end: at + remove }));

/** Where what was put in stands afterwards; a stage stands backwards. */
const insertedBy = (stage: readonly Splice[]): readonly Range[] => {
  let moved = 0;
  return stage.toReversed().flatMap(({ at, remove, insert }) => {
    const start = at + moved;
    moved += insert.length - remove;
    return insert === '' ? [] : [{ start, end: start + insert.length }];
  });
};

/**
 * Whether a credential in plain text, of the object or in a comment, stands in the bytes that these splices of one document take
 * away or put in: a record would keep them.
 */
export const touchesCredential = (document: string, stages: readonly (readonly Splice[])[]): boolean => {
  let so = document;
  return stages.some((stage) => {
    const before = so;
    so = spliced(so, stage);
    return runsThrough(before, removedBy(stage)) || runsThrough(so, insertedBy(stage));
  });
};
