import { constructFromEvents, parseEvents, YAMLException, type Event } from 'js-yaml';
import { READING } from './schema.ts';

/** A text that js-yaml reads, and where (in it) padding was put in. */
interface Mended {
  readonly text: string;
  readonly paddings: readonly number[];
}

const PADDING = ' '.repeat(200);
const MOST_REPAIRS = 500;

const isDeficient = (error: unknown): error is YAMLException => error instanceof YAMLException && error.reason === 'deficient indentation';

const startOfLine = (text: string, line: number): number => {
  let at = 0;
  for (let i = 0; i < line; i++) at = text.indexOf('\n', at) + 1;
  return at;
};

/**
 * js-yaml wants every line of a flow collection or a quoted text to stand right of its key, as the specification does;
 * kubectl and most people do not care where the closing bracket stands. White space means nothing there, so lines are moved.
 */
const mended = (text: string, first: YAMLException): Mended => {
  let so: Mended = { text, paddings: [] };
  let error: unknown = first;
  while (isDeficient(error) && so.paddings.length < MOST_REPAIRS) {
    const at = startOfLine(so.text, error.mark?.line ?? 0);
    const before = so.paddings.map((padding) => (padding >= at ? padding + PADDING.length : padding));
    so = { text: so.text.slice(0, at) + PADDING + so.text.slice(at), paddings: [...before, at] };
    try {
      parseEvents(so.text, {});
      return so;
    } catch (next) {
      error = next;
    }
  }
  throw error;
};

const constructed = (text: string): readonly unknown[] => constructFromEvents(parseEvents(text, {}), { ...READING, source: text });

/** All documents of a text, read as kubectl reads it. Throws a YAMLException. */
export const loadDocuments = (text: string): readonly unknown[] => {
  try {
    return constructed(text);
  } catch (error) {
    if (!isDeficient(error)) throw error;
    return constructed(mended(text, error).text);
  }
};

const OFFSETS = ['start', 'valueStart', 'valueEnd', 'anchorStart', 'anchorEnd', 'tagStart', 'tagEnd'] as const;

const moved = (event: Event, paddings: readonly number[]): Event => {
  const fields = { ...event } as Record<string, unknown>;
  for (const name of OFFSETS) {
    const at = fields[name];
    if (typeof at === 'number' && at >= 0) fields[name] = at - PADDING.length * paddings.filter((padding) => padding < at).length;
  }
  return fields as unknown as Event;
};

/** js-yaml's events, with offsets into this text. Throws a YAMLException. */
export const eventsOf = (text: string): readonly Event[] => {
  try {
    return parseEvents(text, {});
  } catch (error) {
    if (!isDeficient(error)) throw error;
    const { text: readable, paddings } = mended(text, error);
    return parseEvents(readable, {}).map((event) => moved(event, paddings));
  }
};
