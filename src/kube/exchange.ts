import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { request, type Dispatcher } from 'undici';
import type { BodyBuffers } from './bodyBuffers.ts';
import { demandProgress } from './progress.ts';
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
  /** Reads the body of a success, in place of JSON.parse; the bytes are its own until it returns. Throws SyntaxError. */
  readonly parse?: (json: Buffer) => unknown;
}

interface Exchange extends Ask {
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly timeoutMs: number;
}

const unzipped = promisify(gunzip);
const HEAD = 4096;
const SNIPPET = 300;

/** gzip costs more than it saves where there is no network between. */
const isLoopback = (server: string): boolean => /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(new URL(server).hostname);

interface Body {
  readonly body: unknown;
  readonly snippet?: string;
  readonly isHtml?: boolean;
}

const parsed = (bytes: Buffer, parse: (json: Buffer) => unknown): Body => {
  try {
    return { body: parse(bytes) };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const snippet = bytes.toString('utf8', 0, SNIPPET);
    return { body: undefined, snippet, isHtml: /^\s*</.test(snippet) };
  }
};

const parseAll = (json: Buffer): unknown => JSON.parse(json.toString('utf8'));

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
  demandProgress(response.body, timeoutMs);
  const zipped = headers['content-encoding'] === 'gzip';
  const parse = (status < 300 ? ask.parse : undefined) ?? parseAll;
  const head = (bytes: Buffer): void => ask.onHead?.(bytes.toString('latin1', 0, HEAD));
  const content = await buffers.read(
    response.body,
    async (bytes) => parsed(zipped ? await unzipped(bytes) : bytes, parse),
    zipped ? undefined : head,
  );
  const wait = milliseconds(headers['retry-after']);
  const date = Date.parse(String(headers['date']));
  return {
    status,
    ...content,
    warnings: warningsOf(headers['warning']),
    ...(Number.isNaN(date) ? {} : { date }),
    ...(wait === undefined ? {} : { retryAfterMs: wait }),
  };
};
