import { BlockList, isIP } from 'node:net';
import { EXIT, Failure } from '../app/errors.ts';

const ALWAYS_DIRECT = /^(localhost|127\.\d+\.\d+\.\d+|::1)$/i;

const hostOf = (url: URL): string => url.hostname.replace(/^\[|\]$/g, '');

const isInNetwork = (host: string, network: string): boolean => {
  const [address, bits] = network.split('/');
  const family = (of: string): 'ipv4' | 'ipv6' => (isIP(of) === 6 ? 'ipv6' : 'ipv4');
  if (!address || !isIP(address) || !isIP(host) || family(address) !== family(host) || !/^\d{1,3}$/.test(bits ?? '')) return false;
  if (Number(bits) > (family(host) === 'ipv6' ? 128 : 32)) return false;
  const list = new BlockList();
  list.addSubnet(address, Number(bits), family(address));
  return list.check(host, family(host));
};

/** One entry of NO_PROXY: `*`, a domain and what is under it, `.domain` for only what is under it, an address, a network; with a port, only that. */
const exempts = (entry: string, url: URL): boolean => {
  const host = hostOf(url).toLowerCase();
  if (entry === '*') return true;
  if (entry.includes('/')) return isInNetwork(host, entry);
  const [, name = entry, port] = isIP(entry) === 6 ? [] : (/^(.*?)(?::(\d+))?$/.exec(entry) ?? []);
  if (port !== undefined && port !== (url.port || (url.protocol === 'https:' ? '443' : '80'))) return false;
  const domain = name.replace(/^\*?\./, '');
  return host.endsWith(`.${domain}`) || (host === domain && domain === name);
};

const SCHEMES = ['http:', 'https:', 'socks5:', 'socks5h:'];
/** What SOCKS5 has room for (RFC 1929). */
const LONGEST = 255;

const whyWrong = (proxy: unknown): string | undefined => {
  if (typeof proxy !== 'string' || !URL.canParse(proxy)) return 'it is no URL';
  const { protocol, hostname, username, password } = new URL(proxy);
  if (!SCHEMES.includes(protocol) || hostname === '') return 'it is no proxy of HTTP or SOCKS5';
  try {
    const longest = Math.max(...[username, password].map((part) => Buffer.byteLength(decodeURIComponent(part))));
    return longest > LONGEST && protocol.startsWith('socks') ? 'its user or password is too long for SOCKS5' : undefined;
  } catch {
    return 'its user or password holds a `%` that begins no character (write `%25`)';
  }
};

/** Does not repeat the URL, which may hold a password. */
const usable = (proxy: unknown, where: string): string => {
  const why = whyWrong(proxy);
  if (why === undefined) return proxy as string;
  throw new Failure(EXIT.cluster, `The proxy that ${where} names cannot be used: ${why}.`, [
    'Give one such as http://HOST:PORT, https://HOST:PORT or socks5://HOST:PORT.',
  ]);
};

/**
 * The proxy for a server: the cluster's own `proxy-url`, else HTTPS_PROXY or HTTP_PROXY less NO_PROXY, as Go reads them.
 * Throws a Failure for one that nothing can be sent through.
 */
export const proxyFor = (server: string, own: unknown, env: NodeJS.ProcessEnv): string | undefined => {
  if (own) return usable(own, '`proxy-url` in the kubeconfig');
  const url = new URL(server);
  const name = url.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY';
  const read = (of: string): string => env[of] || env[of.toLowerCase()] || '';
  const proxy = read(name);
  if (proxy === '' || ALWAYS_DIRECT.test(hostOf(url))) return undefined;
  const direct = read('NO_PROXY')
    .split(',')
    .map((entry) => entry.trim().toLowerCase())
    .some((entry) => entry !== '' && exempts(entry, url));
  return direct ? undefined : usable(proxy.includes('://') ? proxy : `http://${proxy}`, name);
};
