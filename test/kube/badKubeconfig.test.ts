import { readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openCluster, type ClusterOptions } from '../../src/kube/cluster.ts';
import { folderOf, kubeconfig } from './folder.ts';
import { CA, fixture, serve } from './server.ts';

const KEY = readFileSync(fixture('localhost.key'), 'utf8');
const OTHER = readFileSync(fixture('other.crt'), 'utf8');
const base64 = (text: string): string => Buffer.from(text).toString('base64');

interface Parts {
  readonly cluster?: object;
  readonly user?: object;
  readonly files?: Readonly<Record<string, string>>;
  readonly flags?: Partial<ClusterOptions>;
}

/** What opening the cluster of such a kubeconfig throws; nobody listens there. */
const thrownBy = async ({ cluster, user, files = {}, flags }: Parts): Promise<unknown> => {
  const at = folderOf({
    ...files,
    config: kubeconfig('prod', { cluster: { server: 'https://127.0.0.1:1', ...cluster }, user: { token: undefined, ...user } }),
  });
  return openCluster({ kubeconfig: at('config'), readOnly: true, env: { PATH: process.env['PATH'] }, ...flags }).then(
    (target) => target.close(),
    (error: unknown) => error,
  );
};

const TOKENS: readonly (readonly [string, Parts, RegExp])[] = [
  ['a token with a line break', { user: { token: 'a\nb' } }, /^The token of the user "prod" cannot be sent/],
  ['a token file with two lines', { user: { tokenFile: 't' }, files: { t: 'a\nb\n' } }, /^The token in .*\/t cannot be sent/],
  ['an empty token file', { user: { tokenFile: 't' }, files: { t: '\n' } }, /^The token in .*\/t cannot be sent: it is empty/],
  ['a token file that is missing', { user: { tokenFile: 't' } }, /^The token file .*\/t cannot be read \(ENOENT\)/],
  ['a plugin that is missing', { user: { exec: { command: 'kubeharden-no-such' } } }, /^The credential plugin .* is not installed\.$/],
  [
    'a plugin that may not be run',
    { user: { exec: { command: './p' } }, files: { p: '#!/bin/sh\n' } },
    /^The credential plugin .* may not be run \(EACCES\)\.$/,
  ],
  ['a plugin without a name', { user: { exec: {} } }, /^The credential plugin .* cannot be started/],
  [
    'the auth-provider gcp',
    { user: { 'auth-provider': { name: 'gcp' } } },
    /^The user "prod" .* auth-provider "gcp".* not supported any more/,
  ],
  [
    'the auth-provider azure',
    { user: { 'auth-provider': { name: 'azure', config: {} } } },
    /auth-provider "azure".* not supported any more/,
  ],
  ['an auth-provider without a name', { user: { 'auth-provider': {} } }, /not supported any more/],
  ['oidc without anything', { user: { 'auth-provider': { name: 'oidc' } } }, /^The token of the user "prod" is missing/],
  [
    'oidc without an issuer',
    { user: { 'auth-provider': { name: 'oidc', config: { 'refresh-token': 'r', 'idp-issuer-url': 5 } } } },
    /`idp-issuer-url` is missing/,
  ],
];

