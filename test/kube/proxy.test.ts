import { createServer as createHttpServer } from 'node:http';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Ask } from '../../src/kube/exchange.ts';
import { proxyFor } from '../../src/kube/proxy.ts';
import { serve, transportTo } from './server.ts';

const HTTPS_PROXY = 'http://proxy.example:3128';

describe('the proxy for a server', () => {
  it.each<[string, string, NodeJS.ProcessEnv, string | undefined]>([
    ['is none by default', 'https://api.example', {}, undefined],
    ['is that of the environment', 'https://api.example', { HTTPS_PROXY }, HTTPS_PROXY],
    ['may be written in lower case', 'https://api.example', { https_proxy: HTTPS_PROXY }, HTTPS_PROXY],
    ['may lack its scheme', 'https://api.example', { HTTPS_PROXY: 'proxy.example:3128' }, HTTPS_PROXY],
    ['depends on the scheme of the server', 'http://api.example', { HTTPS_PROXY }, undefined],
    ['is never used for this machine', 'https://127.0.0.1:6443', { HTTPS_PROXY }, undefined],
    ['is never used for localhost', 'https://localhost:6443', { HTTPS_PROXY }, undefined],
    ['is left out for everything', 'https://api.example', { HTTPS_PROXY, NO_PROXY: '*' }, undefined],
    ['is left out for a domain and what is under it', 'https://api.example', { HTTPS_PROXY, NO_PROXY: 'other, example' }, undefined],
    ['is left out for the domain itself', 'https://api.example', { HTTPS_PROXY, NO_PROXY: 'api.example' }, undefined],
    ['is not left out for a domain that only ends alike', 'https://api.example', { HTTPS_PROXY, NO_PROXY: 'pi.example' }, HTTPS_PROXY],
    ['is left out only under a domain with a dot', 'https://example', { HTTPS_PROXY, NO_PROXY: '.example' }, HTTPS_PROXY],
    ['is left out for a network', 'https://10.1.2.3:6443', { HTTPS_PROXY, NO_PROXY: '10.0.0.0/8' }, undefined],
    ['is not left out for another network', 'https://11.1.2.3:6443', { HTTPS_PROXY, NO_PROXY: '10.0.0.0/8' }, HTTPS_PROXY],
    ['is left out for an IPv6 network', 'https://[fd00::1]:6443', { HTTPS_PROXY, NO_PROXY: 'fd00::/8' }, undefined],
    ['is left out for an IPv6 address', 'https://[fd00::1]:6443', { HTTPS_PROXY, NO_PROXY: 'fd00::1' }, undefined],
    ['is left out for a port', 'https://api.example:6443', { HTTPS_PROXY, NO_PROXY: 'api.example:6443' }, undefined],
    ['is not left out for another port', 'https://api.example', { HTTPS_PROXY, NO_PROXY: 'api.example:6443' }, HTTPS_PROXY],
    ['is not left out for nonsense', 'https://10.1.2.3', { HTTPS_PROXY, NO_PROXY: '10.0.0.0/99,/,:' }, HTTPS_PROXY],
  ])('%s', (_, server, env, proxy) => {
    expect(proxyFor(server, undefined, env)).toBe(proxy);
  });

  it('is that of the cluster before that of the environment', () => {
    expect(proxyFor('https://api.example', 'socks5://own.example', { HTTPS_PROXY, NO_PROXY: '*' })).toBe('socks5://own.example');
  });
});

describe('a proxy that lets nobody through', () => {
  const READ: Ask = { method: 'GET', path: '/api/v1/pods' };
  const WRITE: Ask = { method: 'PATCH', path: '/api/v1/namespaces/a/configmaps/b', body: [] };
  const urlOf = (server: Server, scheme: string): string => `${scheme}://localhost:${(server.address() as AddressInfo).port}`;

  const refusing = async () => {
    const proxy = createHttpServer((_request, response) => void response.writeHead(407).end());
    proxy.on('connect', (_request, socket) => void socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n'));
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void proxy.close().closeAllConnections());
    return urlOf(proxy, 'http');
  };

  /** Wants a user and a password. */
  const socks = async () => {
    const proxy = createServer((socket) => void socket.once('data', () => socket.write(Buffer.from([5, 2]))));
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void proxy.close());
    return urlOf(proxy, 'socks5');
  };

  it.each([
    ['https', refusing],
    ['http', refusing],
    ['https', socks],
  ])('says so for a server of %s, and nothing was written', async (scheme, proxyOf) => {
    const { transport } = transportTo({ url: `${scheme}://api.example`, requests: [] }, { proxy: await proxyOf() });
    for (const ask of [READ, WRITE])
      await expect(transport.send(ask)).rejects.toMatchObject({
        name: 'Failure',
        exit: 3,
        message: expect.stringContaining('through the proxy'),
        next: expect.arrayContaining([expect.stringContaining('`proxy-url`')]),
      });
  });
});

describe('a SOCKS proxy', () => {
  /** Of a request to connect (RFC 1928) the port is all that tells these servers apart: an IPv4 address is before it. */
  const carry = (socket: Socket, asked: Buffer): void => {
    const server = connect(asked.readUInt16BE(8), '127.0.0.1', () => {
      socket.write(Buffer.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0]));
      socket.pipe(server).pipe(socket);
    });
    socket.once('close', () => server.destroy());
  };

  const socks = async (): Promise<string> => {
    const proxy = createServer((socket) => {
      socket.once('data', () => {
        socket.once('data', (asked) => carry(socket, asked));
        socket.write(Buffer.from([5, 0]));
      });
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void proxy.close());
    return `socks5://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  };

  it('leads to a server that is an address, and nothing warns of that', async () => {
    const warnings: Error[] = [];
    const warned = (warning: Error): void => void warnings.push(warning);
    const { noDeprecation } = process;
    process.on('warning', warned);
    onTestFinished(() => {
      process.off('warning', warned);
      process.noDeprecation = noDeprecation ?? false;
    });
    const server = await serve(() => ({ json: { kind: 'PodList' } }));
    const { transport } = transportTo({ ...server, url: server.url.replace('localhost', '127.0.0.1') }, { proxy: await socks() });
    expect((await transport.send({ method: 'GET', path: '/api/v1/pods' })).body).toEqual({ kind: 'PodList' });
    expect(warnings).toEqual([]);
  });
});
