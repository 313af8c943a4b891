import { chmodSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Target } from '../../src/app/target.ts';
import { openCluster, type ClusterOptions } from '../../src/kube/cluster.ts';
import { CORE, discovery } from './discovered.ts';
import { folderOf, kubeconfig } from './folder.ts';
import { CA, fixture, serve, status, type Plain, type Request, type TestServer } from './server.ts';

const UID = 'A1B2C3D4-0000-4000-8000-000000000000';

const ANSWERS: Readonly<Record<string, Plain>> = {
  ...discovery(CORE),
  '/version': { json: { gitVersion: 'v1.36.2' } },
  '/api/v1/namespaces/kube-system': { json: { metadata: { uid: UID } } },
  '/apis/authentication.k8s.io/v1/selfsubjectreviews': { json: { status: { userInfo: { username: 'ana\u001b[1m' } } } },
  '/api/v1/configmaps': { json: { items: [] } },
};

const cluster = (lets: (request: Request) => boolean = () => true): Promise<TestServer> =>
  serve((request) =>
    lets(request) ? (ANSWERS[request.path] ?? status(404, 'NotFound', 'not found')) : status(401, 'Unauthorized', 'Unauthorized'),
  );

const open = async (server: TestServer, user: object = {}, more: Partial<ClusterOptions> = {}, of: object = {}): Promise<Target> => {
  const ca = Buffer.from(CA).toString('base64');
  const at = folderOf({ config: kubeconfig('prod', { cluster: { server: server.url, 'certificate-authority-data': ca, ...of }, user }) });
  const target = await openCluster({ kubeconfig: at('config'), readOnly: true, env: { PATH: process.env['PATH'] }, ...more });
  onTestFinished(() => target.close());
  return target;
};

const bearer = (token: string) => (request: Request) => request.headers.authorization === `Bearer ${token}`;

