import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import type { Credentials } from '../../src/kube/credentials.ts';
import { openTransport, type Transport, type TransportOptions } from '../../src/kube/transport.ts';

export const fixture = (name: string): string => path.join(import.meta.dirname, 'fixtures', name);

/** A certificate for localhost, made for these tests alone; its own CA. */
export const CA = readFileSync(fixture('localhost.crt'), 'utf8');

export interface Request {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: unknown;
  readonly raw: IncomingMessage;
}

export interface Plain {
  readonly status?: number;
  readonly json?: unknown;
  readonly text?: string;
  readonly headers?: Record<string, string | string[]>;
}

/** What to answer; a function does as it likes with the connection. */
export type Reply = Plain | ((response: ServerResponse, request: IncomingMessage) => void);

export interface TestServer {
  readonly url: string;
  /** All that came, in its order. */
  readonly requests: readonly Request[];
}

const bodyOf = async (request: IncomingMessage): Promise<unknown> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  return text === '' ? undefined : JSON.parse(text);
};

const send = (response: ServerResponse, request: IncomingMessage, reply: Reply): void => {
  if (typeof reply === 'function') return reply(response, request);
  const { status = 200, json, text, headers = {} } = reply;
  const type = text === undefined ? 'application/json' : 'text/html';
  response.writeHead(status, { 'content-type': type, ...headers }).end(text ?? JSON.stringify(json ?? {}));
};

/** A TLS server on loopback that answers as told, until the test is over. `nth` counts from 0, over all requests. */
export const serve = async (answer: (request: Request, nth: number) => Reply): Promise<TestServer> => {
  const requests: Request[] = [];
  const handle = async (raw: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname, searchParams: query } = new URL(raw.url ?? '/', 'https://localhost');
    const request = { method: raw.method ?? '', path: pathname, query, headers: raw.headers, body: await bodyOf(raw), raw };
    requests.push(request);
    send(response, raw, answer(request, requests.length - 1));
  };
  const server: Server = createServer(
    { cert: CA, key: readFileSync(fixture('localhost.key')) },
    (raw, response) => void handle(raw, response),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { url: `https://localhost:${(server.address() as AddressInfo).port}`, requests };
};

/** Cuts the connection. */
export const reset: Reply = (response) => void response.socket?.destroy();

/** Cuts the connection in the middle of the body. */
export const halfOf =
  (json: unknown): Reply =>
  (response) => {
    const body = JSON.stringify(json);
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
    response.write(body.slice(0, body.length / 2), () => response.socket?.destroy());
  };

/** Never answers. */
export const silence: Reply = () => undefined;

export const status = (code: number, reason: string, message: string): Plain => ({
  status: code,
  json: { kind: 'Status', apiVersion: 'v1', status: 'Failure', code, reason, message },
});

export const fixedToken = (token: string): Credentials => ({
  current: () => Promise.resolve({ authorization: `Bearer ${token}` }),
  renew: () => false,
  login: ['log in'],
});

/** A transport to a test server; how long it would have waited is told instead of waited. */
export const transportTo = (
  server: TestServer,
  options: Partial<TransportOptions> = {},
): { readonly transport: Transport; readonly waits: number[] } => {
  const waits: number[] = [];
  const transport = openTransport({
    server: server.url,
    tls: { ca: CA },
    credentials: fixedToken('secret'),
    headers: {},
    readOnly: false,
    timeoutMs: 5000,
    wait: (ms) => {
      waits.push(ms);
      return Promise.resolve();
    },
    ...options,
  });
  onTestFinished(() => transport.close());
  return { transport, waits };
};
