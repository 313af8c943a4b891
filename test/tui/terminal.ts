import { PassThrough } from 'node:stream';
import xterm from '@xterm/headless';
import { NO_CONFIG } from '../../src/tui/config.ts';
import { runTui } from '../../src/tui/index.tsx';
import type { Choice } from '../../src/tui/ports.ts';
import type { Size } from '../../src/tui/state.ts';
import { DEMO, type Scene } from './scene.ts';

export interface Screen {
  /** What a person sees, a line each, without the blanks at its end. */
  readonly lines: () => readonly string[];
  /** Bytes as a terminal sends them, in one chunk. */
  readonly send: (bytes: string) => void;
  /** Resolves with the screen as soon as the text stands there. */
  readonly shows: (text: string | RegExp) => Promise<string>;
  readonly resize: (size: Size) => void;
  readonly exit: Promise<number>;
  /** All that was ever written. */
  readonly raw: () => string;
}

/** The whole TUI on a terminal emulator: what Ink writes is what is looked at. */
export const screenOf = ({ ports }: Scene, size: Size, env: Record<string, string> = {}, start: 'pick' | Choice = DEMO): Screen => {
  const term = new xterm.Terminal({ cols: size.columns, rows: size.rows, allowProposedApi: true, convertEol: true });
  let raw = '';
  const looks = new Set<() => void>();
  const stdout = Object.assign(new PassThrough(), { isTTY: true, columns: size.columns, rows: size.rows });
  stdout.on('data', (chunk: Buffer) => {
    raw += chunk.toString();
    term.write(chunk, () => looks.forEach((look) => look()));
  });
  const stdin = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => stdin, ref: () => stdin, unref: () => stdin });
  const lines = (): readonly string[] =>
    Array.from({ length: term.rows }, (_, y) => term.buffer.active.getLine(term.buffer.active.baseY + y)?.translateToString(true) ?? '');
  const exit = runTui({
    ports,
    start,
    stdin: stdin as unknown as NodeJS.ReadStream,
    stdout: stdout as unknown as NodeJS.WriteStream,
    env,
    config: NO_CONFIG,
    version: '0.0.0',
  });
  return {
    lines,
    raw: () => raw,
    exit,
    send: (bytes) => void stdin.write(bytes),
    resize({ columns, rows }) {
      term.resize(columns, rows);
      Object.assign(stdout, { columns, rows });
      stdout.emit('resize');
    },
    shows: (text) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const all = lines().join('\n');
          if (!(typeof text === 'string' ? all.includes(text) : text.test(all))) return;
          looks.delete(look);
          resolve(all);
        };
        looks.add(look);
        look();
        exit.then((code) => reject(new Error(`ended with ${code} before it showed ${String(text)}`)), reject);
      }),
  };
};
