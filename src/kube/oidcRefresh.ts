import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { request, type Dispatcher } from 'undici';
import { field, text } from '../core/resource.ts';
import type { CredentialOptions } from './credentials.ts';
import { connectTo } from './dispatcher.ts';
import type { Tokens } from './kubeconfigWrite.ts';
import { proxyFor } from './proxy.ts';

/** The configuration of the `oidc` auth provider, by the names of the kubeconfig. */
export type Provider = Readonly<Record<string, string | undefined>>;

const TIMEOUT_MS = 30_000;

const caOf = (file: string, provider: Provider): string | undefined => {
  const [data, path] = [provider['idp-certificate-authority-data'], provider['idp-certificate-authority']];
  if (data) return Buffer.from(data, 'base64').toString();
  return path ? readFileSync(resolve(dirname(file), path), 'utf8') : undefined;
};

interface Style {
  readonly headers: Readonly<Record<string, string>>;
  readonly form: Readonly<Record<string, string>>;
}

/** How clients say who they are (RFC 6749 section 2.3.1): with a header first, as Go does, then in the form. */
const styles = (id: string, secret: string, form: Style['form']): readonly Style[] => {
  if (secret === '') return [{ headers: {}, form: { ...form, client_id: id } }];
  const basic = Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`).toString('base64');
  return [
    { headers: { authorization: `Basic ${basic}` }, form },
    { headers: {}, form: { ...form, client_id: id, client_secret: secret } },
  ];
};

const asked = async (
  dispatcher: Dispatcher,
  provider: Provider,
  refreshToken: string,
  signal?: AbortSignal,
): Promise<Tokens | undefined> => {
  const common = { dispatcher, headersTimeout: TIMEOUT_MS, bodyTimeout: TIMEOUT_MS, ...(signal ? { signal } : {}) };
  const issuer = (provider['idp-issuer-url'] ?? '').replace(/\/$/, '');
  const discovery = await request(`${issuer}/.well-known/openid-configuration`, common);
  const endpoint = text(field(await discovery.body.json(), 'token_endpoint'));
  if (endpoint === undefined) throw new Error('it names no token endpoint');
  const form = { grant_type: 'refresh_token', refresh_token: refreshToken };
  for (const style of styles(provider['client-id'] ?? '', provider['client-secret'] ?? '', form)) {
    const headers = { ...style.headers, 'content-type': 'application/x-www-form-urlencoded' };
    const answer = await request(endpoint, { ...common, method: 'POST', headers, body: new URLSearchParams(style.form).toString() });
    const said: unknown = await answer.body.json().catch(() => undefined);
    const token = text(field(said, 'id_token'));
    if (answer.statusCode < 300 && token !== undefined)
      return { 'id-token': token, 'refresh-token': text(field(said, 'refresh_token')) ?? refreshToken };
  }
  return undefined;
};

/**
 * Asks the identity provider for new tokens (OpenID Connect Discovery 1.0, RFC 6749 section 6); undefined where it
 * refuses. `file` is the kubeconfig, beside which relative paths stand. Throws what the network throws.
 */
export const refreshTokens = async (
  file: string,
  provider: Provider,
  refreshToken: string,
  { env, signal }: CredentialOptions,
): Promise<Tokens | undefined> => {
  const ca = caOf(file, provider);
  const issuer = provider['idp-issuer-url'];
  if (!issuer) throw new Error('`idp-issuer-url` is missing');
  const proxy = proxyFor(issuer, undefined, env);
  const dispatcher = connectTo(ca === undefined ? {} : { ca }, proxy === undefined ? {} : { proxy });
  try {
    return await asked(dispatcher, provider, refreshToken, signal);
  } finally {
    await dispatcher.close();
  }
};
