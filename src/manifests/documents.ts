/** One document of a stream as a part of its text: `start` is where its own part begins (comments and directives before it included). */
export interface DocumentRange {
  readonly start: number;
  /** Of the `---`, or of the first line with content. */
  readonly content: number;
  /** Where the next `---` or `...` stands. */
  readonly end: number;
  /** It begins with `---`. */
  readonly explicit: boolean;
}

const LINE = /[^\n]*(?:\n|$)/y;
const MARKER = /(?:^|\n)(---|\.\.\.)(?=\s|$)/g;

/** Where the first line with content begins: neither empty, nor a comment, nor a directive. */
const contentIn = (text: string, from: number, to: number): number | undefined => {
  for (let at = from; at < to; at = LINE.lastIndex) {
    LINE.lastIndex = at;
    const line = LINE.exec(text)?.[0] ?? '';
    if (!/^\s*(?:#|$)/.test(line) && !line.startsWith('%')) return at;
  }
  return undefined;
};

/**
 * The documents of a YAML stream, counted as js-yaml and kubectl count them: also the empty ones. Lines that begin with
 * `---` or `...` end a document wherever they stand, so this needs no parser and works beside broken documents.
 */
export const documentRanges = (text: string): readonly DocumentRange[] => {
  const found: DocumentRange[] = [];
  let [start, from] = [0, 0];
  let open: { content: number; explicit: boolean } | undefined;
  const close = (end: number): void => {
    const content = open ? undefined : contentIn(text, from, end);
    if (content !== undefined) open = { content, explicit: false };
    if (open) found.push({ start, ...open, end });
    if (open) start = end;
    open = undefined;
  };
  for (const { 0: match, 1: marker, index } of text.matchAll(MARKER)) {
    const at = index + match.length - 3;
    close(at);
    if (marker === '---') open = { content: at, explicit: true };
    from = text.indexOf('\n', at) + 1 || text.length;
  }
  close(text.length);
  return found;
};

/** The line of an offset, counted from 1. */
export const lineOf = (text: string, offset: number): number => {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) line++;
  return line;
};
