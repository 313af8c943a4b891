import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Agent, EnvHttpProxyAgent, request } from 'undici';
import { printable } from '../core/printable.ts';
import { field, isRecord, text } from '../core/resource.ts';
import { loginFailure, type CredentialOptions, type Credentials } from './credentials.ts';
import { storeTokens, type Tokens } from './kubeconfigWrite.ts';
import type { Entry } from './kubeconfigFile.ts';

type Provider = Readonly<Record<string, string | undefined>>;

/** As client-go: a token that ends within this time counts as ended. */
const EARLY_MS = 10_000;

/** When a JWT ends, in milliseconds since the epoch; 0 for what is no JWT. */
const endOf = (token: string): number => {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
    const end = field(claims, 'exp');
    return typeof end === 'number' ? end * 1000 : 0;
  } catch {
    return 0;
  }
};

const caOf = (user: Entry, provider: Provider): string | undefined => {
  const [data, file] = [provider['idp-certificate-authority-data'], provider['idp-certificate-authority']];
  if (data) return Buffer.from(data, 'base64').toString();
  return file ? readFileSync(resolve(dirname(user.file), file), 'utf8') : undefined;
};

/** Asks the identity provider (OpenID Connect Discovery, RFC 6749 section 6); undefined where it refuses. */
const refreshed = async (
  user: Entry,
  provider: Provider,
  refreshToken: string,
  { signal, env }: CredentialOptions,
): Promise<Tokens | undefined> => {
  const [issuer, id, secret] = [provider['idp-issuer-url'] ?? '', provider['client-id'] ?? '', provider['client-secret'] ?? ''];
  const ca = caOf(user, provider);
  const connect = ca === undefined ? {} : { connect: { ca } };
  const dispatcher =
    env['HTTPS_PROXY'] || env['https_proxy']
      ? new EnvHttpProxyAgent({ ...(ca === undefined ? {} : { requestTls: { ca } }) })
      : new Agent(connect);
  const common = { dispatcher, headersTimeout: 30_000, ...(signal ? { signal } : {}) };
  const discovery = await request(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`, common);
  const endpoint = text(field(await discovery.body.json(), 'token_endpoint'));
  if (endpoint === undefined) return undefined;
  const form = { grant_type: 'refresh_token', refresh_token: refreshToken };
  const basic = `Basic ${Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`).toString('base64')}`;
  const styles = [
    ...(secret === '' ? [] : [{ headers: { authorization: basic }, form }]),
    { headers: {}, form: { ...form, client_id: id, ...(secret === '' ? {} : { client_secret: secret }) } },
  ];
  for (const style of styles) {
    const headers = { ...style.headers, 'content-type': 'application/x-www-form-urlencoded' };
    const answer = await request(endpoint, { ...common, method: 'POST', headers, body: new URLSearchParams(style.form).toString() });
    const said: unknown = await answer.body.json().catch(() => undefined);
    const token = text(field(said, 'id_token'));
    if (answer.statusCode < 300 && token !== undefined)
      return { 'id-token': token, 'refresh-token': text(field(said, 'refresh_token')) ?? refreshToken };
  }
  return undefined;
};

/** The `oidc` auth provider: the token of the kubeconfig, refreshed when it ends and stored there, as kubectl does. */
export const oidcCredentials = (user: Entry, options: CredentialOptions): Credentials => {
  const config = field(user.body, 'auth-provider', 'config');
  const provider = (isRecord(config) ? config : {}) as Provider;
  const name = printable(user.name);
  const login = [`Log in again with your identity provider, so that the user "${name}" in ${user.file} gets a new token.`];
  let tokens: Partial<Tokens> = provider;
  let refreshing: Promise<Tokens> | undefined;
  const refresh = async (): Promise<Tokens> => {
    const refreshToken = tokens['refresh-token'];
    const issuer = printable(provider['idp-issuer-url'] ?? '');
    if (!refreshToken) throw loginFailure(`The token of the user "${name}" has expired and there is no refresh token.`, login);
    const next = await refreshed(user, provider, refreshToken, options).catch((error: unknown) => {
      options.signal?.throwIfAborted();
      throw loginFailure(`The identity provider ${issuer} could not be asked: ${printable((error as Error).message)}`, login, {
        cause: error,
      });
    });
    if (!next) throw loginFailure(`The identity provider ${issuer} does not renew the login of the user "${name}".`, login);
    storeTokens(user, next);
    return next;
  };
  return {
    async current() {
      const held = tokens['id-token'];
      if (held && endOf(held) - EARLY_MS > options.now().getTime()) return { authorization: `Bearer ${held}` };
      refreshing ??= refresh().finally(() => (refreshing = undefined));
      const next = await refreshing;
      tokens = next;
      return { authorization: `Bearer ${next['id-token']}` };
    },
    renew() {
      const { 'id-token': _refused, ...rest } = tokens;
      tokens = rest;
      return rest['refresh-token'] !== undefined;
    },
    login,
  };
};
