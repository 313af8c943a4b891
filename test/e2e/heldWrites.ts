import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, request as forward, type IncomingMessage, type ServerResponse } from 'node:http';
import { request as forwardSecurely } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { ControlPlane } from '../control-plane/start.ts';

/** The API server behind a door: what writes gets its answer only once it is let go. */
export interface Door {
  readonly server: string;
  /** Resolves when the API server has carried out a write whose answer is held. */
  readonly held: Promise<void>;
  readonly letGo: () => void;
  readonly close: () => Promise<void>;
}

const writes = ({ method, url = '' }: IncomingMessage): boolean =>
  method !== 'GET' && !url.includes('dryRun=All') && !url.includes('authorization.k8s.io') && !url.includes('authentication.k8s.io');

export const doorTo = async ({ server, caFile }: ControlPlane): Promise<Door> => {
  const ca = readFileSync(caFile);
  const [held, open] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const pass = (asked: IncomingMessage, answer: ServerResponse): void => {
    const { host: _host, ...headers } = asked.headers;
    const send = server.startsWith('https:') ? forwardSecurely : forward;
    const passed = send(server + (asked.url ?? ''), { method: asked.method, headers, ca }, (got) => {
      const give = (): void => {
        answer.writeHead(got.statusCode ?? 502, got.headers);
        got.pipe(answer);
      };
      if (!writes(asked)) return give();
      held.resolve();
      void open.promise.then(give);
    });
    passed.on('error', () => answer.destroy());
    asked.pipe(passed);
  };
  const listener = createServer(pass).listen(0, '127.0.0.1');
  await once(listener, 'listening');
  return {
    server: `http://127.0.0.1:${(listener.address() as AddressInfo).port}`,
    held: held.promise,
    letGo: open.resolve,
    async close() {
      listener.closeAllConnections();
      listener.close();
      await once(listener, 'close');
    },
  };
};
