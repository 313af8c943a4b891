// A terminal's screen as an SVG.
const [CELL_W, CELL_H, PAD] = [8.4, 17, 14];
const BACKGROUND = '#16181d';
const FOREGROUND = '#d0d0d0';
const ANSI = ['#000000', '#e05561', '#8cc265', '#d18f52', '#4aa5f0', '#c162de', '#42b3c2', '#d0d0d0',
  '#7a7a7a', '#ff616e', '#a5e075', '#f0a45d', '#4dc4ff', '#de73ff', '#4cd1e0', '#ffffff']; // prettier-ignore

const rgb = (number) => `#${number.toString(16).padStart(6, '0')}`;

/** One of the 256 colours of a terminal: 16 named, a 6x6x6 cube, 24 greys. */
const palette = (index) => {
  if (index < 16) return ANSI[index];
  if (index >= 232) return rgb((8 + (index - 232) * 10) * 0x010101);
  const level = (step) => (step === 0 ? 0 : 55 + step * 40);
  const [r, g, b] = [Math.floor((index - 16) / 36), Math.floor((index - 16) / 6) % 6, (index - 16) % 6];
  return rgb((level(r) << 16) + (level(g) << 8) + level(b));
};

const colour = (cell, side) => {
  const number = side === 'fg' ? cell.getFgColor() : cell.getBgColor();
  if (side === 'fg' ? cell.isFgDefault() : cell.isBgDefault()) return side === 'fg' ? FOREGROUND : BACKGROUND;
  return (side === 'fg' ? cell.isFgRGB() : cell.isBgRGB()) ? rgb(number) : palette(number);
};

const styleOf = (cell) => {
  const [fg, bg] = [colour(cell, 'fg'), colour(cell, 'bg')];
  const [ink, paper] = cell.isInverse() ? [bg, fg] : [fg, bg];
  return { ink, paper, bold: Boolean(cell.isBold()), dim: Boolean(cell.isDim()) };
};

/** Neighbouring cells that look the same, as `{ x, text, style }`. */
const runsOf = (line, columns) => {
  const runs = [];
  for (let x = 0; x < columns; x++) {
    const cell = line?.getCell(x);
    if (!cell || cell.getWidth() === 0) continue;
    const style = styleOf(cell);
    const last = runs.at(-1);
    if (last && JSON.stringify(last.style) === JSON.stringify(style)) last.text += cell.getChars() || ' ';
    else runs.push({ x, text: cell.getChars() || ' ', style });
  }
  return runs;
};

const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Blanks at either end take no text; those within are kept. */
const drawn = (line, y, columns) =>
  runsOf(line, columns).map(({ x, text, style }) => {
    const [left, top, wide] = [PAD + x * CELL_W, PAD + y * CELL_H, text.length * CELL_W];
    const paper =
      style.paper === BACKGROUND
        ? ''
        : `<rect x="${left.toFixed(1)}" y="${top}" width="${wide.toFixed(1)}" height="${CELL_H}" fill="${style.paper}"/>`;
    if (text.trim() === '') return paper;
    const weight = style.bold ? ' font-weight="bold"' : '';
    const dim = style.dim ? ' opacity="0.6"' : '';
    return `${paper}<text x="${left.toFixed(1)}" y="${top + 13}" textLength="${wide.toFixed(1)}" fill="${style.ink}"${weight}${dim} xml:space="preserve">${escaped(text)}</text>`;
  });

export const svgOf = ({ cols, rows, buffer }, title) => {
  const [width, height] = [(cols * CELL_W + 2 * PAD).toFixed(0), rows * CELL_H + 2 * PAD];
  const lineAt = (y) => buffer.active.getLine(buffer.active.viewportY + y);
  const lines = Array.from({ length: rows }, (_, y) => drawn(lineAt(y), y, cols).filter(Boolean).join('\n')).filter(Boolean);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace" font-size="14">
<title>${escaped(title)}</title>
<rect width="${width}" height="${height}" rx="8" fill="${BACKGROUND}"/>
${lines.join('\n')}
</svg>
`;
};
