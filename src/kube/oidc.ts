import { printable } from '../core/printable.ts';
import { field, isRecord } from '../core/resource.ts';
import { bearer, loginFailure, NO_TOKEN, type CredentialOptions, type Credentials, type Secret } from './credentials.ts';
import type { Entry } from './kubeconfigFile.ts';
import { storeTokens, type Tokens } from './kubeconfigWrite.ts';
import { refreshTokens, type Provider } from './oidcRefresh.ts';

/** As client-go: a token that ends within this time counts as ended. */
const EARLY_MS = 10_000;

/** When a JWT ends, in milliseconds since the epoch; 0 for what is no JWT. */
const endOf = (token: string): number => {
  try {
    const end = field(JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()), 'exp');
    return typeof end === 'number' ? end * 1000 : 0;
  } catch {
    return 0;
  }
};

const refresh = async (
  user: Entry,
  provider: Provider,
  held: Partial<Tokens>,
  options: CredentialOptions,
  login: readonly string[],
): Promise<Tokens> => {
  const [name, issuer, token] = [printable(user.name), printable(provider['idp-issuer-url'] ?? ''), held['refresh-token']];
  if (!token) {
    const why = provider['id-token']
      ? 'has expired and there is no refresh token'
      : 'is missing: its auth-provider "oidc" has neither `id-token` nor `refresh-token`';
    throw loginFailure(`The token of the user "${name}" ${why}.`, login);
  }
  const next = await refreshTokens(user.file, provider, token, options).catch((error: unknown) => {
    options.signal?.throwIfAborted();
    const why = printable(error instanceof Error ? error.message : String(error));
    throw loginFailure(`The identity provider "${issuer}" could not be asked for a new token: ${why}`, login, { cause: error });
  });
  if (!next) throw loginFailure(`The identity provider "${issuer}" does not renew the login of the user "${name}".`, login);
  storeTokens(user, next);
  return next;
};

/** The `oidc` auth provider: the token of the kubeconfig, refreshed when it ends and stored there, as kubectl does. */
export const oidcCredentials = (user: Entry, options: CredentialOptions): Credentials => {
  const config = field(user.body, 'auth-provider', 'config');
  const provider: Provider = Object.fromEntries(
    Object.entries(isRecord(config) ? config : {}).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
  const login = [`Log in again with your identity provider, so that the user "${printable(user.name)}" in ${user.file} gets a new token.`];
  let held: Partial<Tokens> = provider;
  let refreshing: Promise<Tokens> | undefined;
  const sent = (token: string): Secret => {
    const authorization = bearer(token);
    if (authorization !== undefined) return { authorization };
    throw loginFailure(`The id-token of the user "${printable(user.name)}" cannot be sent: it ${NO_TOKEN}.`, login);
  };
  return {
    async current() {
      const token = held['id-token'];
      if (token && endOf(token) - EARLY_MS > options.now().getTime()) return sent(token);
      refreshing ??= refresh(user, provider, held, options, login).finally(() => (refreshing = undefined));
      held = await refreshing;
      return sent(held['id-token'] ?? '');
    },
    renew(refused) {
      const { 'id-token': token, ...rest } = held;
      if (`Bearer ${token}` === refused.authorization) held = rest;
      return rest['refresh-token'] !== undefined;
    },
    login,
  };
};
