import { BlockList, isIP } from 'node:net';

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

/** The proxy for a server: the cluster's own `proxy-url`, else HTTPS_PROXY or HTTP_PROXY less NO_PROXY, as Go reads them. */
export const proxyFor = (server: string, own: string | undefined, env: NodeJS.ProcessEnv): string | undefined => {
  if (own) return own;
  const url = new URL(server);
  const read = (name: string): string => env[name] || env[name.toLowerCase()] || '';
  const proxy = url.protocol === 'https:' ? read('HTTPS_PROXY') : read('HTTP_PROXY');
  if (proxy === '' || ALWAYS_DIRECT.test(hostOf(url))) return undefined;
  const direct = read('NO_PROXY')
    .split(',')
    .map((entry) => entry.trim().toLowerCase())
    .some((entry) => entry !== '' && exempts(entry, url));
  return direct ? undefined : proxy.includes('://') ? proxy : `http://${proxy}`;
};
