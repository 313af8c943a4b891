import type { Readable } from 'node:stream';
import { errors } from 'undici';

/** Fewer bytes than this within the time that a server may be silent are as good as none. */
const LEAST = 1024;

/**
 * Ends a body that drips: a long answer may take as long as it needs, one that hardly moves is as silent as one that
 * does not. Throws into the body what undici throws for silence.
 */
export const demandProgress = (body: Readable, timeoutMs: number): void => {
  let came = 0;
  const look = (): void => {
    if (came < LEAST) body.destroy(new errors.BodyTimeoutError(`only ${came} bytes came in ${timeoutMs} ms`));
    came = 0;
  };
  // Where we stood still ourselves, what came meanwhile is read between the two.
  const looking = setInterval(() => setImmediate(look), timeoutMs);
  body.on('data', (chunk: Buffer) => (came += chunk.length));
  body.once('close', () => clearInterval(looking));
};