describe('opening a cluster', () => {
  it('says what it is and who we are there', async () => {
    const server = await cluster();
    const { info } = await open(server);
    expect(info).toMatchObject({
      type: 'cluster',
      name: 'prod',
      server: server.url,
      id: UID.toLowerCase(),
      version: 'v1.36.2',
      user: 'ana',
      readOnly: true,
    });
    expect(info.ca).toMatch(/^[0-9a-f]{64}$/);
  });

  it('is known by its server and CA where kube-system may not be read', async () => {
    const hidden = (path: string): Plain => (path === '/version' ? ANSWERS['/version']! : status(403, 'Forbidden', 'no'));
    const server = await serve(({ path }) => hidden(path));
    const [one, again] = [await open(server), await open(server)];
    expect(one.info.id).toMatch(/^h-[0-9a-f]+$/);
    expect(again.info.id).toBe(one.info.id);
    const other = await serve(({ path }) => hidden(path));
    expect((await open(other)).info.id).not.toBe(one.info.id);
    expect(one.info).not.toHaveProperty('user');
  });

  it('is asked again who it is where its server fails for a moment', async () => {
    const timeout = status(500, 'ServerTimeout', 'the server cannot tell at the moment');
    let left = 2;
    const server = await serve(({ path }) => (path.endsWith('/kube-system') && left-- > 0 ? timeout : (ANSWERS[path] ?? { json: {} })));
    const steady = await serve(({ path }) => ANSWERS[path] ?? { json: {} });
    expect((await open(server)).info.id).toBe((await open(steady)).info.id);
  });

  it('is not taken for another one while its server fails', async () => {
    const timeout = status(500, 'ServerTimeout', 'the server cannot tell at the moment');
    const server = await serve(({ path }) => (path.endsWith('/kube-system') ? timeout : (ANSWERS[path] ?? { json: {} })));
    await expect(open(server)).rejects.toMatchObject({ exit: 3, message: expect.stringContaining('cannot tell at the moment') });
  });

  it.each<[string, object, string]>([
    ['a token', { token: 't' }, 'Bearer t'],
    ['a password', { token: undefined, username: 'ana', password: 'p' }, `Basic ${Buffer.from('ana:p').toString('base64')}`],
    ['a token file before a token', { token: 't', tokenFile: fixture('token') }, 'Bearer from-a-file'],
  ])('logs in with %s', async (_, user, authorization) => {
    const server = await cluster();
    await open(server, user);
    expect(new Set(server.requests.map((request) => request.headers.authorization))).toEqual(new Set([authorization]));
  });

  it('runs a credential plugin once for all its requests, and once more when they are refused', async () => {
    const at = folderOf({ plugin: '', runs: '' });
    const script = `#!/bin/sh\necho >> ${at('runs')}\necho '{"kind":"ExecCredential","status":{"token":"t'$(wc -l < ${at('runs')} | tr -d ' ')'"}}'\n`;
    const plugin = folderOf({ plugin: script })('plugin');
    chmodSync(plugin, 0o700);
    let wanted = 't1';
    const server = await cluster((request) => bearer(wanted)(request));
    const target = await open(server, { exec: { apiVersion: 'client.authentication.k8s.io/v1', command: plugin } });
    await target.read({ kinds: ['ConfigMap'] });
    expect(readFileSync(at('runs'), 'utf8')).toBe('\n');
    wanted = 't2';
    await target.read({ kinds: ['ConfigMap'] });
    expect(readFileSync(at('runs'), 'utf8')).toBe('\n\n');
  });

  it('says how to log in when nothing helps', async () => {
    const server = await cluster(() => false);
    await expect(open(server)).rejects.toMatchObject({
      exit: 3,
      message: expect.stringContaining('credentials'),
      next: [expect.stringContaining('prod')],
    });
  });

  it('names the file of a certificate that is not there', async () => {
    const server = await cluster();
    await expect(open(server, { 'client-certificate': '/nowhere/cert', 'client-key': '/nowhere/key' })).rejects.toMatchObject({
      exit: 3,
      message: expect.stringContaining('/nowhere/cert'),
    });
  });

  it.each<[string, object, Partial<ClusterOptions>, object]>([
    [
      'the flags',
      { as: 'kubeconfig' },
      { as: 'bob', asGroups: ['devs', 'ops'] },
      { 'impersonate-user': 'bob', 'impersonate-group': 'devs, ops' },
    ],
    [
      'the kubeconfig',
      { as: 'bob', 'as-groups': ['devs'], 'as-uid': '7', 'as-user-extra': { Reason: ['test'] } },
      {},
      { 'impersonate-user': 'bob', 'impersonate-group': 'devs', 'impersonate-uid': '7', 'impersonate-extra-reason': 'test' },
    ],
  ])('acts as somebody else by %s', async (_, user, flags, headers) => {
    const server = await cluster();
    await open(server, user, flags);
    for (const request of server.requests) expect(request.headers).toMatchObject(headers);
  });

  it('takes groups only together with a user', async () => {
    await expect(open(await cluster(), {}, { asGroups: ['devs'] })).rejects.toMatchObject({ exit: 2 });
  });

  it('trusts nobody but its CA, or anybody where it is told to', async () => {
    const server = await cluster();
    const other = { 'certificate-authority-data': undefined, 'certificate-authority': fixture('other.crt') };
    await expect(open(server, {}, {}, other)).rejects.toMatchObject({ exit: 3, message: expect.stringContaining('not trusted') });
    expect((await open(server, {}, {}, { 'certificate-authority-data': undefined, 'insecure-skip-tls-verify': true })).info.version).toBe(
      'v1.36.2',
    );
  });

  it('compares the certificate with tls-server-name instead of the address', async () => {
    const server = await cluster();
    await expect(open(server, {}, {}, { 'tls-server-name': 'elsewhere.example' })).rejects.toMatchObject({
      exit: 3,
      message: expect.stringContaining('not trusted'),
    });
    expect((await open(server, {}, {}, { 'tls-server-name': 'localhost' })).info.version).toBe('v1.36.2');
  });

  it('goes through the proxy of the kubeconfig', async () => {
    const server = await cluster();
    const tunnels: string[] = [];
    const proxy = createServer();
    proxy.on('connect', (request, socket, head) => {
      tunnels.push(request.url ?? '');
      const [host, port] = (request.url ?? '').split(':');
      const upstream = connect(Number(port), host, () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        upstream.write(head);
        upstream.pipe(socket).pipe(upstream);
      });
      upstream.on('error', () => socket.destroy());
      socket.on('error', () => upstream.destroy());
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void proxy.close());
    const { info } = await open(server, {}, {}, { 'proxy-url': `http://127.0.0.1:${(proxy.address() as AddressInfo).port}` });
    expect(info.version).toBe('v1.36.2');
    expect(new Set(tunnels)).toEqual(new Set([new URL(server.url).host]));
  });

  it('ends what is under way with its signal', async () => {
    const abort = new AbortController();
    const server = await cluster();
    const target = await open(server, {}, { signal: abort.signal });
    abort.abort(new Error('enough'));
    await expect(target.get({ apiVersion: 'v1', kind: 'ConfigMap', namespace: 'a', name: 'b' })).rejects.toThrow('enough');
  });
});
