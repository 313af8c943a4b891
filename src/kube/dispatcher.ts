import { Agent, ProxyAgent, Socks5ProxyAgent, type Dispatcher } from 'undici';
import type { Tls } from './declared.ts';

/** Connections to one server; as many as there are lists at a time. */
const CONNECTIONS = 8;
const CONNECT_MS = 10_000;

/** The connection pool of one API server; HTTP/1.1, because several connections carry large lists faster than one. */
export const connectTo = (tls: Tls, proxy: string | undefined): Dispatcher => {
  const pool = { connections: CONNECTIONS, pipelining: 1, allowH2: false };
  if (proxy === undefined) return new Agent({ ...pool, connect: { ...tls, timeout: CONNECT_MS, keepAlive: true } });
  if (proxy.startsWith('socks5')) return new Socks5ProxyAgent(proxy.replace(/^socks5h/, 'socks5'), { ...pool, requestTls: tls });
  return new ProxyAgent({ ...pool, uri: proxy, requestTls: { ...tls, timeout: CONNECT_MS } });
};
