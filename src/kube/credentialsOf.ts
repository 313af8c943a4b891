import { printable } from '../core/printable.ts';
import { field, isRecord, text } from '../core/resource.ts';
import type { Context } from './contexts.ts';
import type { CredentialOptions, Credentials } from './credentials.ts';
import type { Declared } from './declared.ts';
import { execCredentials } from './execPlugin.ts';
import { oidcCredentials } from './oidc.ts';
import { tokenFileCredentials } from './tokenFile.ts';

const fixedCredentials = ({ authorization }: Declared, user: string): Credentials => ({
  current: () => Promise.resolve(authorization === undefined ? {} : { authorization }),
  renew: () => false,
  login: [
    `Renew the credentials of the user "${printable(user)}" in the kubeconfig as your provider says, or choose another context with \`--context NAME\`.`,
  ],
});

/** The one source of secrets of a context's user; as in client-go, a plugin goes before a token file, that before what is declared. */
export const credentialsOf = (context: Context, declared: Declared, options: CredentialOptions): Credentials => {
  const { user } = context;
  const exec = user?.body['exec'];
  if (isRecord(exec)) return execCredentials(exec, context, declared, options);
  const tokenFile = text(user?.body['tokenFile']);
  if (tokenFile) return tokenFileCredentials(tokenFile, options.now);
  if (user && field(user.body, 'auth-provider', 'name') === 'oidc') return oidcCredentials(user, options);
  return fixedCredentials(declared, user?.name ?? 'anonymous');
};
