import { isIP } from 'node:net';
import { checkServerIdentity } from 'node:tls';
import { Agent, Pool, ProxyAgent, Socks5ProxyAgent, type buildConnector, type Dispatcher } from 'undici';
import type { Tls } from './declared.ts';

/** Connections to one server; as many as there are lists at a time. */
const CONNECTIONS = 8;
/** Until a connection stands, TLS included, where nobody says how long. */
export const CONNECT_MS = 10_000;

interface Shape {
  readonly connections: number;
  readonly pipelining: number;
  readonly allowH2: boolean;
}

/** HTTP/1.1, because several connections carry large lists faster than one. */
const LISTS: Shape = { connections: CONNECTIONS, pipelining: 1, allowH2: false };
/**
 * Answers that do not end share one connection where the server speaks HTTP/2 (`pipelining` is of HTTP/1.1 alone), and have
 * one each where it does not: behind one that has no end the next would never begin.
 */
const WATCHES: Shape = { connections: 100, pipelining: 1, allowH2: true };

export interface Way {
  readonly proxy?: string;
  /** Until a connection stands, each step of it. */
  readonly connectMs?: number;
}

/** No server is asked for by an address (RFC 6066); its certificate is compared with it nevertheless. */
const tlsOf = ({ servername, ...tls }: Tls): buildConnector.BuildOptions => {
  if (servername === undefined) return tls;
  return isIP(servername)
    ? { ...tls, checkServerIdentity: (_host, cert) => checkServerIdentity(servername, cert) }
    : { ...tls, servername };
};

/** Its scheme, user and address: what follows means nothing for a proxy. */
const addressOf = (proxy: string): string => {
  const url = new URL(proxy);
  return Object.assign(url, { pathname: '', search: '', hash: '' }).href;
};

/**
 * undici calls its SOCKS experimental as one is made, and gives TLS the name of the server also where that is an address, of
 * which Node warns; on the screen or among results that says nothing to anybody.
 */
const socksProxy = (...given: ConstructorParameters<typeof Socks5ProxyAgent>): Dispatcher => {
  const warn = process.emitWarning.bind(process);
  process.emitWarning = () => undefined;
  if (process.noDeprecation !== true) process.noDeprecation = true; // set by --no-deprecation, it cannot be written
  try {
    return new Socks5ProxyAgent(...given);
  } finally {
    process.emitWarning = warn;
  }
};

/** The connection pool of one API server. */
const connectAs =
  (pool: Shape) =>
  (tls: Tls, { proxy, connectMs = CONNECT_MS }: Way = {}): Dispatcher => {
    const requestTls = { ...tlsOf(tls), timeout: connectMs };
    if (proxy === undefined) return new Agent({ ...pool, connect: { ...requestTls, keepAlive: true } });
    const uri = addressOf(proxy);
    if (uri.startsWith('socks5')) return socksProxy(uri.replace(/^socks5h/, 'socks5'), { ...pool, requestTls, connectTimeout: connectMs });
    const clientFactory = (origin: URL, options: object): Pool => new Pool(origin, { ...options, headersTimeout: connectMs });
    return new ProxyAgent({ ...pool, uri, requestTls, connectTimeout: connectMs, clientFactory });
  };

export const connectTo = connectAs(LISTS);
export const connectForWatches = connectAs(WATCHES);
