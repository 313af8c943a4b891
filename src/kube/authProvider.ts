import { EXIT, Failure } from '../app/errors.ts';
import { printable } from '../core/printable.ts';
import { field } from '../core/resource.ts';
import type { Entry } from './kubeconfigFile.ts';

/** What took the place of the auth providers that kubectl has lost. */
const INSTEAD: ReadonlyMap<string, string> = new Map([
  [
    'gcp',
    'Install gke-gcloud-auth-plugin and run `gcloud container clusters get-credentials CLUSTER`, which writes an entry that uses it.',
  ],
  ['azure', 'Install kubelogin and run `kubelogin convert-kubeconfig`, which makes the entry use it.'],
]);

const ANY = 'Let the user log in with a credential plugin (`exec`) of your provider; its own command usually writes the entry.';

/** The name of the auth provider that a user logs in with; undefined where there is none. Throws a Failure for one that is gone: only oidc is left. */
export const authProviderOf = (user: Entry | undefined): 'oidc' | undefined => {
  const provider = user?.body['auth-provider'] ?? undefined;
  if (user === undefined || provider === undefined) return undefined;
  const name = field(provider, 'name');
  if (name === 'oidc') return name;
  const called = typeof name === 'string' ? name : '';
  throw new Failure(
    EXIT.cluster,
    `The user "${printable(user.name)}" logs in with the auth-provider "${printable(called)}", which is not supported any more, by kubectl neither.`,
    [INSTEAD.get(called) ?? ANY, 'Or choose another context with `--context NAME`.'],
  );
};
