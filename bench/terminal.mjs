// A program in a terminal of its own; what it shows is kept by a real terminal emulator.
import { spawn } from '@lydell/node-pty';
import { setTimeout } from 'node:timers/promises';
import xterm from '@xterm/headless';

const [COLUMNS, ROWS] = [120, 40];
const QUIET_MS = 20;

/** `{ write, screen(), next(), until(), bytes(), drawn(), signal, close() }` of `node …args`; `bytes()` is how many it has written once it is quiet, `drawn()` how many its screen takes. */
export const openTerminal = (args, env) => {
  const terminal = new xterm.Terminal({ cols: COLUMNS, rows: ROWS, allowProposedApi: true });
  const child = spawn(process.execPath, args, { cols: COLUMNS, rows: ROWS, env });
  let waiting = [];
  let written = 0;
  const ended = Promise.withResolvers();
  child.onData((data) => {
    const at = performance.now();
    written += Buffer.byteLength(data);
    terminal.write(data, () => {
      const now = waiting;
      waiting = [];
      for (const resolve of now) resolve(at);
    });
  });
  child.onExit(() => ended.resolve());
  const screen = () =>
    Array.from(
      { length: ROWS },
      (_, row) => terminal.buffer.active.getLine(terminal.buffer.active.viewportY + row)?.translateToString(true) ?? '',
    ).join('\n');
  /** Every character, and a colour code wherever one changes. */
  const drawn = () => {
    const cells = Array.from({ length: ROWS }, (_, row) => terminal.buffer.active.getLine(terminal.buffer.active.viewportY + row)).flatMap(
      (line) => Array.from({ length: COLUMNS }, (_, column) => line.getCell(column)),
    );
    const styles = cells.map((cell) => [cell.getFgColor(), cell.isBold(), cell.isDim(), cell.isInverse()].join());
    const changes = styles.filter((style, i) => style !== styles[i - 1]).length;
    return Buffer.byteLength(cells.map((cell) => cell.getChars() || ' ').join('')) + changes * '\u001b[31m'.length;
  };
  /** When the next output arrived, once it is on the screen. */
  const next = () => new Promise((resolve) => waiting.push(resolve));
  const until = async (shows, timeoutMs = 60_000) => {
    const limit = performance.now() + timeoutMs;
    for (let at = performance.now(); ;) {
      if (shows(screen())) return at;
      if (performance.now() > limit) throw new Error(`the screen never showed it:\n${screen()}`);
      at = (await Promise.race([next(), setTimeout(1000)])) ?? at;
    }
  };
  const close = async () => {
    child.kill('SIGKILL');
    await ended.promise;
  };
  const bytes = async () => {
    for (let before; before !== written;) {
      before = written;
      await setTimeout(QUIET_MS);
    }
    return written;
  };
  const signal = (name) => child.kill(name);
  return { write: (keys) => child.write(keys), screen, next, until, bytes, drawn, signal, ended: ended.promise, close };
};
