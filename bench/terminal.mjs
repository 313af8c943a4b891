// A program in a terminal of its own; what it shows is kept by a real terminal emulator.
import { spawn } from '@lydell/node-pty';
import xterm from '@xterm/headless';

const [COLUMNS, ROWS] = [120, 40];

/** `{ write, screen(), next(), until(), close() }` of `node …args`. */
export const openTerminal = (args, env) => {
  const terminal = new xterm.Terminal({ cols: COLUMNS, rows: ROWS, allowProposedApi: true });
  const child = spawn(process.execPath, args, { cols: COLUMNS, rows: ROWS, env });
  let waiting = [];
  const ended = Promise.withResolvers();
  child.onData((data) => {
    const at = performance.now();
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
  /** When the next output arrived, once it is on the screen. */
  const next = () => new Promise((resolve) => waiting.push(resolve));
  const until = async (shows, timeoutMs = 60_000) => {
    const limit = performance.now() + timeoutMs;
    for (let at = performance.now(); ;) {
      if (shows(screen())) return at;
      if (performance.now() > limit) throw new Error(`the screen never showed it:\n${screen()}`);
      at = (await Promise.race([next(), new Promise((resolve) => setTimeout(resolve, 1000))])) ?? at;
    }
  };
  const close = async () => {
    child.kill('SIGKILL');
    await ended.promise;
  };
  return { write: (keys) => child.write(keys), screen, next, until, ended: ended.promise, close };
};
