import { isRecord, items, kindOf, type Resource } from '../core/resource.ts';
import { containersOf } from '../core/workload.ts';
import { effectOf } from './sameOutcome.ts';
import type { Step } from './run.ts';
import type { Preview } from './target.ts';

/** Names under which credentials are commonly kept in plain text. */
const CREDENTIAL = /passw|passphrase|(?:^|[^y])pass$|secret|token|api_?key|access_?key|private_?key|credential|connection_?string|dsn$/i;

/** Whether what has this name is taken for a credential. */
export const namesCredential = (name: unknown): boolean => CREDENTIAL.test(String(name));

/** `postgres://user:password@host`, whatever its name. */
const URL_WITH_PASSWORD = /:\/\/[^/\s:@]*:[^/\s@]+@/;

/** Whether a variable of a container holds a credential in plain text. */
export const isPlainCredential = ({ name, value }: Readonly<Record<string, unknown>>): boolean =>
  typeof value === 'string' && value !== '' && (namesCredential(name) || URL_WITH_PASSWORD.test(value));

const hasPlainEnv = (resource: Resource): boolean =>
  containersOf(resource).some(({ container }) => items(container['env']).some(isPlainCredential));

const hasPlainData = (resource: Resource): boolean =>
  kindOf(resource) === 'ConfigMap' && isRecord(resource['data']) && Object.keys(resource['data']).some(namesCredential);

/** Whether an object holds what must not lie in a record: a Secret's data, or credentials in plain text. */
export const holdsCredentials = (resource: Resource): boolean =>
  kindOf(resource) === 'Secret' || hasPlainEnv(resource) || hasPlainData(resource);

/** What a record may keep of a write: always the paths that it touches, the whole objects only where they hold no credentials. */
export const recordable = (preview: Preview): Pick<Step, 'differences' | 'before' | 'after' | 'files'> => {
  const { before, after, files } = preview;
  const guarded = [before, after].some((resource) => resource && holdsCredentials(resource));
  return {
    differences: before && after ? effectOf(preview) : [],
    ...(before && !guarded ? { before } : {}),
    ...(after && !guarded ? { after } : {}),
    ...(files ? { files } : {}),
  };
};