const CERTIFICATES: readonly (readonly [string, Parts, RegExp])[] = [
  [
    'a client certificate that is none',
    { user: { 'client-certificate': 'c', 'client-key': 'c' }, files: { c: 'hello' } },
    /user "prod" .*: it holds no certificate/,
  ],
  [
    'a client key that is none',
    { user: { 'client-certificate-data': base64(CA), 'client-key-data': base64('x') } },
    /user "prod" .*no private key/,
  ],
  [
    'the key of another certificate',
    { user: { 'client-certificate-data': base64(OTHER), 'client-key-data': base64(KEY) } },
    /user "prod" .*belongs to another certificate/,
  ],
  ['a client certificate without its key', { user: { 'client-certificate-data': base64(CA) } }, /user "prod" .*its key is missing/],
  ['a client certificate that is missing', { user: { 'client-certificate': 'c' } }, /user "prod" .*\/c cannot be read \(ENOENT\)/],
  [
    'a CA that is missing',
    { cluster: { 'certificate-authority': 'ca.crt' } },
    /^The CA of the cluster "prod" .*\/ca\.crt cannot be read \(ENOENT\)/,
  ],
  ['a folder as CA', { cluster: { 'certificate-authority': '.' } }, /^The CA of the cluster "prod" .*EISDIR/],
  [
    'a CA without a certificate',
    { cluster: { 'certificate-authority': 'ca.crt' }, files: { 'ca.crt': KEY } },
    /^The CA of the cluster "prod" .*\/ca\.crt holds no certificate/,
  ],
  [
    'a CA that is not base64',
    { cluster: { 'certificate-authority-data': '@@@' } },
    /^The CA of the cluster "prod" .*`certificate-authority-data` is not base64/,
  ],
  ['a CA as it is', { cluster: { 'certificate-authority-data': CA } }, /is not base64/],
  ['a CA that is a number', { cluster: { 'certificate-authority-data': 5 } }, /`certificate-authority-data` is no text/],
];

const REST: readonly (readonly [string, Parts, RegExp])[] = [
  ['a proxy that is no URL', { cluster: { 'proxy-url': 'foo' } }, /^The proxy that `proxy-url` .* names cannot be used: it is no URL/],
  ['a proxy of another kind', { cluster: { 'proxy-url': 'ftp://127.0.0.1:1' } }, /it is no proxy/],
  ['a proxy that is a number', { cluster: { 'proxy-url': 5 } }, /it is no URL/],
  ['a proxy whose user is wrongly encoded', { cluster: { 'proxy-url': 'http://%ff:x@127.0.0.1:1' } }, /its user or password/],
  ['a SOCKS proxy with a long user', { cluster: { 'proxy-url': `socks5://${'u'.repeat(256)}:p@127.0.0.1:1` } }, /too long/],
  ['a proxy with a path', { cluster: { 'proxy-url': 'http://127.0.0.1:1/a?b' } }, /ECONNREFUSED/],
  [
    'a broken proxy of the environment',
    { cluster: { server: 'https://api.example' }, flags: { env: { HTTPS_PROXY: 'a b' } } },
    /^The proxy that HTTPS_PROXY names/,
  ],
  ['a server name that is a number', { cluster: { 'tls-server-name': 5 } }, /^The tls-server-name of the cluster "prod"/],
  ['a server with a blank behind it', { cluster: { server: 'https://127.0.0.1:1 ' } }, /ECONNREFUSED/],
  ['a server with a control character', { cluster: { server: 'https://127.0.0.1:1\u0001' } }, /no cluster with a server URL/],
  ['a user to impersonate with a line break', { user: { as: 'a\nb' } }, /^`as` of the user "prod" cannot be sent/],
  ['a user to impersonate that is a number', { user: { as: 5 } }, /^`as` of the user "prod" .* is no text/],
  ['groups that are no list', { user: { as: 'a', 'as-groups': 'b' } }, /^`as-groups` of the user "prod"/],
  ['a group with a line break', { user: { as: 'a', 'as-groups': ['b\nc'] } }, /^`as-groups` of the user "prod"/],
  ['an extra with a line break', { user: { as: 'a', 'as-user-extra': { scopes: ['b\r'] } } }, /^`as-user-extra` of the user "prod"/],
  ['an extra with an odd name', { user: { as: 'a', 'as-user-extra': { '(ä\ud800)': ['b'] } } }, /ECONNREFUSED/],
];

