import { YAMLException } from 'js-yaml';
import { documentRanges, lineOf } from './documents.ts';
import { loadDocuments } from './mend.ts';
import { plainDocuments } from './plainDocuments.ts';

/** What is wrong at a line (counted from 1) of a text, and what to do. */
export interface TextProblem {
  readonly line: number;
  readonly message: string;
}

export interface ParsedDocument {
  /** Undefined where the document is broken. */
  readonly value: unknown;
  readonly problem?: TextProblem;
}

const MOST_VALUES = 1_000_000;

/** How many values there are once every alias is written out; Infinity where one holds itself. */
const expandedSize = (value: unknown, known: Map<object, number>): number => {
  if (typeof value !== 'object' || value === null) return 1;
  const before = known.get(value);
  if (before !== undefined) return before;
  known.set(value, Infinity);
  let size = 1;
  for (const part of Object.values(value)) size += expandedSize(part, known);
  known.set(value, size);
  return size;
};

const HAS_ALIAS = /(?:^|[\s[{,:-])\*[^\s'"*]/;

/** Throws for aliases that multiply beyond reason, or lead to themselves: nothing later could walk such a value. */
const bounded = (text: string, values: readonly unknown[]): readonly unknown[] => {
  if (!HAS_ALIAS.test(text)) return values;
  const known = new Map<object, number>();
  if (values.reduce<number>((sum, value) => sum + expandedSize(value, known), 0) > MOST_VALUES)
    throw new YAMLException('its aliases stand for more than a million values');
  return values;
};

const adviceFor = (reason: string, text: string): string => {
  if (reason.includes('duplicated mapping key')) return 'remove one of the two';
  if (text.includes('{{')) return 'it looks like a template, so render it first (helm template, kustomize build)';
  return 'mend this place';
};

const explained = (error: unknown, text: string, offset: number): TextProblem => {
  if (!(error instanceof YAMLException)) throw error;
  const line = (error.mark?.line ?? 0) + lineOf(text, offset);
  return { line, message: `not valid YAML (${error.reason}): ${adviceFor(error.reason, text)}` };
};

/** Reads a text as one document of a stream. Throws a YAMLException. */
export const parseOne = (text: string): unknown => bounded(text, loadDocuments(text))[0] ?? null;

const parseApart = (text: string, error: unknown): readonly ParsedDocument[] => {
  const ranges = documentRanges(text);
  if (ranges.length === 0) return [{ value: undefined, problem: explained(error, text, 0) }];
  return ranges.map(({ start, end }) => {
    try {
      return { value: parseOne(text.slice(start, end)) };
    } catch (reason) {
      return { value: undefined, problem: explained(reason, text, start) };
    }
  });
};

/** All documents of a text, as js-yaml reads it: what is written is proved by it. One that is broken does not take the others with it. */
export const parseDocuments = (text: string): readonly ParsedDocument[] => {
  try {
    return bounded(text, loadDocuments(text)).map((value) => ({ value }));
  } catch (error) {
    return parseApart(text, error);
  }
};

/** The same, in less time for what manifests mostly are. */
export const readDocuments = (text: string): readonly ParsedDocument[] =>
  plainDocuments(text)?.map((value) => ({ value })) ?? parseDocuments(text);

/** A text and its documents. */
export interface Parsed {
  readonly text: string;
  readonly documents: readonly ParsedDocument[];
}

/** It stands before the document that it is about, or before none. */
const HAS_DIRECTIVE = /(?:^|\n)%/;

const textsOf = (text: string): readonly string[] => documentRanges(text).map(({ start, end }) => text.slice(start, end));

/**
 * The same as `readDocuments`, of a text that was another before: only documents that are new are read, or each write to a file of many
 * would cost as much as all of them.
 */
export const readAgain = (text: string, before: Parsed): readonly ParsedDocument[] => {
  const was = textsOf(before.text);
  const isSound = was.length === before.documents.length && before.documents.every(({ problem }) => !problem);
  if (!isSound || HAS_DIRECTIVE.test(text)) return readDocuments(text);
  const known = new Map<string, ParsedDocument[]>();
  for (const [nth, part] of was.entries()) known.set(part, [...(known.get(part) ?? []), before.documents[nth]!]);
  const documents = textsOf(text).map((part) => {
    const again = known.get(part)?.shift(); // each once: what stands in two places is two objects
    const { 0: document, length } = again ? [again] : readDocuments(part);
    return length === 1 && document?.problem === undefined ? document : undefined;
  });
  return documents.every((document) => document !== undefined) ? documents : readDocuments(text);
};
