import { render } from 'ink';
import { HUNG_UP, onSignals } from '../app/signals.ts';
import { openerOf, openWith } from './browser.ts';
import type { Config } from './config.ts';
import { editIn, editorOf } from './editor.ts';
import { effectsOver } from './effects.ts';
import type { Message } from './message.ts';
import type { Choice, Ports } from './ports.ts';
import { pointerOf } from './mouse.ts';
import { Root, type Terminal } from './Root.tsx';
import { save } from './save.ts';
import { startState, type Size } from './state.ts';
import { storeOf } from './store.ts';
import { themeFor } from './theme.ts';
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

type Streams = Pick<TuiOptions, 'stdin' | 'stdout'>;

/** A terminal that goes away says so in several ways at once: it counts as one signal. What nobody caught is a bug like any other. */
const listening = ({ stdin, stdout }: Streams, dispatch: (message: Message) => void, crash: (error: unknown) => void): (() => void) => {
  let gone = false;
  const told = (code: number): void => {
    if (code === HUNG_UP && gone) return;
    gone ||= code === HUNG_UP;
    dispatch({ type: 'ended', code });
  };
  const onResize = (): void => dispatch({ type: 'resized', size: sizeOf(stdout) });
  const onGone = (): void => told(HUNG_UP);
  stdout.on('resize', onResize);
  for (const stream of [stdin, stdout]) stream.on('error', onGone);
  stdin.on('end', onGone);
  const unlisten = onSignals(told);
  process.on('uncaughtException', crash);
  return () => {
    unlisten();
    process.off('uncaughtException', crash);
    stdout.off('resize', onResize);
    stdin.off('end', onGone);
    setImmediate(() => [stdin, stdout].forEach((stream) => stream.off('error', onGone)));
  };
};

/** Runs until a person quits or a signal comes; resolves with the exit code once the terminal is as it was. Rejects for bugs only. */
export const runTui = async ({ ports, start, stdin, stdout, env, config, version }: TuiOptions): Promise<number> => {
  const { done, quit, crash } = ending();
  const terminal: Terminal = { suspend: undefined, lend: undefined };
  const pointer = pointerOf(stdout);
  const effects = effectsOver(ports, {
    dispatch: (message) => store.dispatch(message),
    copy: (text) => stdout.write(osc52(text)),
    browse: (url) => openWith(openerOf(env, process.platform), url),
    edit: (text) => pointer.without(async () => terminal.lend?.(() => editIn(editorOf(env), text)) ?? text),
    save,
    mouse: pointer.set,
    suspend: () => void pointer.without(async () => terminal.suspend?.()),
    quit,
    crash,
  });
  const blank = startState(sizeOf(stdout), version, config);
  const first = start === 'pick' ? firstRun(blank) : open(blank, start);
  const store = storeOf(first.state, effects.run);
  const ignore = listening({ stdin, stdout }, store.dispatch, crash);
  const app = render(<Root store={store} theme={themeFor(env, config.theme)} terminal={terminal} />, {
    stdin,
    stdout,
    alternateScreen: true,
    incrementalRendering: true,
    exitOnCtrlC: false,
    interactive: true,
    patchConsole: false,
    maxFps: 1000,
  });
  if (config.mouse) pointer.set('on');
  for (const command of first.commands) effects.run(command);
  app.waitUntilExit().catch(crash);
  try {
    return await done;
  } finally {
    pointer.set('off');
    app.unmount();
    await effects.close();
    ignore();
  }
};
