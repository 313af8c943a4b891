// In the bundle this stands for Ink's output.js, which makes an object of every cell of the screen, several times for each frame.
// A row of plain texts that stand side by side is those texts with space between; all other rows are Ink's to put together.
import Output from '../node_modules/ink/build/output.js';
import { isPlain, shown } from './plainText.mjs';

const RESET = '\u001b[0m';

/** Whether no colour of it goes on after its end. */
const endsPlain = (line) => {
  const last = line.lastIndexOf('\u001b[');
  return last < 0 || line.startsWith(RESET, last);
};

/** The lines of one write, transformed; undefined where a style spans them, which only Ink can tell. */
const linesOf = ({ text, transformers }) => {
  const lines = text.split('\n');
  return lines.length === 1 || lines.every(endsPlain)
    ? lines.map((line, i) => transformers.reduce((so, transform) => transform(so, i), line))
    : undefined;
};

/** `[{ x, line }]` of each row; undefined where something is clipped or a style spans rows. */
const placed = (operations, height) => {
  const rows = Array.from({ length: height }, () => []);
  for (const operation of operations) {
    const lines = operation.type === 'write' ? linesOf(operation) : undefined;
    if (!lines) return undefined;
    lines.forEach((line, i) => line !== '' && rows[operation.y + i]?.push({ x: operation.x, line }));
  }
  return rows;
};

const quickly = (writes) => {
  let [row, end] = ['', 0];
  for (const { x, line } of writes) {
    if (x < end || !isPlain(line) || !endsPlain(line)) return undefined;
    row += ' '.repeat(x - end) + line;
    end = x + shown(line).length;
  }
  return row.trimEnd();
};

const slowly = (writes, width) => {
  const row = new Output({ width, height: 1 });
  for (const { x, line } of writes) row.write(x, 0, line, { transformers: [] });
  return row.get().output;
};

export default class QuickOutput extends Output {
  get() {
    const { operations, width, height } = this;
    const rows = placed(operations, height);
    return rows ? { output: rows.map((writes) => quickly(writes) ?? slowly(writes, width)).join('\n'), height } : super.get();
  }
}
