import { UnknownOutcome } from '../app/errors.ts';
import { bodyBuffers } from './bodyBuffers.ts';
import type { Credentials, Secret } from './credentials.ts';
import type { Tls } from './declared.ts';
import { connectForWatches, connectTo, type Way } from './dispatcher.ts';
import { exchange, type Ask } from './exchange.ts';
import { isNetwork, networkFailure, neverSent, noApi, unauthorized } from './failures.ts';
import { patiently, pauseBefore, waitFor, type Wait } from './patience.ts';
import { openPool, type Pool } from './pool.ts';
import { refuseWrites, storesNothing } from './readOnly.ts';
import { messageOf, ok, type Answer } from './status.ts';
import { streamed, type Streamed } from './stream.ts';

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
  /**
   * A read whose answer has no end, line by line as it comes; resolves when the server ends it, at once for any answer but
   * a success, 401 too. Tried once. Throws a `Failure` where there is no connection.
   */
  stream(ask: Streamed): Promise<Answer>;
  /** Waits before another attempt, the longer the more there were. */
  pause(attempt: number, signal?: AbortSignal): Promise<void>;
  /** The server's clock, as it was in its last answer and went on since. */
  serverTime(): Date | undefined;
  close(): Promise<void>;
}

export interface TransportOptions extends Way {
  readonly server: string;
  readonly tls: Tls;
  readonly credentials: Credentials;
  /** Sent with every request: impersonation, the user agent. */
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly readOnly: boolean;
  /** How long the server may be silent, or as good as silent. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
  readonly wait?: Wait;
}

/** An admission webhook that could not be called says so before anything is stored. */
const wasRefused = (answer: Answer): boolean => answer.status === 500 && messageOf(answer).includes('failed calling webhook');

/** Throws for an answer that says nothing about the object it was asked about. */
const check = (ask: Ask, answer: Answer, { server, credentials }: TransportOptions): void => {
  if (answer.status === 401) throw unauthorized(server, credentials.login);
  const isEmpty = ok(answer) && answer.body === undefined;
  const isOpen = answer.status >= 500 ? !wasRefused(answer) : isEmpty;
  if (!storesNothing(ask) && isOpen) throw new UnknownOutcome(`${server} answered a write with ${answer.status}: ${messageOf(answer)}`);
  if (answer.isHtml || (answer.status >= 300 && answer.status < 400) || isEmpty) throw noApi(server, answer);
};

/** The signals of the request and of the whole target, as one. */
const anyOf = (...signals: readonly (AbortSignal | undefined)[]): AbortSignal | undefined => {
  const given = signals.filter((signal) => signal !== undefined);
  return given.length > 1 ? AbortSignal.any(given) : given[0];
};

type Once = (ask: Ask, signal: AbortSignal | undefined) => Promise<Answer>;

/** Sends once; once more with new credentials when the old ones were refused, which is before anything else is looked at. */
const sender = ({ server, credentials, timeoutMs, headers }: TransportOptions, pool: Pool): Once => {
  const buffers = bodyBuffers();
  const once = async (ask: Ask, signal: AbortSignal | undefined, mayRenew: boolean): Promise<Answer> => {
    const secret = await credentials.current();
    const authorization = secret.authorization === undefined ? {} : { authorization: secret.authorization };
    const sent = { ...ask, timeoutMs, headers: { ...headers, ...authorization }, ...(signal ? { signal } : {}) };
    const answer = await exchange({ dispatcher: pool.with(secret), buffers, server }, sent).catch((error: unknown) => {
      if (storesNothing(ask) || neverSent(error) || !(isNetwork(error) || signal?.aborted)) throw error;
      throw new UnknownOutcome(`${server} did not answer a write: ${networkFailure(error, server).message}`, { cause: error });
    });
    return answer.status === 401 && mayRenew && credentials.renew(secret) ? once(ask, signal, false) : answer;
  };
  return (ask, signal) => once(ask, signal, true);
};

/** Once more with new credentials when the old ones were refused. */
const streamer = (options: TransportOptions, pool: Pool): Transport['stream'] => {
  const { server, credentials, headers, timeoutMs } = options;
  const once = async (ask: Streamed, signal: AbortSignal | undefined, renew: (secret: Secret) => boolean): Promise<Answer> => {
    const secret = await credentials.current();
    const authorization = secret.authorization === undefined ? {} : { authorization: secret.authorization };
    const sent = { ...ask, timeoutMs, headers: { ...headers, ...authorization }, ...(signal ? { signal } : {}) };
    const answer = await streamed({ dispatcher: pool.with(secret), server }, sent);
    return answer.status === 401 && renew(secret) ? once(ask, signal, () => false) : answer;
  };
  return async (ask) => {
    const signal = anyOf(ask.signal, options.signal);
    signal?.throwIfAborted();
    return once(ask, signal, (secret) => credentials.renew(secret)).catch((error: unknown) => {
      signal?.throwIfAborted();
      throw isNetwork(error) ? networkFailure(error, server) : error;
    });
  };
};

export const openTransport = (options: TransportOptions): Transport => {
  const { server, wait = waitFor } = options;
  const pool = openPool((tls) => connectTo(tls, options), options.tls);
  const watches = openPool((tls) => connectForWatches(tls, options), options.tls);
  const once = sender(options, pool);
  let told: { readonly date: number; readonly at: number } | undefined;
  return {
    server,
    async send(ask) {
      if (options.readOnly) refuseWrites(ask);
      const signal = anyOf(ask.signal, options.signal);
      signal?.throwIfAborted();
      const sent = (): Promise<Answer> => once(ask, signal);
      const answer = await (storesNothing(ask) ? patiently(sent, wait, signal) : sent()).catch((error: unknown) => {
        if (error instanceof UnknownOutcome) throw error;
        signal?.throwIfAborted();
        throw isNetwork(error) ? networkFailure(error, server) : error;
      });
      if (answer.date !== undefined) told = { date: answer.date, at: performance.now() };
      check(ask, answer, options);
      return answer;
    },
    stream: streamer(options, watches),
    pause: (attempt, signal) => wait(pauseBefore(attempt), anyOf(signal, options.signal)),
    serverTime: () => told && new Date(told.date + performance.now() - told.at),
    close: async () => void (await Promise.all([pool.close(), watches.close()])),
  };
};
