import { HUNG_UP, onSignals } from '../app/signals.ts';
import type { Message } from './message.ts';
import type { Size } from './state.ts';

export interface Streams {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
}

export interface Heard {
  readonly dispatch: (message: Message) => void;
  readonly crash: (error: unknown) => void;
  readonly sizeNow: () => Size;
}

/** A terminal that goes away says so in several ways at once: it counts as one signal. What nobody caught is a bug like any other. */
export const listening = ({ stdin, stdout }: Streams, { dispatch, crash, sizeNow }: Heard): (() => void) => {
  let gone = false;
  const told = (code: number): void => {
    if (code === HUNG_UP && gone) return;
    gone ||= code === HUNG_UP;
    dispatch({ type: 'ended', code });
  };
  const onResize = (): void => dispatch({ type: 'resized', size: sizeNow() });
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
