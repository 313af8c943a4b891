import { describe, expect, it } from 'vitest';
import { proxyFor } from '../../src/kube/proxy.ts';

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
