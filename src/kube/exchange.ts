import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { request, type Dispatcher } from 'undici';
import type { BodyBuffers } from './bodyBuffers.ts';
import { warningsOf, type Answer } from './status.ts';

export interface Ask {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** With its query. */
  readonly path: string;
  readonly accept?: string;
  readonly body?: unknown;
  readonly contentType?: string;
  readonly signal?: AbortSignal;
  /** Given the first bytes of a body as soon as they are there, as text. */
  readonly onHead?: (head: string) => void;
  /** Takes out of the JSON what need not be parsed; may use its memory. */
  readonly prune?: (json: Buffer) => Buffer;
}

interface Exchange extends Ask {
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly timeoutMs: number;
}

const unzipped = promisify(gunzip);
const HEAD = 4096;

/** gzip costs more than it saves where there is no network between. */
const isLoopback = (server: string): boolean => /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(new URL(server).hostname);

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** Seconds, or an HTTP date. */
const milliseconds = (header: string | readonly string[] | undefined): number | undefined => {
  const value = typeof header === 'string' ? header.trim() : '';
  if (/^\d+$/.test(value)) return Number(value) * 1000;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.max(0, at - Date.now());
};

/** What a request is sent over. */
export interface Line {
  readonly dispatcher: Dispatcher;
  readonly buffers: BodyBuffers;
  readonly server: string;
}

/** One request and its whole answer, once. Throws what undici throws. */
export const exchange = async ({ dispatcher, buffers, server }: Line, ask: Exchange): Promise<Answer> => {
  const { method, path, accept = 'application/json', body, contentType = 'application/json', timeoutMs, signal } = ask;
  const compressed = isLoopback(server) ? {} : { 'accept-encoding': 'gzip' };
  const response = await request(`${server}${path}`, {
    dispatcher,
    method,
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    headers: { ...ask.headers, ...compressed, accept, ...(body === undefined ? {} : { 'content-type': contentType }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal ? { signal } : {}),
  });
  const { headers, statusCode: status } = response;
  const zipped = headers['content-encoding'] === 'gzip';
  const decoded = async (bytes: Buffer): Promise<string> => {
    const json = zipped ? await unzipped(bytes) : bytes;
    return (ask.prune?.(json) ?? json).toString('utf8');
  };
  const head = (bytes: Buffer): void => ask.onHead?.(bytes.toString('latin1', 0, HEAD));
  const text = await buffers.read(response.body, decoded, zipped ? undefined : head);
  const value = parsed(text);
  const wait = milliseconds(headers['retry-after']);
  return {
    status,
    body: value,
    ...(value === undefined ? { snippet: text.slice(0, 300), isHtml: /^\s*</.test(text) } : {}),
    warnings: warningsOf(headers['warning']),
    ...(wait === undefined ? {} : { retryAfterMs: wait }),
  };
};
