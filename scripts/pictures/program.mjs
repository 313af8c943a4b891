// A program in a terminal of its own, looked at through an emulator.
import { spawn } from '@lydell/node-pty';
import xterm from '@xterm/headless';

const LIMIT_MS = 60_000;

/** Rejects with what stands there when what is waited for does not come. */
export const openProgram = (args, { cwd, env, size: [cols, rows] }) => {
  const term = new xterm.Terminal({ cols, rows, allowProposedApi: true });
  const child = spawn(process.execPath, args, { cols, rows, name: 'xterm-256color', cwd, env });
  const looks = new Set();
  const lineAt = (y) => term.buffer.active.getLine(term.buffer.active.viewportY + y)?.translateToString(true) ?? '';
  const screen = () => Array.from({ length: term.rows }, (_, y) => lineAt(y)).join('\n');
  const look = () => looks.forEach((one) => one());
  child.onData((data) => term.write(data, look));
  // A frame is whole where its synchronized update ends.
  term.parser.registerCsiHandler({ prefix: '?', final: 'l' }, (params) => {
    if (params.includes(2026)) look();
    return false;
  });
  return {
    term,
    type: (keys) => child.write(keys),
    signal: (name) => child.kill(name),
    resize(columns, lines) {
      term.resize(columns, lines);
      child.resize(columns, lines);
    },
    until: (shows) =>
      new Promise((resolve, reject) => {
        const give = (settle) => (value) => {
          clearTimeout(limit);
          looks.delete(now);
          settle(value);
        };
        const limit = setTimeout(() => give(reject)(new Error(`never showed ${String(shows)}:\n${screen()}`)), LIMIT_MS);
        const now = () => shows.test(screen()) && give(resolve)();
        looks.add(now);
        now();
      }),
    /** Kept until the program shows something else: what stands there only for a moment. */
    whenever(shows, take) {
      looks.add(() => shows.test(screen()) && take());
    },
    /** Resolves once nothing has come for a while. */
    quiet: (ms = 200) =>
      new Promise((resolve) => {
        let timer = setTimeout(done, ms);
        const again = () => {
          clearTimeout(timer);
          timer = setTimeout(done, ms);
        };
        function done() {
          looks.delete(again);
          resolve();
        }
        looks.add(again);
      }),
    end: () => child.kill('SIGKILL'),
  };
};
