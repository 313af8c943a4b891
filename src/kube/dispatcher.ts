import { Agent, ProxyAgent, Socks5ProxyAgent, type Dispatcher } from 'undici';
import type { Tls } from './declared.ts';

/** Connections to one server; as many as there are lists at a time. */
const CONNECTIONS = 8;
const CONNECT_MS = 10_000;

interface Shape {
  readonly connections: number;
  readonly pipelining: number;
  readonly allowH2: boolean;
}

/** HTTP/1.1, because several connections carry large lists faster than one. */
const LISTS: Shape = { connections: CONNECTIONS, pipelining: 1, allowH2: false };
/** Answers that do not end share one connection where the server speaks HTTP/2, and have one each where it does not. */
const WATCHES: Shape = { connections: 100, pipelining: 100, allowH2: true };

export type Connect = (tls: Tls, proxy: string | undefined) => Dispatcher;

/** The connection pool of one API server. */
const connectAs =
  (pool: Shape): Connect =>
  (tls, proxy) => {
    if (proxy === undefined) return new Agent({ ...pool, connect: { ...tls, timeout: CONNECT_MS, keepAlive: true } });
    if (proxy.startsWith('socks5')) return new Socks5ProxyAgent(proxy.replace(/^socks5h/, 'socks5'), { ...pool, requestTls: tls });
    return new ProxyAgent({ ...pool, uri: proxy, requestTls: { ...tls, timeout: CONNECT_MS } });
  };

export const connectTo = connectAs(LISTS);
export const connectForWatches = connectAs(WATCHES);
