import { NOT_PLAIN, type PlainLines } from './plainLines.ts';
import { isQuote, quotedText } from './plainScalars.ts';
import { resolvedPlain } from './resolvePlain.ts';

const [SPACE, COLON] = [0x20, 0x3a];
/** Letters of fields, labels and settings: `\w./-`. */
const LETTERS = new Uint8Array(128);
for (const letter of 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./-') LETTERS[letter.charCodeAt(0)] = 1;

/** Fields come again and again: the string that an object already has is quicker to use than a new one. A power of two. */
const KNOWN = 2048;
const known: (string | undefined)[] = new Array<string | undefined>(KNOWN).fill(undefined);
const LONGEST_KNOWN = 40;

const written = (text: string, start: number, end: number): string => {
  const length = end - start;
  if (length > LONGEST_KNOWN) return text.slice(start, end);
  const [first, last, middle] = [text.charCodeAt(start), text.charCodeAt(end - 1), text.charCodeAt(start + (length >> 1))];
  const place = (length * 977 + first * 131 + middle * 31 + last * 7) & (KNOWN - 1);
  const candidate = known[place];
  if (candidate?.length === length && text.startsWith(candidate, start)) return candidate;
  return (known[place] = text.slice(start, end));
};

/** Numbers, words and null name a field by their text. */
const nameOf = (key: unknown): string => {
  if (typeof key === 'string') return key;
  if (typeof key === 'number' || typeof key === 'boolean' || key === null) return String(key);
  throw NOT_PLAIN;
};

/** Whether a colon stands there that ends a key. */
const endsKey = ({ text, end }: PlainLines, at: number): boolean =>
  text.charCodeAt(at) === COLON && (at + 1 === end || text.charCodeAt(at + 1) === SPACE);

const quotedKey = (lines: PlainLines): string | undefined => {
  const start = lines.at;
  const key = quotedText(lines);
  if (endsKey(lines, lines.at)) {
    lines.at++;
    return key;
  }
  lines.at = start;
  return undefined;
};

/** The key that stands here, and past its colon; undefined, and nothing is read, where there is none. */
export const keyOf = (lines: PlainLines): string | undefined => {
  const { text, at: start } = lines;
  if (isQuote(text.charCodeAt(start))) return quotedKey(lines);
  let at = start;
  while (LETTERS[text.charCodeAt(at)] === 1) at++;
  if (at === start || text[start] === '-' || !endsKey(lines, at)) return undefined;
  lines.at = at + 1;
  return nameOf(resolvedPlain(written(text, start, at)));
};
