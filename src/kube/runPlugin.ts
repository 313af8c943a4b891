import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import type { CredentialOptions } from './credentials.ts';

/** A plugin that waits for a person (a device code, a browser) gets this long. */
const PATIENCE_MS = 60_000;
/** No credential is longer; what comes after is read and dropped. */
const MOST = 1024 * 1024;

/** How a plugin ended, and what it said until then. */
export interface Output {
  /** Its exit code, the signal that ended it, or that it was not waited for any longer. */
  readonly end: number | NodeJS.Signals | 'late';
  readonly stdout: string;
  readonly stderr: string;
}

interface Heard {
  readonly bytes: () => number;
  readonly text: () => string;
}

const hear = (stream: Readable): Heard => {
  const chunks: Buffer[] = [];
  let bytes = 0;
  stream.on('data', (chunk: Buffer) => {
    if (bytes < MOST) chunks.push(chunk);
    bytes += chunk.length;
  });
  return { bytes: () => bytes, text: () => Buffer.concat(chunks).toString() };
};

/** As long the end of its output is waited for where a plugin has ended well before its words were whole: what filters them may still be at it. */
const AFTERWARDS_MS = 5_000;

/** Until a turn of the event loop brings nothing more: what was written has arrived then, whoever else still holds the pipe. */
const drained = async (...streams: readonly Heard[]): Promise<void> => {
  const all = (): number => streams.reduce((sum, stream) => sum + stream.bytes(), 0);
  for (let before = -1; before !== all();) {
    before = all();
    await turn();
    await turn();
  }
};

const isWhole = (text: string): boolean => {
  try {
    return typeof JSON.parse(text) === 'object';
  } catch {
    return false;
  }
};

const sooner = async (closed: Promise<unknown>, ms: number): Promise<void> => {
  const { promise: late, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  await Promise.race([closed, late]);
  clearTimeout(timer);
};

/**
 * Runs a plugin until it ends itself: what it leaves behind may hold its pipes for ever. One that does not end within a
 * minute is told to and no longer waited for. Throws what spawn throws.
 */
export const runPlugin = (
  command: string,
  args: readonly string[],
  { env, signal }: Pick<CredentialOptions, 'env' | 'signal'>,
): Promise<Output> =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'], ...(signal ? { signal } : {}) });
    const [out, err] = [hear(child.stdout), hear(child.stderr)];
    const release = (): void => {
      clearTimeout(timer);
      child.stdout.destroy();
      child.stderr.destroy();
      child.unref();
    };
    const end = (how: Output['end']): void => {
      release();
      resolve({ end: how, stdout: out.text(), stderr: err.text() });
    };
    const timer = setTimeout(() => {
      child.kill();
      end('late');
    }, PATIENCE_MS);
    child.once('error', (error) => {
      release();
      reject(error);
    });
    const closed = new Promise((resolved) => child.once('close', resolved));
    const said = async (code: number | null): Promise<void> => {
      await drained(out, err);
      if (code === 0 && !isWhole(out.text())) await sooner(closed, AFTERWARDS_MS);
    };
    child.once('exit', (code, by) => void said(code).then(() => end(code ?? by ?? 'late')));
  });
