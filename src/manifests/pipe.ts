import { constants, openSync, realpathSync, statSync, type Stats } from 'node:fs';
import { Socket } from 'node:net';
import { resolve } from 'node:path';
import { addAbortSignal } from 'node:stream';
import { reasonOf } from '../app/ioReason.ts';
import { MIB, MOST_BYTES, Unusable } from './readText.ts';

const NAMES_OF_STDIN = ['/dev/stdin', '/dev/fd/0', '/proc/self/fd/0'];

/** Whether a path is another name of the standard input, whatever that is: a pipe, a file, a terminal. */
export const namesStdin = (path: string): boolean => NAMES_OF_STDIN.includes(resolve(path));

/** What a path leads to; undefined where that cannot be said. */
const statOf = (path: string): Stats | undefined => {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
};

/** A named pipe, or one of a shell: `-f <(helm template …)` names /dev/fd/63. */
export const isPipe = (path: string): boolean => statOf(path)?.isFIFO() === true;

/** What a path leads to that holds no manifests and may never end; undefined for all that can be read. */
export const oddityOf = (path: string): 'a socket' | 'a device' | undefined => {
  const stat = statOf(path);
  if (stat?.isSocket()) return 'a socket';
  return stat?.isCharacterDevice() || stat?.isBlockDevice() ? 'a device' : undefined;
};

/** A pipe of a shell has no other name than the one that is given; only `native` does not take `pipe:[4711]` for a path. */
export const pipePath = (path: string): string => {
  try {
    return realpathSync.native(path);
  } catch {
    return resolve(path);
  }
};

/**
 * All that comes through a pipe; it waits for a writer. Opened without blocking: a thread that waits in `open` outlives
 * every signal, and `process.exit` waits for it. Throws Unusable, nothing else but what the signal gives.
 */
export const readPipe = async (path: string, signal?: AbortSignal): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    const pipe = new Socket({ fd: openSync(path, constants.O_RDONLY | constants.O_NONBLOCK), readable: true, writable: false });
    for await (const chunk of signal ? addAbortSignal(signal, pipe) : pipe) {
      chunks.push(chunk as Buffer);
      size += (chunk as Buffer).length;
      if (size > MOST_BYTES) throw new Unusable(`is too large (the limit is ${MOST_BYTES / MIB} MB): split it or name a part of it`);
    }
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof Unusable) throw error;
    throw new Unusable(`cannot be read: ${reasonOf(error)}`);
  }
  return Buffer.concat(chunks);
};
