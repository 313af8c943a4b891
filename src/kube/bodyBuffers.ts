import type { Readable } from 'node:stream';

const SMALLEST = 64 * 1024;
/** More than are ever in flight; what is over is left to the garbage collector. */
const KEPT = 8;

/** Lends memory for bodies: a new buffer for each page of a large list would cost more than to fill it. */
export interface BodyBuffers {
  /** Reads a body to its end and returns what `use` makes of its bytes, which are only there until then. */
  read<T>(body: Readable, use: (bytes: Buffer) => T | Promise<T>, onHead?: (head: Buffer) => void): Promise<T>;
}

const withRoom = (buffer: Buffer, used: number, more: number): Buffer => {
  if (used + more <= buffer.length) return buffer;
  const larger = Buffer.allocUnsafeSlow(Math.max(buffer.length * 2, used + more));
  buffer.copy(larger, 0, 0, used);
  return larger;
};

export const bodyBuffers = (): BodyBuffers => {
  const free: Buffer[] = [];
  return {
    async read(body, use, onHead) {
      let [buffer, used] = [free.pop() ?? Buffer.allocUnsafeSlow(SMALLEST), 0];
      try {
        await new Promise<void>((resolve, reject) => {
          body.on('data', (chunk: Buffer) => {
            if (used === 0) onHead?.(chunk);
            buffer = withRoom(buffer, used, chunk.length);
            used += chunk.copy(buffer, used);
          });
          body.once('end', resolve);
          body.once('error', reject);
        });
        return await use(buffer.subarray(0, used));
      } finally {
        if (free.length < KEPT) free.push(buffer);
      }
    },
  };
};
