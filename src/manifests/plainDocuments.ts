import { keyOf } from './plainKeys.ts';
import { NOT_PLAIN, PlainLines } from './plainLines.ts';
import { onOneLine } from './plainScalars.ts';

/** js-yaml counts levels too; no manifest comes near. */
const DEEPEST = 60;
/** Tabs, carriage returns, controls, surrogates, and what may be a line break or a mark of the byte order. */
const NOT_ORDINARY = /[^\n\u0020-\u007e\u00a1-\u2027\u202a-\ud7ff\ue000-\ufefe]/;
const [SPACE, DASH, BAR] = [0x20, 0x2d, 0x7c];
const BLOCK = /\|(-?) *$/my;

const isDash = ({ text, at, end }: PlainLines): boolean =>
  text.charCodeAt(at) === DASH && (at + 1 === end || text.charCodeAt(at + 1) === SPACE);

/** What stands behind a key or a dash on its line, or below it further right than `column`. */
const scalar = (lines: PlainLines, column: number): unknown => {
  if (lines.text.charCodeAt(lines.at) === BAR) {
    BLOCK.lastIndex = lines.at;
    const block = BLOCK.exec(lines.text);
    if (!block) throw NOT_PLAIN;
    return lines.literal(column, block[1] === '');
  }
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
