import { NOT_PLAIN, type PlainLines } from './plainLines.ts';
import { resolvedPlain } from './resolvePlain.ts';

const [SPACE, DOUBLE_QUOTE, HASH, SINGLE_QUOTE, DASH, COLON, OPEN_LIST, OPEN_MAP] = [0x20, 0x22, 0x23, 0x27, 0x2d, 0x3a, 0x5b, 0x7b];
/** What a text in double quotes may hold here: no escape but those of JSON. */
const DOUBLE = /"((?:[^"\\\n]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*)"/y;
const SINGLE = /'((?:[^'\n]|'')*)'/y;
const REST = / *(?: #[^\n]*)?(?=\n|$)/y;
const ITEM = / *(?:"([^"\\\n]*)"|'([^'\n]*)'|(-*[\w./][\w./=-]*)) *([,\]])/y;
/** What else a value may begin with means something in YAML. */
const BEGINS = new Set(
  Array.from('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./~+$(-', (letter) => letter.charCodeAt(0)),
);

const matched = (pattern: RegExp, lines: PlainLines): RegExpExecArray | undefined => {
  pattern.lastIndex = lines.at;
  const found = pattern.exec(lines.text);
  if (!found) return undefined;
  lines.at = pattern.lastIndex;
  return found;
};

const endOfLine = (lines: PlainLines): void => {
  if (!matched(REST, lines)) throw NOT_PLAIN;
};

/** The text in quotes that stands here. */
export const quotedText = (lines: PlainLines): string => {
  const isDouble = lines.text.charCodeAt(lines.at) === DOUBLE_QUOTE;
  const inner = matched(isDouble ? DOUBLE : SINGLE, lines)?.[1];
  if (inner === undefined) throw NOT_PLAIN;
  if (!isDouble) return inner.replaceAll("''", "'");
  return inner.includes('\\') ? (JSON.parse(`"${inner}"`) as string) : inner;
};

/** Where the text without quotes that stands here ends: before a comment, or with the line. */
const plainEnd = ({ text, at: start, end }: PlainLines): number => {
  for (let at = start; at < end; at++) {
    const letter = text.charCodeAt(at);
    if (letter === COLON && (at + 1 === end || text.charCodeAt(at + 1) === SPACE)) throw NOT_PLAIN;
    if (letter === HASH && text.charCodeAt(at - 1) === SPACE) return at;
  }
  return end;
};

const unquoted = (lines: PlainLines): unknown => {
  const { text, at } = lines;
  const first = text.charCodeAt(at);
  if ((!BEGINS.has(first) && first < 0x80) || (first === DASH && (at + 1 === lines.end || text.charCodeAt(at + 1) === SPACE)))
    throw NOT_PLAIN;
  let end = plainEnd(lines);
  while (text.charCodeAt(end - 1) === SPACE) end--;
  return resolvedPlain(text.slice(at, end));
};

/** A list of words and quoted texts in brackets. */
const words = (lines: PlainLines): readonly unknown[] => {
  const list: unknown[] = [];
  lines.at++;
  for (let after = ','; after === ',';) {
    const found = matched(ITEM, lines);
    if (!found) throw NOT_PLAIN;
    const [, double, single, plain] = found;
    list.push(plain === undefined ? (double ?? single) : resolvedPlain(plain));
    after = found[4] ?? '';
  }
  return list;
};

const bracketed = (lines: PlainLines): unknown => {
  const { text, at } = lines;
  const isEmpty = text.startsWith('[]', at) || text.startsWith('{}', at);
  if (!isEmpty && text[at] !== '[') throw NOT_PLAIN;
  if (isEmpty) lines.at += 2;
  const value = isEmpty ? (text[at] === '[' ? [] : {}) : words(lines);
  endOfLine(lines);
  return value;
};

export const isQuote = (letter: number): boolean => letter === DOUBLE_QUOTE || letter === SINGLE_QUOTE;

/** The scalar, or the list or map on one line, that ends this line. */
export const onOneLine = (lines: PlainLines): unknown => {
  const letter = lines.text.charCodeAt(lines.at);
  if (letter === OPEN_LIST || letter === OPEN_MAP) return bracketed(lines);
  if (!isQuote(letter)) return unquoted(lines);
  const text = quotedText(lines);
  endOfLine(lines);
  return text;
};
