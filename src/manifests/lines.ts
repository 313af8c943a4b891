export const lineStart = (text: string, at: number): number => text.lastIndexOf('\n', at - 1) + 1;

/** Where the next line starts; the end of the text where there is none. */
export const lineEnd = (text: string, at: number): number => {
  const found = text.indexOf('\n', at);
  return found < 0 ? text.length : found + 1;
};

/** Where the line's own characters end, before its break. */
export const lineBreak = (text: string, at: number): number => {
  const end = lineEnd(text, at);
  if (text[end - 1] !== '\n') return end;
  return text[end - 2] === '\r' && end - 2 >= at ? end - 2 : end - 1;
};

export const columnOf = (text: string, at: number): number => at - lineStart(text, at);

/** Whether nothing but white space stands before it on its line. */
export const opensLine = (text: string, at: number): boolean => text.slice(lineStart(text, at), at).trim() === '';

/** The line break that a text uses. */
export const breakOf = (text: string): string => {
  const found = text.indexOf('\n');
  return found > 0 && text[found - 1] === '\r' ? '\r\n' : '\n';
};

/** The next character that is neither white space nor comment; only for places between two tokens. */
export const skipBlank = (text: string, from: number): number => {
  let at = from;
  while (at < text.length) {
    const char = text[at];
    if (char === ' ' || char === '\t' || char === '\n' || char === '\r') at++;
    else if (char === '#' && (at === 0 || /\s/.test(text[at - 1] ?? ''))) at = lineEnd(text, at);
    else break;
  }
  return at;
};
