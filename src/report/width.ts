import stringWidth from 'string-width';

const ASCII = /^[ -~]*$/;

/** Columns that a printable text takes in a terminal. */
export const widthOf = (text: string): number => (ASCII.test(text) ? text.length : stringWidth(text));

const segments = new Intl.Segmenter();

/** The longest start of the text that takes no more than `width` columns. */
export const startOf = (text: string, width: number): string => {
  if (ASCII.test(text)) return text.slice(0, width);
  let [taken, used] = ['', 0];
  for (const { segment } of segments.segment(text)) {
    used += widthOf(segment);
    if (used > width) break;
    taken += segment;
  }
  return taken;
};

/** Cut with an ellipsis where it is too long. */
export const cut = (text: string, width: number): string => {
  if (widthOf(text) <= width) return text;
  return width <= 0 ? '' : `${startOf(text, width - 1)}…`;
};

/** Exactly `width` columns. */
export const fit = (text: string, width: number): string => {
  const short = cut(text, width);
  return short + ' '.repeat(Math.max(0, width - widthOf(short)));
};

/** At words, and within a word only where it is longer than a line. Never empty. */
export const wrap = (text: string, width: number): readonly string[] => {
  const lines: string[] = [];
  let line = '';
  for (let word of text.split(' ')) {
    if (line !== '' && widthOf(line) + 1 + widthOf(word) > width) {
      lines.push(line);
      line = '';
    }
    while (widthOf(word) > width && width > 0) {
      const part = startOf(word, width) || word;
      lines.push(part);
      word = word.slice(part.length);
    }
    line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
};
