import { NOT_PLAIN, type PlainLines } from './plainLines.ts';
import { resolvedPlain } from './resolvePlain.ts';

/** What a text in double quotes may hold here: no escape but those of JSON. */
const DOUBLE = /"((?:[^"\\\n]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*)"/y;
const SINGLE = /'((?:[^'\n]|'')*)'/y;
/** Whatever else a value may begin with means something in YAML. */
const PLAIN = /(?:[\w./~+$(\u00a1-\ufefe]|-(?=[^ \n]))[^\n]*/y;
const REST = / *(?: #[^\n]*)?(?=\n|$)/y;
const ITEM = / *(?:"([^"\\\n]*)"|'([^'\n]*)'|(-*[\w./][\w./=-]*)) *([,\]])/y;

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

/** The text in quotes that stands here; undefined where there is none. */
export const quotedText = (lines: PlainLines): string | undefined => {
  const double = matched(DOUBLE, lines)?.[1];
  if (double !== undefined) return double.includes('\\') ? (JSON.parse(`"${double}"`) as string) : double;
  return matched(SINGLE, lines)?.[1]?.replaceAll("''", "'");
};

/** A text without quotes, up to the end of the line or a comment. */
const unquoted = (lines: PlainLines): unknown => {
  let plain = matched(PLAIN, lines)?.[0];
  if (plain === undefined) throw NOT_PLAIN;
  const comment = plain.indexOf(' #');
  if (comment >= 0) plain = plain.slice(0, comment);
  plain = plain.trimEnd();
  if (plain.includes(': ') || plain.endsWith(':')) throw NOT_PLAIN;
  return resolvedPlain(plain);
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

/** The scalar, or the list or map on one line, that ends this line. */
export const onOneLine = (lines: PlainLines): unknown => {
  const letter = lines.text[lines.at];
  if (letter === '[' || letter === '{') return bracketed(lines);
  if (letter !== '"' && letter !== "'") return unquoted(lines);
  const text = quotedText(lines);
  if (text === undefined) throw NOT_PLAIN;
  endOfLine(lines);
  return text;
};
