import { spawn } from '@lydell/node-pty';
import xterm from '@xterm/headless';

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** What a program can leave behind in a terminal. */
export interface Modes {
  readonly alternate: boolean;
  readonly cursorHidden: boolean;
  readonly mouse: string;
  readonly bracketedPaste: boolean;
  readonly focus: boolean;
  readonly applicationCursor: boolean;
}

export interface Terminal {
  readonly type: (keys: string) => void;
  /** Resolves once a whole frame shows it; rejects with the last screen if the program ends first. */
  readonly shows: (text: string | RegExp) => Promise<string>;
  /** What stands there once all that has come is drawn, a whole frame, a line each, without the blanks at its end. */
  readonly rows: () => Promise<readonly string[]>;
  /** Calls back with every frame that the program has finished, until the program ends. */
  readonly frames: (look: (rows: readonly string[]) => void) => void;
  readonly resize: (size: Size) => void;
  readonly ended: Promise<number>;
  readonly signal: (name: NodeJS.Signals) => void;
  /** Takes the terminal away from the program. */
  readonly hangUp: () => void;
  /** Whether the screen is the program's own, not the one from which it was started. */
  readonly isAlternate: () => Promise<boolean>;
  readonly modes: () => Promise<Modes>;
}

const CURSOR = 25;

/** Follows DECTCEM, of which the emulator tells nobody. */
const cursorOf = (term: xterm.Terminal): { hidden: boolean } => {
  const cursor = { hidden: false };
  for (const [final, hidden] of [
    ['h', false],
    ['l', true],
  ] as const)
    term.parser.registerCsiHandler({ prefix: '?', final }, (params) => {
      if (params.includes(CURSOR)) cursor.hidden = hidden;
      return false;
    });
  return cursor;
};

const SYNCHRONIZED = 2026;

/** A program in a pty of its own, looked at through a terminal emulator. It runs in its HOME: what it writes lands there. */
export const openPty = (
  file: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  { columns, rows }: Size = { columns: 100, rows: 30 },
): Terminal => {
  const term = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true });
  const cwd = env['HOME'] ?? process.cwd();
  const child = spawn(file, [...args], { cols: columns, rows, name: 'xterm-256color', cwd, env: { ...env } });
  const cursor = cursorOf(term);
  const looks = new Set<() => void>();
  const { buffer } = term;
  const lines = (): readonly string[] =>
    Array.from({ length: term.rows }, (_, y) => buffer.active.getLine(buffer.active.viewportY + y)?.translateToString(true) ?? '');
  const screen = (): string => lines().join('\n');
  const drawn = <T>(look: () => T): Promise<T> => new Promise((resolve) => term.write('', () => resolve(look())));
  /** A read may end in the middle of a frame, which no person ever sees: nobody looks before it is whole. */
  const lookOnce = (): void => {
    if (!term.modes.synchronizedOutputMode) looks.forEach((look) => look());
  };
  child.onData((data) => term.write(data, lookOnce));
  const ended = new Promise<number>((resolve) => child.onExit(({ exitCode }) => resolve(exitCode)));
  return {
    type: (keys) => child.write(keys),
    ended,
    signal: (name) => child.kill(name),
    hangUp: () => (child as unknown as { destroy: () => void }).destroy(),
    rows: () =>
      new Promise((resolve) => {
        const look = (): void => {
          looks.delete(look);
          resolve(lines());
        };
        looks.add(look);
        term.write('', lookOnce);
        void ended.then(() => term.write('', look));
      }),
    frames: (look) =>
      void term.parser.registerCsiHandler({ prefix: '?', final: 'l' }, (params) => {
        if (params.includes(SYNCHRONIZED)) look(lines());
        return false;
      }),
    resize(size) {
      term.resize(size.columns, size.rows);
      child.resize(size.columns, size.rows);
    },
    isAlternate: () => drawn(() => buffer.active.type === 'alternate'),
    modes: () =>
      drawn(() => ({
        alternate: buffer.active.type === 'alternate',
        cursorHidden: cursor.hidden,
        mouse: term.modes.mouseTrackingMode,
        bracketedPaste: term.modes.bracketedPasteMode,
        focus: term.modes.sendFocusMode,
        applicationCursor: term.modes.applicationCursorKeysMode,
      })),
    shows: (text) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const now = screen();
          if (!(typeof text === 'string' ? now.includes(text) : text.test(now))) return;
          looks.delete(look);
          resolve(now);
        };
        looks.add(look);
        lookOnce();
        void ended.then((code) => reject(new Error(`ended with ${code} before it showed ${String(text)}:\n${screen()}`)));
      }),
  };
};
