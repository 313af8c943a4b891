import { constants, existsSync, lstatSync, openSync, readdirSync, realpathSync, statSync, type Stats } from 'node:fs';
import { Socket } from 'node:net';
import { resolve } from 'node:path';
import { addAbortSignal, type Readable } from 'node:stream';
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

const OWN = '/proc/self/fd';

/**
 * Whether we hold the writing end of a pipe: one of Node's own, or our output. It would never end, and of Node's, whoever reads
 * takes the signals away. Only Linux tells.
 */
const isOurs = ({ ino, dev }: Stats): boolean =>
  existsSync(OWN) &&
  readdirSync(OWN).some((fd) => {
    const [link, to] = [lstatSync(`${OWN}/${fd}`, { throwIfNoEntry: false }), statOf(`${OWN}/${fd}`)];
    return link !== undefined && (link.mode & 0o200) !== 0 && to?.ino === ino && to.dev === dev;
  });

/** What a path leads to that holds no manifests and may never end; undefined for all that can be read. */
export const oddityOf = (path: string): string | undefined => {
  const stat = statOf(path);
  if (!stat || stat.isFile() || stat.isDirectory()) return undefined;
  if (stat.isFIFO()) return isOurs(stat) ? 'a pipe that kubeharden itself writes to' : undefined;
  if (stat.isSocket()) return 'a socket';
  return stat.isCharacterDevice() || stat.isBlockDevice() ? 'a device' : 'no file';
};

/**
 * The path that links and the working directory do not change. What has no other name, as a pipe of a shell or a file that is
 * open and deleted, keeps the one that is given; only `native` does not take `pipe:[4711]` for a path.
 */
export const realName = (path: string): string => {
  try {
    return realpathSync.native(path);
  } catch {
    return resolve(path);
  }
};

const allOf = async (stream: AsyncIterable<unknown>): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    chunks.push(chunk as Buffer);
    size += (chunk as Buffer).length;
    if (size > MOST_BYTES) throw new Unusable(`is too large (the limit is ${MOST_BYTES / MIB} MB): split it or name a part of it`);
  }
  return Buffer.concat(chunks);
};

/** All that comes through a stream. Throws Unusable, nothing else but what the signal gives. */
export const readStream = async (open: () => Readable, signal?: AbortSignal): Promise<Buffer> => {
  try {
    const stream = open();
    return await allOf(signal ? addAbortSignal(signal, stream) : stream);
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof Unusable) throw error;
    throw new Unusable(`cannot be read: ${reasonOf(error)}`);
  }
};

/**
 * All that comes through a pipe; it waits for a writer. Opened without blocking: a thread that waits in `open` outlives
 * every signal, and `process.exit` waits for it. Throws as `readStream`.
 */
export const readPipe = (path: string, signal?: AbortSignal): Promise<Buffer> =>
  readStream(() => new Socket({ fd: openSync(path, constants.O_RDONLY | constants.O_NONBLOCK), readable: true, writable: false }), signal);
