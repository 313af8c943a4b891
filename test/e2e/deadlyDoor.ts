import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Agent, request as forward } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { ControlPlane } from '../control-plane/start.ts';

/** Who dies at which of its requests: before that one gets through, or once it is carried out and nobody knows. */
export interface Sentence {
  readonly nth: number;
  readonly when: 'before' | 'after';
  readonly kill: () => void;
}

/** The API server behind a door that may kill who goes through it. */
export interface DeadlyDoor {
  readonly server: string;
  /** For the requests from now on, which are counted from 0. */
  readonly sentence: (sentence?: Sentence) => void;
  /** Since the last sentence: `PATCH /api/v1/…`. */
  readonly passed: readonly string[];
  readonly close: () => Promise<void>;
}

export const deadlyDoorTo = async ({ server, caFile }: ControlPlane): Promise<DeadlyDoor> => {
  const agent = new Agent({ ca: readFileSync(caFile), keepAlive: true });
  const passed: string[] = [];
  let sentence: Sentence | undefined;
  const pass = (asked: IncomingMessage, answer: ServerResponse): void => {
    const { host: _host, ...headers } = asked.headers;
    const due = sentence?.nth === passed.length ? sentence : undefined;
    passed.push(`${asked.method} ${asked.url ?? ''}`);
    if (due?.when === 'before') return due.kill();
    const sent = forward(server + (asked.url ?? ''), { method: asked.method, headers, agent }, (got) => {
      if (due) {
        got.resume();
        return due.kill();
      }
      answer.writeHead(got.statusCode ?? 502, got.headers);
      got.pipe(answer);
    });
    sent.on('error', () => answer.destroy());
    asked.pipe(sent);
  };
  const listener = createServer(pass).listen(0, '127.0.0.1');
  await once(listener, 'listening');
  return {
    server: `http://127.0.0.1:${(listener.address() as AddressInfo).port}`,
    passed,
    sentence(next) {
      sentence = next;
      passed.length = 0;
    },
    async close() {
      agent.destroy();
      listener.closeAllConnections();
      listener.close();
      await once(listener, 'close');
    },
  };
};
