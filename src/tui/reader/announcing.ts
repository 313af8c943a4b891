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
}

/** A key that is off stands in brackets. */
const withWords = ({ text, isAtCursor }: Spoken): Spoken => ({ text: text.replace(/\(([^()]+)\)/g, '$1 (off)'), isAtCursor });

export const pageOf = (of: string, rows: readonly string[]): Page => ({
  of,
  header: spoken(rows[0] ?? ''),
  body: rows
    .slice(1, -1)
    .map(spoken)
    .filter(({ text }) => text !== ''),
  keys: withWords(spoken(rows.at(-1) ?? '')),
});

const atCursor = ({ body }: Page): string | undefined => body.find(({ isAtCursor }) => isAtCursor)?.text;

const textOf = ({ text }: Spoken): string => text;

/** What is new: all of another screen; of the same one what was not there before, and where the cursor is now. */
export const announced = (before: Page | undefined, now: Page): readonly string[] => {
  if (before?.of !== now.of) return [textOf(now.header), ...now.body.map(textOf), `Keys: ${textOf(now.keys)}`];
  const was = new Set(before.body.map(textOf));
  const here = atCursor(now);
  const hasMoved = here !== undefined && here !== atCursor(before);
  return now.body.filter(({ text, isAtCursor }) => !was.has(text) || (isAtCursor && hasMoved)).map(textOf);
};
