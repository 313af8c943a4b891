import { printable } from '../core/printable.ts';
import { field, items, text } from '../core/resource.ts';

/** What the API server answered, whatever its HTTP status. */
export interface Answer {
  readonly status: number;
  /** Parsed JSON; undefined where the answer was none. */
  readonly body: unknown;
  /** The first of what was no JSON. */
  readonly snippet?: string;
  /** A page for people: a login page, or an error of something in between. */
  readonly isHtml?: boolean;
  /** The texts of its `Warning` headers. */
  readonly warnings: readonly string[];
  /** What time it was there: its `Date` header. */
  readonly date?: number;
  /** How long to wait before asking again, where the server says so. */
  readonly retryAfterMs?: number;
}

export const ok = (answer: Answer): boolean => answer.status >= 200 && answer.status < 300;

const LONG = 80;

const shortened = (quote: string, end: string): string => `"${quote.length < LONG ? quote : '…'}${end}`;

/** A strict decoder quotes the whole object back, values of credentials included; a text that was cut off may end within. */
const withoutLongQuotes = (message: string): string => {
  let told = '';
  let quote: string | undefined;
  for (const [piece] of message.matchAll(/\\.?|"|[^"\\]+/gs)) {
    if (quote === undefined) {
      const opens = piece.endsWith('"');
      told += opens ? piece.slice(0, -1) : piece;
      if (opens) quote = '';
    } else if (piece === '"') {
      told += shortened(quote, '"');
      quote = undefined;
    } else quote += piece;
  }
  return quote === undefined ? told : told + shortened(quote, '');
};

/** The server's own sentence, fit for a terminal. */
export const messageOf = (answer: Answer): string => {
  const message = text(field(answer.body, 'message')) ?? answer.snippet ?? '';
  const clean = printable(withoutLongQuotes(message))
    .trim()
    .replace(/^"" is invalid: /, '');
  return clean === '' ? `HTTP status ${answer.status}` : clean.slice(0, 1000);
};

/** The machine's word for it: `NotFound`, `AlreadyExists`, `Conflict`, `Forbidden`, `Invalid`, `Expired`. */
export const reasonOf = (answer: Answer): string => text(field(answer.body, 'reason')) ?? '';

/** Which fields the server complains about, one line each, without those that its sentence holds already. */
export const causesOf = (answer: Answer): readonly string[] => {
  const message = messageOf(answer);
  const lines = items(field(answer.body, 'details', 'causes')).map((cause) =>
    printable(withoutLongQuotes(`${text(cause['field']) ?? ''}: ${text(cause['message']) ?? ''}`)),
  );
  return [...new Set(lines)].filter((line) => !message.includes(line));
};

const WARNING = /\d{3} \S+ "((?:[^"\\]|\\.)*)"/g;

/** RFC 7234 `Warning` headers, as Kubernetes sends them: `299 - "text"`, repeated, in UTF-8 (undici reads headers as Latin-1). */
export const warningsOf = (header: string | readonly string[] | undefined): readonly string[] =>
  [header ?? []]
    .flat()
    .flatMap((line) => [...Buffer.from(line, 'latin1').toString('utf8').matchAll(WARNING)])
    .map((match) => printable((match[1] ?? '').replace(/\\(.)/g, '$1')));
