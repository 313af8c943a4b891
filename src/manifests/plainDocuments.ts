import { NOT_PLAIN, PlainLines } from './plainLines.ts';
import { onOneLine, quotedText } from './plainScalars.ts';
import { resolvedPlain } from './resolvePlain.ts';

/** js-yaml counts levels too; no manifest comes near. */
const DEEPEST = 60;
/** Tabs, carriage returns, controls, surrogates, and what may be a line break or a mark of the byte order. */
const NOT_ORDINARY = /[^\n\u0020-\u007e\u00a1-\u2027\u202a-\ud7ff\ue000-\ufefe]/;
/** Fields, labels and settings: a word before a colon that ends it. */
const KEY = /([A-Za-z0-9_./][\w./-]*)?:(?= |\n|$)/y;
const DASH = /-(?= |\n|$)/y;
const BLOCK = /\|(-?) *$/my;

const isDash = (lines: PlainLines): boolean => {
  DASH.lastIndex = lines.at;
  return DASH.test(lines.text);
};

/** Numbers, words and null name a field by their text. */
const nameOf = (key: unknown): string => {
  if (typeof key === 'string') return key;
  if (typeof key === 'number' || typeof key === 'boolean' || key === null) return String(key);
  throw NOT_PLAIN;
};

/** The key that stands here, and past its colon; undefined where there is none. */
const keyOf = (lines: PlainLines): string | undefined => {
  const start = lines.at;
  const letter = lines.text[start];
  const inQuotes = letter === '"' || letter === "'" ? quotedText(lines) : undefined;
  KEY.lastIndex = lines.at;
  const found = KEY.exec(lines.text);
  if (!found || (inQuotes === undefined) === (found[1] === undefined)) {
    lines.at = start;
    return undefined;
  }
  lines.at = KEY.lastIndex;
  return inQuotes ?? nameOf(resolvedPlain(found[1] ?? ''));
};

/** What stands behind a key or a dash on its line, or below it further right than `column`. */
const scalar = (lines: PlainLines, column: number): unknown => {
  BLOCK.lastIndex = lines.at;
  const block = BLOCK.exec(lines.text);
  if (block) return lines.literal(column, block[1] === '');
  const value = onOneLine(lines);
  lines.forward();
  return value;
};

const mapping = (lines: PlainLines, first: string, depth: number): unknown => {
  const map: Record<string, unknown> = {};
  const { indent } = lines;
  for (let key: string | undefined = first; ;) {
    if (key === undefined || key === '__proto__' || Object.hasOwn(map, key)) throw NOT_PLAIN;
    lines.skip();
    if (lines.isOver) {
      lines.forward();
      map[key] = lines.indent > indent || (lines.indent === indent && isDash(lines)) ? node(lines, depth + 1) : null;
    } else map[key] = scalar(lines, indent);
    if (lines.indent < indent) return map;
    if (lines.indent > indent) throw NOT_PLAIN;
    key = keyOf(lines);
  }
};

const item = (lines: PlainLines, indent: number, depth: number): unknown => {
  lines.at++;
  const start = lines.at;
  lines.skip();
  if (lines.isOver) {
    lines.forward();
    return lines.indent > indent ? node(lines, depth + 1) : null;
  }
  lines.indent = indent + 1 + lines.at - start;
  if (isDash(lines)) return sequence(lines, depth + 1);
  const key = keyOf(lines);
  return key === undefined ? scalar(lines, indent) : mapping(lines, key, depth + 1);
};

const sequence = (lines: PlainLines, depth: number): readonly unknown[] => {
  if (depth > DEEPEST) throw NOT_PLAIN;
  const list: unknown[] = [];
  const { indent } = lines;
  do {
    list.push(item(lines, indent, depth));
    if (lines.indent > indent) throw NOT_PLAIN;
  } while (lines.indent === indent && isDash(lines));
  return list;
};

const node = (lines: PlainLines, depth: number): unknown => {
  if (depth > DEEPEST) throw NOT_PLAIN;
  if (isDash(lines)) return sequence(lines, depth);
  const key = keyOf(lines);
  if (key === undefined) throw NOT_PLAIN;
  return mapping(lines, key, depth);
};

const documents = (lines: PlainLines): readonly unknown[] => {
  const found: unknown[] = [];
  lines.forward();
  if (lines.indent < 0) lines.forward();
  do {
    if (lines.indent < 0) throw NOT_PLAIN;
    found.push(node(lines, 0));
    if (lines.indent >= 0) throw NOT_PLAIN;
    if (lines.at >= lines.text.length) return found;
    lines.forward();
  } while (true);
};

/**
 * The documents of a text in the part of YAML that people and tools mostly write manifests in: maps and lists by indentation, scalars on
 * one line, literal blocks. Undefined for any other text, also a broken one: js-yaml decides what it means. Where there is an answer
 * it is js-yaml's, in a fraction of the time.
 */
export const plainDocuments = (text: string): readonly unknown[] | undefined => {
  if (NOT_ORDINARY.test(text)) return undefined;
  try {
    return documents(new PlainLines(text));
  } catch (error) {
    if (error === NOT_PLAIN) return undefined;
    throw error;
  }
};
