import { setTimeout as sleep } from 'node:timers/promises';
import type { Dispatcher } from 'undici';
import { UnknownOutcome } from '../app/errors.ts';
import { bodyBuffers } from './bodyBuffers.ts';
import type { Credentials, Secret } from './credentials.ts';
import type { Tls } from './declared.ts';
import { connectTo } from './dispatcher.ts';
import { exchange, type Ask } from './exchange.ts';
import { isCut, isNetwork, networkFailure, neverSent, noApi, unauthorized } from './failures.ts';
import { refuseWrites, storesNothing } from './readOnly.ts';
import { messageOf, ok, type Answer } from './status.ts';

export type { Ask } from './exchange.ts';

/** Raw JSON over one connection pool. */
export interface Transport {
  readonly server: string;
  /**
   * Any answer of the API server is returned, whatever its status, but for: 401, no connection and no Kubernetes API
   * (`Failure`); a write whose outcome is open (`UnknownOutcome`); a write in read-only mode (`Refused`, nothing is sent).
   * What stores nothing is tried again for a while; a write never is.
   */
  send(ask: Ask): Promise<Answer>;
  /** Waits before another attempt, the longer the more there were. */
  pause(attempt: number): Promise<void>;
  close(): Promise<void>;
}

export interface TransportOptions {
  readonly server: string;
  readonly tls: Tls;
  readonly proxy?: string;
  readonly credentials: Credentials;
  /** Sent with every request: impersonation, the user agent. */
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly readOnly: boolean;
  /** How long the server may be silent. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
  readonly wait?: (ms: number, signal: AbortSignal | undefined) => Promise<void>;
}

const TRIES = 6;
const FIRST_WAIT_MS = 200;
const LONGEST_WAIT_MS = 30_000;
const PASSING = [429, 502, 503, 504];

const waitFor = (ms: number, signal: AbortSignal | undefined): Promise<void> =>
  sleep(ms, undefined, signal ? { signal } : {}).catch((error: unknown) => {
    signal?.throwIfAborted();
    throw error;
  });

/** What the server asks for, else twice as long each time; never in step with others. */
const pause = (attempt: number, asked: number | undefined): number =>
  Math.min(asked ?? FIRST_WAIT_MS * 2 ** attempt * (0.5 + Math.random()), LONGEST_WAIT_MS);

/** An admission webhook that could not be called says so before anything is stored. */
const wasRefused = (answer: Answer): boolean => answer.status === 500 && messageOf(answer).includes('failed calling webhook');

class Pool {
  readonly #options: TransportOptions;
  #held: { readonly cert: string | undefined; readonly dispatcher: Dispatcher } | undefined;

  constructor(options: TransportOptions) {
    this.#options = options;
  }

  /** One pool for one client certificate; the pool of the one before ends when its requests have. */
  for({ cert, key }: Secret): Dispatcher {
    if (this.#held && this.#held.cert === cert) return this.#held.dispatcher;
    void this.#held?.dispatcher.close();
    const { tls, proxy } = this.#options;
    const dispatcher = connectTo({ ...tls, ...(cert !== undefined && key !== undefined ? { cert, key } : {}) }, proxy);
    this.#held = { cert, dispatcher };
    return dispatcher;
  }

  async close(): Promise<void> {
    await this.#held?.dispatcher.destroy();
  }
}

export const openTransport = (options: TransportOptions): Transport => {
  const { server, credentials, wait = waitFor } = options;
  const pool = new Pool(options);
  const buffers = bodyBuffers();

  const once = async (ask: Ask, signal: AbortSignal | undefined): Promise<Answer> => {
    const secret = await credentials.current();
    const headers = { ...options.headers, ...(secret.authorization === undefined ? {} : { authorization: secret.authorization }) };
    try {
      return await exchange(
        { dispatcher: pool.for(secret), buffers, server },
        { ...ask, headers, timeoutMs: options.timeoutMs, ...(signal ? { signal } : {}) },
      );
    } catch (error) {
      if (storesNothing(ask) || neverSent(error) || !(isNetwork(error) || signal?.aborted)) throw error;
      throw new UnknownOutcome(`${server} did not answer a write: ${networkFailure(error, server).message}`, { cause: error });
    }
  };

  const authorized = async (ask: Ask, signal: AbortSignal | undefined): Promise<Answer> => {
    const answer = await once(ask, signal);
    if (answer.status !== 401 || !credentials.renew()) return answer;
    return once(ask, signal);
  };

  /** For what stores nothing: until an answer comes that would not change by asking again. */
  const patiently = async (ask: Ask, signal: AbortSignal | undefined): Promise<Answer> => {
    for (let attempt = 0; ; attempt++) {
      const last = attempt === TRIES - 1;
      try {
        const answer = await authorized(ask, signal);
        if (last || !PASSING.includes(answer.status)) return answer;
        await wait(pause(attempt, answer.retryAfterMs), signal);
      } catch (error) {
        if (last || signal?.aborted || !isCut(error)) throw error;
        await wait(pause(attempt, undefined), signal);
      }
    }
  };

  const checked = (ask: Ask, answer: Answer): Answer => {
    if (answer.status === 401) throw unauthorized(server, credentials.login);
    const isOpen = answer.status >= 500 ? !wasRefused(answer) : ok(answer) && answer.body === undefined;
    if (!storesNothing(ask) && isOpen) throw new UnknownOutcome(`${server} answered a write with ${answer.status}: ${messageOf(answer)}`);
    if (answer.isHtml || (answer.status >= 300 && answer.status < 400) || (ok(answer) && answer.body === undefined))
      throw noApi(server, answer);
    return answer;
  };

  return {
    server,
    async send(ask) {
      if (options.readOnly) refuseWrites(ask);
      const signals = [ask.signal, options.signal].filter((signal) => signal !== undefined);
      const signal = signals.length > 1 ? AbortSignal.any(signals) : signals[0];
      signal?.throwIfAborted();
      const tried = storesNothing(ask) ? patiently : authorized;
      const answer = await tried(ask, signal).catch((error: unknown) => {
        if (error instanceof UnknownOutcome) throw error;
        signal?.throwIfAborted();
        throw isNetwork(error) ? networkFailure(error, server) : error;
      });
      return checked(ask, answer);
    },
    pause: (attempt) => wait(pause(attempt, undefined), options.signal),
    close: () => pool.close(),
  };
};
