import { createServer } from 'node:http';
import { readFileSync, statSync, chmodSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readKubeconfig } from '../../src/kube/kubeconfigFile.ts';
import { oidcCredentials } from '../../src/kube/oidc.ts';
import { folderOf } from './folder.ts';

const NOW = new Date('2026-01-01T00:00:00Z');

const jwt = (name: string, seconds: number): string =>
  ['{}', JSON.stringify({ sub: name, exp: NOW.getTime() / 1000 + seconds }), 'signature']
    .map((part) => Buffer.from(part).toString('base64url'))
    .join('.');

/** An identity provider that takes each refresh token once, as most do. */
const provider = async (accepts: (form: URLSearchParams, authorization: string | undefined) => object | undefined) => {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    void (async () => {
      if (request.url === '/.well-known/openid-configuration') return response.end(JSON.stringify({ token_endpoint: `${url}/token` }));
      let body = '';
      for await (const chunk of request) body += String(chunk);
      const form = new URLSearchParams(body);
      asked.push(form.get('refresh_token') ?? '');
      const tokens = accepts(form, request.headers.authorization);
      response.statusCode = tokens ? 200 : 401;
      return response.end(JSON.stringify(tokens ?? { error: 'invalid_grant' }));
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, asked };
};

const kubeconfigWith = (issuer: string, idToken: string, more = ''): string => `# mine
apiVersion: v1
users:
- name: other
  user: {token: x}
- name: ana # me
  user:
    auth-provider:
      name: oidc
      config:
        client-id: app
        idp-issuer-url: ${issuer}
        id-token: ${idToken}
        refresh-token: r1
${more}`;

const credentialsFrom = (content: string) => {
  const at = folderOf({ config: content });
  chmodSync(at('config'), 0o640);
  const user = readKubeconfig(at('config'))!.users.find(({ name }) => name === 'ana')!;
  return { credentials: oidcCredentials(user, { env: {}, now: () => NOW }), file: at('config') };
};

describe('an identity provider', () => {
  it('is not asked while the token lasts', async () => {
    const { credentials } = credentialsFrom(kubeconfigWith('http://127.0.0.1:1', jwt('old', 60)));
    expect(await credentials.current()).toEqual({ authorization: `Bearer ${jwt('old', 60)}` });
  });

  it('renews an expired token once for many requests, and the kubeconfig gets the new tokens', async () => {
    const { url, asked } = await provider((form) =>
      form.get('client_id') === 'app' ? { id_token: jwt('new', 3600), refresh_token: 'r2' } : undefined,
    );
    const { credentials, file } = credentialsFrom(kubeconfigWith(url, jwt('old', 5)));
    const secrets = await Promise.all([credentials.current(), credentials.current(), credentials.current()]);
    expect(new Set(secrets.map((secret) => secret.authorization))).toEqual(new Set([`Bearer ${jwt('new', 3600)}`]));
    await credentials.current();
    expect(asked).toEqual(['r1']);
    const stored = kubeconfigWith(url, JSON.stringify(jwt('new', 3600))).replace('refresh-token: r1', 'refresh-token: "r2"');
    expect(readFileSync(file, 'utf8')).toBe(stored);
    expect(statSync(file).mode & 0o777).toBe(0o640);
  });

  it.each(['\n', '\r\n'])('leaves a kubeconfig whole in which a token is written over lines of its own: %j', async (newline) => {
    const { url } = await provider(() => ({ id_token: jwt('new', 3600), refresh_token: 'r2' }));
    const written = (idToken: string, refreshToken: string): string =>
      kubeconfigWith(url, idToken).replace('refresh-token: r1', `refresh-token: ${refreshToken}`).replaceAll('\n', newline);
    const { credentials, file } = credentialsFrom(written(`>-\n          ${jwt('old', 5)}`, '|-\n          r1'));
    await credentials.current();
    expect(readFileSync(file, 'utf8')).toBe(written(JSON.stringify(jwt('new', 3600)), '"r2"'));
  });

  it.each(['', ' # none yet', ' &mine', ' ~', ' ""'])('stores a token where there was none: "id-token:%s"', async (nothing) => {
    const { url } = await provider(() => ({ id_token: jwt('new', 3600), refresh_token: 'r2' }));
    const { credentials, file } = credentialsFrom(kubeconfigWith(url, jwt('old', 5)).replace(` ${jwt('old', 5)}`, nothing));
    await credentials.current();
    const stored = readKubeconfig(file)!.users.find(({ name }) => name === 'ana')!.body;
    expect(stored).toMatchObject({ 'auth-provider': { config: { 'id-token': jwt('new', 3600), 'refresh-token': 'r2' } } });
  });

  it('is asked again with the newest refresh token after a 401', async () => {
    let turn = 1;
    const { url, asked } = await provider(() => ({ id_token: jwt(`t${++turn}`, 3600), refresh_token: `r${turn}` }));
    const { credentials } = credentialsFrom(kubeconfigWith(url, jwt('old', 5)));
    expect(credentials.renew(await credentials.current())).toBe(true);
    expect(await credentials.current()).toEqual({ authorization: `Bearer ${jwt('t3', 3600)}` });
    expect(asked).toEqual(['r1', 'r2']);
  });

  it.each([
    [
      'header',
      (form: URLSearchParams, authorization: string | undefined) =>
        authorization === `Basic ${Buffer.from('app:s%2Fx').toString('base64')}` && !form.has('client_secret'),
    ],
    [
      'form',
      (form: URLSearchParams, authorization: string | undefined) => authorization === undefined && form.get('client_secret') === 's/x',
    ],
  ])('is given the client secret in the %s it takes', async (_, takes) => {
    const { url } = await provider((form, authorization) => (takes(form, authorization) ? { id_token: jwt('new', 3600) } : undefined));
    const { credentials } = credentialsFrom(kubeconfigWith(url, jwt('old', 5), '        client-secret: s/x\n'));
    expect(await credentials.current()).toEqual({ authorization: `Bearer ${jwt('new', 3600)}` });
  });

  it.each([
    ['refuses', async () => (await provider(() => undefined)).url, 'does not renew'],
    ['is away', () => Promise.resolve('http://127.0.0.1:1'), 'could not be asked'],
    ['is no URL', () => Promise.resolve('nonsense'), 'could not be asked'],
  ])('that %s is named, with what to do', async (_, issuer, message) => {
    const { credentials } = credentialsFrom(kubeconfigWith(await issuer(), jwt('old', 5)));
    await expect(credentials.current()).rejects.toMatchObject({
      exit: 3,
      message: expect.stringContaining(message),
      next: credentials.login,
    });
  });
});
