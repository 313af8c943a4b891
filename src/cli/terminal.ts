import { setImmediate } from 'node:timers/promises';
import { styleText } from 'node:util';
import { EXIT, Failure } from '../app/errors.ts';

export type Colour = 'red' | 'green' | 'yellow' | 'cyan' | 'dim' | 'bold';

/** Where data, messages and questions go. What is written has been made printable before. */
export interface Terminal {
  /** Data; a line break is added. */
  readonly out: (data: string | Uint8Array) => void;
  /** Progress and problems. */
  readonly err: (text: string) => void;
  /** Only where colours are wanted. */
  readonly paint: (colour: Colour, text: string) => string;
  /** What a line of data may take; Infinity where nobody looks at it. */
  readonly columns: number;
  /** A person can be asked. */
  readonly asks: boolean;
  /** A person looks at standard output and types: screens can be shown. */
  readonly shows: boolean;
  /** One line from a person. Throws a Failure where the input ends. */
  readonly ask: (question: string) => Promise<string>;
  /** Resolves once everything is written, or nobody reads it any more. */
  readonly flushed: () => Promise<void>;
}

interface Streams {
  /** Asked for only where it matters: to open it takes a tenth of the start of a command. */
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
}

/** The reader of a pipe has gone, or the terminal has. */
const nobodyReads = (stream: NodeJS.WriteStream, { code }: NodeJS.ErrnoException): boolean =>
  code === 'EPIPE' || (stream.isTTY && code === 'EIO');

/** Writes until nobody reads any more (`| head`), which is no error. */
const writer = (
  stream: NodeJS.WriteStream,
): { readonly write: (data: string | Uint8Array) => void; readonly flushed: () => Promise<void> } => {
  let gone: NodeJS.ErrnoException | undefined;
  const pending = new Set<Promise<void>>();
  stream.on('error', (error: NodeJS.ErrnoException) => {
    gone = error;
  });
  return {
    write(data) {
      if (gone) return;
      if (typeof data !== 'string') stream.write(data);
      const written = new Promise<void>((resolve) => stream.write(typeof data === 'string' ? `${data}\n` : '\n', () => resolve()));
      pending.add(written);
      void written.then(() => pending.delete(written));
    },
    async flushed() {
      await Promise.all(pending);
      if (gone && !nobodyReads(stream, gone)) throw new Failure(EXIT.usage, `The output could not be written: ${gone.message}.`);
    },
  };
};

/** Throws away what was typed or pasted before the question: it cannot have been meant as the answer. */
const dropTypedAhead = async (stdin: NodeJS.ReadStream): Promise<void> => {
  let dropped = true;
  const drop = (): void => {
    dropped = true;
  };
  stdin.on('data', drop);
  // A terminal hands over a line at each turn of the event loop; the first only starts the reading.
  for (let turn = 0; turn < 2 || dropped; turn++) {
    dropped = false;
    await setImmediate();
  }
  stdin.off('data', drop);
  stdin.pause();
};

const unanswered = (): Failure => new Failure(EXIT.needsTerminal, 'The input ended before the question was answered. Nothing was written.');

const asking = async ({ stdin, stderr }: Streams, question: string): Promise<string> => {
  const { createInterface } = await import('node:readline'); // most commands ask nothing, and start sooner without
  await dropTypedAhead(stdin);
  if (stdin.readableEnded) throw unanswered();
  return new Promise((resolve, reject) => {
    const lines = createInterface({ input: stdin, output: stderr });
    let answered = false;
    lines.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
    lines.on('close', () => {
      if (!answered) reject(unanswered());
    });
    lines.question(question, (answer) => {
      answered = true;
      lines.close();
      resolve(answer);
    });
  });
};

/** COLUMNS says it, or the terminal; a pipe takes lines of any length. */
const columnsOf = ({ isTTY, columns }: NodeJS.WriteStream, env: NodeJS.ProcessEnv): number => {
  const said = Number(env['COLUMNS']);
  if (Number.isInteger(said) && said > 0) return said;
  return isTTY && columns > 0 ? columns : Infinity;
};

/** `colour` is what `--no-color` says; NO_COLOR and what is no terminal turn it off besides. */
export const terminalOf = (streams: Streams, env: NodeJS.ProcessEnv, colour: boolean): Terminal => {
  const { stdout, stderr } = streams;
  const [data, messages] = [writer(stdout), writer(stderr)];
  const coloured = colour && stdout.isTTY === true && !env['NO_COLOR'] && env['TERM'] !== 'dumb';
  return {
    out: data.write,
    err: messages.write,
    paint: (as, text) => (coloured ? styleText(as, text, { validateStream: false }) : text),
    columns: columnsOf(stdout, env),
    get asks() {
      return stderr.isTTY === true && streams.stdin.isTTY === true;
    },
    get shows() {
      return stdout.isTTY === true && streams.stdin.isTTY === true;
    },
    ask: (question) => asking(streams, question),
    async flushed() {
      await Promise.all([data.flushed(), messages.flushed()]);
    },
  };
};