describe('a kubeconfig with a value that cannot be used', () => {
  it.each([...TOKENS, ...CERTIFICATES, ...REST])('%s: one failure that names it, with the next step', async (_, parts, says) => {
    const failure = await thrownBy(parts);
    expect(failure).toMatchObject({ name: 'Failure', exit: 3, message: expect.stringMatching(says) });
    const { message, next } = failure as { readonly message: string; readonly next: readonly string[] };
    expect(next.length).toBeGreaterThan(0);
    expect(`${message}\n${next.join('\n')}`).not.toMatch(/Node\.js|undefined|\[object/);
  });

  it('a cluster that holds itself is not told to a plugin', async () => {
    const at = folderOf({
      config: `current-context: prod
contexts: [{name: prod, context: {cluster: prod, user: me}}]
clusters: [{name: prod, cluster: &self {server: "https://127.0.0.1:1", extensions: [{name: client.authentication.k8s.io/exec, extension: *self}]}}]
users: [{name: me, user: {exec: {command: "true", provideClusterInfo: true}}}]
`,
    });
    await expect(openCluster({ kubeconfig: at('config'), readOnly: true, env: {} })).rejects.toMatchObject({
      name: 'Failure',
      exit: 3,
      message: expect.stringContaining('it holds itself'),
    });
  });

  it('a --request-timeout that no timer can count is as long as one can', async () => {
    const server = await serve(() => ({ json: {} }));
    const cluster = { server: server.url, 'certificate-authority-data': base64(CA) };
    expect(await thrownBy({ cluster, flags: { requestTimeoutMs: Infinity } })).toBeUndefined();
  });

  it('does not repeat the password of a proxy', async () => {
    const failure = await thrownBy({ cluster: { 'proxy-url': 'ftp://me:secret@127.0.0.1:1' } });
    expect(JSON.stringify([(failure as Error).message, failure])).not.toContain('secret');
  });

  it.each<[string, Partial<ClusterOptions>]>([
    ['--as', { as: 'a\nb' }],
    ['--as-group', { as: 'a', asGroups: ['b', 'c\rd'] }],
  ])('%s with a line break is wrong usage', async (flag, flags) => {
    expect(await thrownBy({ flags })).toMatchObject({ name: 'Failure', exit: 2, message: expect.stringContaining(`\`${flag}\``) });
  });

  it('says where a plugin that is missing comes from', async () => {
    const exec = { command: 'kubeharden-no-such', installHint: 'Ask your provider.' };
    expect(await thrownBy({ user: { exec } })).toMatchObject({ next: ['Ask your provider.', expect.stringContaining('PATH')] });
  });
});

/** Takes connections and says nothing. */
const mute = async (): Promise<string> => {
  const server = createServer((socket) => void socket.on('error', () => undefined));
  const sockets = new Set<{ destroy(): void }>();
  server.on('connection', (socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
};

describe('a cluster that cannot be talked to', () => {
  it.each<[string, (silent: string) => object]>([
    ['server', (silent) => ({ server: `https://${silent}` })],
    ['proxy', (silent) => ({ 'proxy-url': `http://${silent}` })],
    ['proxy over TLS', (silent) => ({ 'proxy-url': `https://${silent}` })],
    ['SOCKS proxy', (silent) => ({ 'proxy-url': `socks5://${silent}` })],
  ])('--request-timeout ends the connecting to a %s that is silent, and is named', async (_, cluster) => {
    const failure = await thrownBy({ cluster: cluster(await mute()), flags: { requestTimeoutMs: 100 } });
    expect(failure).toMatchObject({ name: 'Failure', exit: 3, message: expect.stringContaining('in time') });
    expect((failure as { readonly next: readonly string[] }).next.join()).toContain('--request-timeout');
  });

  it.each([429, 502, 503, 504])('is given up at once when its %s asks for more patience than anybody has', async (status) => {
    const server = await serve(() => ({ status, json: {}, headers: { 'retry-after': '100000' } }));
    const failure = await thrownBy({ cluster: { server: server.url, 'certificate-authority-data': base64(CA) } });
    expect(failure).toMatchObject({
      exit: 3,
      message: expect.stringContaining('is not ready'),
      next: [expect.stringContaining('minutes')],
    });
    expect(server.requests).toHaveLength(1);
  });
});
