import { isUtf8 } from 'node:buffer';
import { closeSync, constants, fstatSync, openSync, readFileSync, readSync, statSync, type BigIntStats } from 'node:fs';
import { reasonOf } from '../app/ioReason.ts';

export const MIB = 1024 * 1024;
/** No manifest comes near it. */
export const MOST_BYTES = 64 * MIB;

/** A file that cannot be used, and what to do; no Failure, for the other files still can. */
export class Unusable extends Error {}

/** A file as it stood when it was opened. */
export interface Content {
  readonly bytes: Buffer;
  /** Differs after a write, as far as the file system tells. */
  readonly mark: string;
}

const markIn = ({ ino, size, mtimeNs }: BigIntStats): string => `${ino} ${size} ${mtimeNs}`;

/** The mark that a file has now; empty where there is none. */
export const markOf = (path: string): string => {
  const stat = statSync(path, { throwIfNoEntry: false, bigint: true });
  return stat ? markIn(stat) : '';
};

/** What an open file of this size holds. What says that it is empty is read to its end: files that a kernel makes up say so. */
const bytesOf = (open: number, size: number): Buffer => {
  if (size === 0) return readFileSync(open);
  const bytes = Buffer.allocUnsafeSlow(size);
  let end = 0;
  for (let read = -1; end < size && read !== 0; end += read) read = readSync(open, bytes, end, size - end, null);
  return end === size ? bytes : bytes.subarray(0, end);
};

/**
 * The content of a file, or why it cannot be used. Nothing of a file over the limit is read, nor of what has become a pipe
 * since it was listed, which would be waited for without end.
 */
export const readContent = (path: string): Content => {
  try {
    const open = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const stat = fstatSync(open, { bigint: true });
      if (!stat.isFile()) throw new Unusable('is no file any more: name a file, a folder or - (standard input)');
      const size = Number(stat.size);
      if (size > MOST_BYTES)
        throw new Unusable(`is too large (${Math.round(size / MIB)} MB, the limit is ${MOST_BYTES / MIB}): split it or name a part of it`);
      return { bytes: bytesOf(open, size), mark: markIn(stat) };
    } finally {
      closeSync(open);
    }
  } catch (error) {
    if (error instanceof Unusable) throw error;
    throw new Unusable(`cannot be read: ${reasonOf(error)}`);
  }
};

export interface Decoded {
  readonly text: string;
  /** Bytes before the text: 3 for a byte order mark. */
  readonly head: number;
}

/** The text of a manifest. Throws Unusable for what is no text, which YAML could only misread. */
export const decode = (bytes: Buffer): Decoded => {
  if (bytes.length === 0) throw new Unusable('is empty: write an object or leave it out');
  if (bytes.includes(0)) throw new Unusable('is no text (it has a zero byte): name a YAML or JSON file');
  if (!isUtf8(bytes)) throw new Unusable('is not UTF-8: save it in that encoding');
  const head = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  return { text: bytes.toString('utf8', head), head };
};
