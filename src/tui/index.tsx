import { render } from 'ink';
import { openerOf, openWith } from './browser.ts';
import type { Config } from './config.ts';
import { editIn, editorOf } from './editor.ts';
import { effectsOver } from './effects.ts';
import { listening } from './listening.ts';
import type { Choice, Ports } from './ports.ts';
import { pointerOf, pointingFrom } from './mouse.ts';
import { Root } from './Root.tsx';
import { save } from './save.ts';
import { startState, type Size } from './state.ts';
import { storeOf } from './store.ts';
import { themeFor } from './theme.ts';
import type { Terminal } from './useTerminal.ts';
import { firstRun, open } from './update/opening.ts';

export type { Choice, Connection, History, Ports } from './ports.ts';
export { readConfig } from './configFile.ts';
export { connectionOver } from './connection.ts';

export interface TuiOptions {
  readonly ports: Ports;
  /** Where to begin: at the list of contexts, or with one of them opened. */
  readonly start: 'pick' | Choice;
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly config: Config;
  /** kubeharden's. */
  readonly version: string;
}

const sizeOf = (stdout: NodeJS.WriteStream): Size => ({ columns: stdout.columns || 80, rows: stdout.rows || 24 });

/** The clipboard of the terminal, over SSH too. */
const osc52 = (text: string): string => `\u001b]52;c;${Buffer.from(text).toString('base64')}\u0007`;

interface Ending {
  readonly done: Promise<number>;
  readonly quit: (code: number) => void;
  readonly crash: (error: unknown) => void;
}

const ending = (): Ending => {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  return { done: promise, quit: resolve, crash: (error) => reject(error instanceof Error ? error : new Error(String(error))) };
};

const RENDERED = { exitOnCtrlC: false, interactive: true, patchConsole: false, maxFps: 1000, isScreenReaderEnabled: false } as const;
const FULL_SCREEN = { alternateScreen: true, incrementalRendering: true } as const;

/** As other programs on Ink are told. */
const isForReader = (env: TuiOptions['env'], { screenReader }: Config): boolean => screenReader ?? env['INK_SCREEN_READER'] === 'true';

/** Runs until a person quits or a signal comes; resolves with the exit code once the terminal is as it was. Rejects for bugs only. */
export const runTui = async ({ ports, start, stdin, stdout, env, config, version }: TuiOptions): Promise<number> => {
  const { done, quit, crash } = ending();
  const terminal: Terminal = { suspend: undefined, lend: undefined };
  const reader = isForReader(env, config) ? await import('./reader/Reader.tsx') : undefined;
  const pointer = pointerOf(stdout);
  const effects = effectsOver(ports, {
    dispatch: (message) => store.dispatch(message),
    copy: (text) => stdout.write(osc52(text)),
    browse: (url) => openWith(openerOf(env, process.platform), url),
    edit: (text) => pointer.without(async () => terminal.lend?.(() => editIn(editorOf(env), text)) ?? text),
    save,
    mouse: (wanted) => pointer.set(reader ? 'off' : wanted),
    suspend: () => void pointer.without(async () => terminal.suspend?.()),
    quit,
    crash,
  });
  const sizeNow = (): Size => reader?.READER_SIZE ?? sizeOf(stdout);
  const blank = startState(sizeNow(), version, config);
  const first = start === 'pick' ? firstRun(blank) : open(blank, start);
  const store = storeOf(first.state, effects.run);
  const ignore = listening({ stdin, stdout }, { dispatch: store.dispatch, crash, sizeNow });
  const deaf = pointingFrom(stdin, (pointing) => store.dispatch({ type: 'pointed', pointing }));
  const how = { ...RENDERED, stdin, stdout };
  const app = reader
    ? render(<reader.Reader store={store} terminal={terminal} />, how)
    : render(<Root store={store} theme={themeFor(env, config.theme)} terminal={terminal} />, { ...how, ...FULL_SCREEN });
  if (config.mouse && !reader) pointer.set('on');
  for (const command of first.commands) effects.run(command);
  app.waitUntilExit().catch(crash);
  try {
    return await done;
  } finally {
    pointer.set('off');
    app.unmount();
    await effects.close();
    ignore();
    deaf();
  }
};
