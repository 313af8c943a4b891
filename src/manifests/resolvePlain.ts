import { constructFromEvents, EVENT_ID, SCALAR_STYLE, type Event, type ScalarEvent } from 'js-yaml';
import { READING } from './schema.ts';

const MOST_KNOWN = 10_000;
/** A longer part of a text keeps the whole text in memory. */
const LONGEST_KNOWN = 12;

/** Plain words and paths that are texts in every schema of YAML: nothing else that begins so is a number, or as short as `true`, `null` or `off`. */
const isWord = (letter: number, length: number): boolean => {
  if (letter === 0x2f) return true;
  const lower = letter | 0x20;
  if (lower < 0x61 || lower > 0x7a) return false;
  return length > 5 || (lower !== 0x66 && lower !== 0x6e && lower !== 0x6f && lower !== 0x74 && lower !== 0x79);
};

const ABSENT = { anchorStart: -1, anchorEnd: -1, tagStart: -1, tagEnd: -1 };

const resolved = (plain: string): unknown => {
  const scalar: ScalarEvent = {
    ...{ type: EVENT_ID.SCALAR, style: SCALAR_STYLE.PLAIN, chomping: 1, indent: -1, fast: true },
    ...{ ...ABSENT, valueStart: 0, valueEnd: plain.length },
  };
  const document: Event = { type: EVENT_ID.DOCUMENT, explicitStart: false, explicitEnd: false, directives: [] };
  return constructFromEvents([document, scalar, { type: EVENT_ID.POP }], { ...READING, source: plain })[0];
};

const known = new Map<string, unknown>();

/** What js-yaml makes of a text without quotes. */
export const resolvedPlain = (plain: string): unknown => {
  if (isWord(plain.charCodeAt(0), plain.length)) return plain;
  if (plain.length > LONGEST_KNOWN) return resolved(plain);
  let value = known.get(plain);
  if (value !== undefined) return value;
  value = resolved(plain);
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(plain, value);
  return value;
};
