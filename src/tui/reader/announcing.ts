import type { Line } from '../line.ts';
import { spoken, type Spoken } from './spoken.ts';

/** What a screen says, taken apart by how often it is to be said. */
export interface Page {
  /** Which screen it is, and what lies over it. */
  readonly of: string;
  /** Said once for each screen. */
  readonly header: Spoken;
  readonly body: readonly Spoken[];
  /** Said once for each screen. */
  readonly keys: Spoken;
  /** Lines of the body that answer a key: said each time, also in the words of the time before. */
  readonly answer?: Answer;
}

/** Another object for each key that is answered. */
export interface Answer {
  readonly to: object;
  readonly lines: ReadonlySet<string>;
}

/** A key that is off stands in brackets. */
const withWords = ({ text, isAtCursor }: Spoken): Spoken => ({ text: text.replace(/\(([^()]+)\)/g, '$1 (off)'), isAtCursor });

export const answerOf = (to: object, rows: readonly Line[]): Answer => ({
  to,
  lines: new Set(rows.map((row) => spoken(row.map(({ text }) => text).join('')).text)),
});

export const pageOf = (of: string, rows: readonly string[], answer?: Answer): Page => ({
  of,
  ...(answer ? { answer } : {}),
  header: spoken(rows[0] ?? ''),
  body: rows
    .slice(1, -1)
    .map(spoken)
    .filter(({ text }) => text !== ''),
  keys: withWords(spoken(rows.at(-1) ?? '')),
});

const atCursor = ({ body }: Page): string | undefined => body.find(({ isAtCursor }) => isAtCursor)?.text;

const textOf = ({ text }: Spoken): string => text;

/** What is new: all of another screen; of the same one what was not there before, where the cursor is now, and what answers a key. */
export const announced = (before: Page | undefined, now: Page): readonly string[] => {
  if (before?.of !== now.of) return [textOf(now.header), ...now.body.map(textOf), `Keys: ${textOf(now.keys)}`];
  const was = new Set(before.body.map(textOf));
  const here = atCursor(now);
  const hasMoved = here !== undefined && here !== atCursor(before);
  const answer = now.answer?.to === before.answer?.to ? undefined : now.answer;
  const isNew = ({ text, isAtCursor }: Spoken): boolean => !was.has(text) || (isAtCursor && hasMoved) || answer?.lines.has(text) === true;
  return now.body.filter(isNew).map(textOf);
};
