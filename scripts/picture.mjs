// Draws what a person sees: runs the demo in a terminal of its own and writes its frame as an SVG to docs/.
import { writeFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { spawn } from '@lydell/node-pty';
import xterm from '@xterm/headless';

const [COLUMNS, ROWS, CELL_W, CELL_H, PAD] = [100, 30, 8.4, 17, 14];
const BACKGROUND = '#16181d';
const FOREGROUND = '#d0d0d0';
const ANSI = ['#000000', '#e05561', '#8cc265', '#d18f52', '#4aa5f0', '#c162de', '#42b3c2', '#d0d0d0',
  '#7a7a7a', '#ff616e', '#a5e075', '#f0a45d', '#4dc4ff', '#de73ff', '#4cd1e0', '#ffffff']; // prettier-ignore

const root = path.dirname(import.meta.dirname);
const state = mkdtempSync(path.join(tmpdir(), 'kubeharden-picture-'));
const terminal = new xterm.Terminal({ cols: COLUMNS, rows: ROWS, allowProposedApi: true });
const child = spawn(process.execPath, [path.join(root, 'bin/kubeharden.js'), 'demo'], {
  cols: COLUMNS,
  rows: ROWS,
  name: 'xterm-256color',
  env: { PATH: process.env.PATH, HOME: state, XDG_STATE_HOME: state, TERM: 'xterm-256color', COLORTERM: 'truecolor' },
});

let look = () => undefined;
child.onData((data) => terminal.write(data, () => look()));

const line = (y) => terminal.buffer.active.getLine(terminal.buffer.active.viewportY + y);
const screen = () => Array.from({ length: ROWS }, (_, y) => line(y)?.translateToString(true) ?? '').join('\n');

/** Resolves once the screen shows what `shows` asks for. */
const until = (shows) =>
  new Promise((resolve, reject) => {
    const limit = setTimeout(() => reject(new Error(`the screen never showed it:\n${screen()}`)), 60_000);
    look = () => {
      if (!shows(screen())) return;
      clearTimeout(limit);
      resolve();
    };
    look();
  });

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
const runsOf = (y) => {
  const runs = [];
  for (let x = 0; x < COLUMNS; x++) {
    const cell = line(y)?.getCell(x);
    if (!cell || cell.getWidth() === 0) continue;
    const style = styleOf(cell);
    const last = runs.at(-1);
    if (last && JSON.stringify(last.style) === JSON.stringify(style)) last.text += cell.getChars() || ' ';
    else runs.push({ x, text: cell.getChars() || ' ', style });
  }
  return runs;
};

const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const drawn = (y) =>
  runsOf(y).map(({ x, text, style }) => {
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

const svg = () => {
  const [width, height] = [COLUMNS * CELL_W + 2 * PAD, ROWS * CELL_H + 2 * PAD];
  const rows = Array.from({ length: ROWS }, (_, y) => drawn(y).filter(Boolean).join('\n')).filter(Boolean);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace" font-size="14">
<rect width="${width}" height="${height}" rx="8" fill="${BACKGROUND}"/>
${rows.join('\n')}
</svg>
`;
};

const settled = (text) => text.includes('Wave 1 of') && /dry-run accepted/.test(text);
try {
  await until(settled);
  writeFileSync(path.join(root, 'docs/session.svg'), svg());
  child.write('2');
  await until((text) => text.includes('─ Findings') && text.includes('WHY IT MATTERS'));
  writeFileSync(path.join(root, 'docs/findings.svg'), svg());
} finally {
  child.kill('SIGKILL');
  rmSync(state, { recursive: true, force: true });
}
process.exit(0);
