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
const isMarker = (line: string, marker: string): boolean => line.startsWith(marker) && /^(?:\s|$)/.test(line.slice(3, 4));

/**
 * The documents of a YAML stream, counted as js-yaml and kubectl count them: also the empty ones. Lines that begin with
 * `---` or `...` end a document wherever they stand, so this needs no parser and works beside broken documents.
 */
export const documentRanges = (text: string): readonly DocumentRange[] => {
  const found: DocumentRange[] = [];
  let start = 0;
  let open: { content: number; explicit: boolean } | undefined;
  const close = (end: number): void => {
    if (open) found.push({ start, ...open, end });
    if (open) start = end;
    open = undefined;
  };
  for (let at = 0; at < text.length; at = LINE.lastIndex) {
    LINE.lastIndex = at;
    const line = LINE.exec(text)?.[0] ?? '';
    if (isMarker(line, '---')) {
      close(at);
      open = { content: at, explicit: true };
    } else if (isMarker(line, '...')) close(at);
    else if (!open && !/^\s*(?:#|$)/.test(line) && !line.startsWith('%')) open = { content: at, explicit: false };
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
