import { printable } from '../core/printable.ts';
import { items } from '../core/resource.ts';
import type { Context } from './contexts.ts';
import { loginFailure } from './credentials.ts';
import type { Declared } from './declared.ts';
import type { Entry } from './kubeconfigFile.ts';

/** The kubeconfig extension whose content a plugin is given. */
const EXTENSION = 'client.authentication.k8s.io/exec';

/** Throws a Failure for what an alias of YAML puts into itself. */
const written = (told: object, { name, file }: Entry): string => {
  try {
    return JSON.stringify(told);
  } catch (error) {
    throw loginFailure(
      `The cluster "${printable(name)}" cannot be described to a credential plugin: it holds itself.`,
      [`Take the alias (\`*…\`) out of its entry in ${file}.`],
      { cause: error },
    );
  }
};

/** The `ExecCredential` that a plugin finds in KUBERNETES_EXEC_INFO (client.authentication.k8s.io, `spec.cluster` where it asks for it). */
export const execInfo = (exec: Readonly<Record<string, unknown>>, { cluster, server }: Context, { ca }: Declared): string => {
  const { 'certificate-authority': _file, extensions, ...described } = cluster.body;
  const config = items(extensions).find((extension) => extension['name'] === EXTENSION)?.['extension'];
  const told = {
    ...described,
    server,
    ...(ca === undefined ? {} : { 'certificate-authority-data': Buffer.from(ca).toString('base64') }),
    ...(config === undefined ? {} : { config }),
  };
  const spec = { interactive: false, ...(exec['provideClusterInfo'] === true ? { cluster: told } : {}) };
  return written({ apiVersion: exec['apiVersion'], kind: 'ExecCredential', spec }, cluster);
};
