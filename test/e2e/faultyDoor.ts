import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import { Agent, request as forward } from 'node:https';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { ControlPlane } from '../control-plane/start.ts';

export interface Asked {
  readonly method: string;
  /** With its query. */
  readonly url: string;
  /** Asks the server to store something. */
  readonly writes: boolean;
}

export interface Given {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** What may be done with a request: have it carried out, as it is or under another address, and answer. */
export interface Hands {
  readonly carryOut: (url?: string) => Promise<Given>;
  readonly answer: (given: Given) => void;
  /** What is left of the connection. */
  readonly response: ServerResponse;
}

/** Takes a request in its hands; undefined lets it pass. */
export type Fault = (asked: Asked, hands: Hands) => Promise<void> | undefined;

/** The API server behind a door at which things go wrong. */
export interface FaultyDoor {
  readonly server: string;
  /** From now on; without one everything passes. */
  readonly set: (fault?: Fault) => void;
  readonly close: () => Promise<void>;
}

const askedIn = ({ method = '', url = '' }: IncomingMessage): Asked => ({
  method,
  url,
  writes: method !== 'GET' && !/dryRun=All|(authorization|authentication)\.k8s\.io\/v1\/self/.test(url),
});

/** The server's clock is this far from ours. */
export const dated =
  (ms: number): Fault =>
  (_, { carryOut, answer }) =>
    carryOut().then((given) => answer({ ...given, headers: { ...given.headers, date: new Date(Date.now() + ms).toUTCString() } }));

export const faultyDoorTo = async ({ server, caFile }: ControlPlane): Promise<FaultyDoor> => {
  const agent = new Agent({ ca: readFileSync(caFile), keepAlive: true });
  let fault: Fault | undefined;
  const handsOn = async (raw: IncomingMessage, response: ServerResponse): Promise<Hands> => {
    const sent = await buffer(raw);
    const { host: _host, ...headers } = raw.headers;
    return {
      response,
      carryOut: async (url = raw.url ?? '') => {
        const passed = forward(server + url, { method: raw.method, headers, agent }).end(sent);
        const [got] = (await once(passed, 'response')) as [IncomingMessage];
        return { status: got.statusCode ?? 0, headers: got.headers, body: await buffer(got) };
      },
      answer({ status, headers: { 'transfer-encoding': _chunked, ...kept }, body }) {
        response.writeHead(status, { ...kept, 'content-length': body.length }).end(body);
      },
    };
  };
  const handle = async (raw: IncomingMessage, response: ServerResponse): Promise<void> => {
    const hands = await handsOn(raw, response);
    await (fault?.(askedIn(raw), hands) ?? hands.carryOut().then(hands.answer));
  };
  const listener = createServer((raw, response) => void handle(raw, response).catch(() => response.destroy()));
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  return {
    server: `http://127.0.0.1:${(listener.address() as AddressInfo).port}`,
    set: (next) => void (fault = next),
    async close() {
      agent.destroy();
      listener.closeAllConnections();
      listener.close();
      await once(listener, 'close');
    },
  };
};
