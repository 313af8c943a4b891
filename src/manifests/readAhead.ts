import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Known } from './known.ts';
import type { Listed } from './listing.ts';
import { sharing, take, type Said } from './sharing.ts';

/** With fewer, a second thread takes longer to start than it saves. */
const WORTH_A_THREAD = 150;

/** A thread that reads files from the other end. */
export interface ReadAhead {
  /** What the thread knows of a file; undefined where it is left to who asks. Asked once for each, from the first to the last. */
  readonly known: (at: number) => Promise<Known | undefined>;
  readonly end: () => void;
}

/** `reader` is the module of reader.ts. Whatever becomes of the thread, what it did not hand over is left to who asks. */
const startedWith = (reader: URL, files: readonly Listed[]): ReadAhead => {
  const shared = sharing(files);
  const found = new Map<number, Known>();
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  const worker = new Worker(reader, { workerData: shared, execArgv: [] });
  worker.on('message', (said: Said) => {
    if (said === null) resolve();
    else for (const [at, known] of said) found.set(at, known);
  });
  worker.on('error', () => resolve());
  worker.on('exit', () => resolve());
  return {
    async known(at) {
      if (take(shared, at)) return undefined;
      await ended;
      return found.get(at);
    },
    end: () => void worker.terminate(),
  };
};

const ALONE: ReadAhead = { known: () => Promise.resolve(undefined), end: () => undefined };

/** Without a reader, for few files or on one processor, this thread reads alone. */
export const readAhead = (reader: URL | undefined, files: readonly Listed[]): ReadAhead =>
  reader && files.length >= WORTH_A_THREAD && availableParallelism() > 1 ? startedWith(reader, files) : ALONE;
