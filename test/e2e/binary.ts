import { spawn } from 'node:child_process';
import path from 'node:path';
import { spawn as spawnInTerminal } from '@lydell/node-pty';
import xterm from '@xterm/headless';

const ROOT = path.join(import.meta.dirname, '../..');
export const BINARY = path.join(ROOT, 'bin/kubeharden.js');
export const DEMO = path.join(ROOT, 'demo');

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The bundled program with its streams in pipes: nobody is there to answer. */
export const run = (args: readonly string[], env: Readonly<Record<string, string>>): Promise<Ended> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [BINARY, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });

export interface Terminal {
  readonly type: (keys: string) => void;
  /** Resolves once the screen shows it; rejects with the last screen if the program ends first. */
  readonly shows: (text: string | RegExp) => Promise<string>;
  readonly ended: Promise<number>;
  readonly signal: (name: 'SIGTERM' | 'SIGHUP') => void;
  /** Takes the terminal away from the program. */
  readonly hangUp: () => void;
  /** Whether the screen is the program's own, not the one from which it was started. */
  readonly isAlternate: () => Promise<boolean>;
}

/** The bundled program in a pty of its own, looked at through a terminal emulator. */
export const openTerminal = (args: readonly string[], env: Readonly<Record<string, string>>): Terminal => {
  const term = new xterm.Terminal({ cols: 100, rows: 30, allowProposedApi: true });
  const child = spawnInTerminal(process.execPath, [BINARY, ...args], { cols: 100, rows: 30, name: 'xterm-256color', env: { ...env } });
  const looks = new Set<() => void>();
  const screen = (): string =>
    Array.from({ length: 30 }, (_, y) => term.buffer.active.getLine(term.buffer.active.viewportY + y)?.translateToString(true) ?? '').join(
      '\n',
    );
  child.onData((data) => term.write(data, () => looks.forEach((look) => look())));
  const ended = new Promise<number>((resolve) => child.onExit(({ exitCode }) => resolve(exitCode)));
  return {
    type: (keys) => child.write(keys),
    ended,
    signal: (name) => child.kill(name),
    hangUp: () => (child as unknown as { destroy: () => void }).destroy(),
    isAlternate: () => new Promise((resolve) => term.write('', () => resolve(term.buffer.active.type === 'alternate'))),
    shows: (text) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const now = screen();
          if (!(typeof text === 'string' ? now.includes(text) : text.test(now))) return;
          looks.delete(look);
          resolve(now);
        };
        looks.add(look);
        look();
        void ended.then((code) => reject(new Error(`ended with ${code} before it showed ${String(text)}:\n${screen()}`)));
      }),
  };
};
