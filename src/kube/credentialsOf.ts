import { printable } from '../core/printable.ts';
import { isRecord, text } from '../core/resource.ts';
import { authProviderOf } from './authProvider.ts';
import type { Context } from './contexts.ts';
import { loginFailure, NO_TOKEN, type CredentialOptions, type Credentials, type Secret } from './credentials.ts';
import type { Declared } from './declared.ts';
import { execCredentials } from './execPlugin.ts';
import { headerValue } from './headerValue.ts';
import { oidcCredentials } from './oidc.ts';
import { tokenFileCredentials } from './tokenFile.ts';

/** The header as it is sent. Throws a Failure for one that cannot be. */
const sentBy = (authorization: string, { user, cluster }: Context): string => {
  const sent = headerValue(authorization);
  if (sent !== undefined) return sent;
  throw loginFailure(`The token of the user "${printable(user?.name ?? 'anonymous')}" cannot be sent: it ${NO_TOKEN}.`, [
    `Correct it in ${(user ?? cluster).file}, or choose another context with \`--context NAME\`.`,
  ]);
};

const fixedCredentials = ({ authorization }: Declared, context: Context): Credentials => {
  const secret: Secret = authorization === undefined ? {} : { authorization: sentBy(authorization, context) };
  return {
    current: () => Promise.resolve(secret),
    renew: () => false,
    login: [
      `Renew the credentials of the user "${printable(context.user?.name ?? 'anonymous')}" in the kubeconfig as your provider says, or choose another context with \`--context NAME\`.`,
    ],
  };
};

/** The one source of secrets of a context's user; as in client-go, a plugin goes before a token file, that before what is declared. Throws a Failure for a token that cannot be sent. */
export const credentialsOf = (context: Context, declared: Declared, options: CredentialOptions): Credentials => {
  const { user } = context;
  const exec = user?.body['exec'];
  if (isRecord(exec)) return execCredentials(exec, context, declared, options);
  const tokenFile = text(user?.body['tokenFile']);
  if (tokenFile) return tokenFileCredentials(tokenFile, options.now);
  if (user && authProviderOf(user)) return oidcCredentials(user, options);
  return fixedCredentials(declared, context);
};
