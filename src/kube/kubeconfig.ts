import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { EXIT, Failure } from '../app/errors.ts';
import { readKubeconfig, type Entry, type Kubeconfig } from './kubeconfigFile.ts';

export interface KubeconfigOptions {
  /** `--kubeconfig`: this file and no other; it must be there. */
  readonly kubeconfig?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Where a pod finds its service account. */
  readonly serviceAccount?: string;
}

const SERVICE_ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';
const EMPTY: Kubeconfig = { clusters: [], users: [], contexts: [] };

/** Where kubectl looks: `--kubeconfig`, else every file of KUBECONFIG, else `~/.kube/config`. */
export const kubeconfigFiles = ({ kubeconfig, env = process.env }: KubeconfigOptions): readonly string[] => {
  if (kubeconfig !== undefined) return [kubeconfig];
  const listed = (env['KUBECONFIG'] ?? '').split(delimiter).filter((file) => file !== '');
  return listed.length > 0 ? listed : [join(env['HOME'] ?? homedir(), '.kube', 'config')];
};

const firstWins = (lists: readonly (readonly Entry[])[]): readonly Entry[] => [
  ...lists
    .flat()
    .reduce((all, entry) => (all.has(entry.name) ? all : all.set(entry.name, entry)), new Map<string, Entry>())
    .values(),
];

const merged = (configs: readonly Kubeconfig[]): Kubeconfig => {
  const current = configs.find((config) => config.currentContext !== undefined)?.currentContext;
  return {
    clusters: firstWins(configs.map((config) => config.clusters)),
    users: firstWins(configs.map((config) => config.users)),
    contexts: firstWins(configs.map((config) => config.contexts)),
    ...(current === undefined ? {} : { currentContext: current }),
  };
};

/** What a pod has: the API server from its environment and the mounted service account; undefined outside of a pod. */
const inCluster = ({ env = process.env, serviceAccount: folder = SERVICE_ACCOUNT }: KubeconfigOptions): Kubeconfig | undefined => {
  const [host, port, token] = [env['KUBERNETES_SERVICE_HOST'], env['KUBERNETES_SERVICE_PORT'], join(folder, 'token')];
  if (!host || !port || !existsSync(token)) return undefined;
  const name = 'in-cluster';
  const namespaceFile = join(folder, 'namespace');
  const namespace = existsSync(namespaceFile) ? { namespace: readFileSync(namespaceFile, 'utf8').trim() } : {};
  const server = `https://${host.includes(':') ? `[${host}]` : host}:${port}`;
  const entry = (body: Entry['body']): readonly Entry[] => [{ name, body, file: token }];
  return {
    clusters: entry({ server, 'certificate-authority': join(folder, 'ca.crt') }),
    users: entry({ tokenFile: token }),
    contexts: entry({ cluster: name, user: name, ...namespace }),
    currentContext: name,
  };
};

/**
 * All kubeconfigs as one, as kubectl merges them: of two entries with one name the first wins, files that are missing
 * do not count. Without any, the service account of the pod. Throws a Failure for a file that cannot be used.
 */
export const loadKubeconfig = (options: KubeconfigOptions): Kubeconfig => {
  const found = kubeconfigFiles(options).flatMap((file) => readKubeconfig(file) ?? []);
  if (options.kubeconfig !== undefined && found.length === 0)
    throw new Failure(EXIT.cluster, `There is no kubeconfig ${options.kubeconfig}.`, ['Give the path of one with `--kubeconfig FILE`.']);
  const config = merged(found);
  return config.contexts.length + config.clusters.length > 0 ? config : (inCluster(options) ?? EMPTY);
};
