import { EXIT, Failure } from '../app/errors.ts';
import { printable } from '../core/printable.ts';
import { text } from '../core/resource.ts';
import { kubeconfigFiles, loadKubeconfig, type KubeconfigOptions } from './kubeconfig.ts';
import type { Entry, Kubeconfig } from './kubeconfigFile.ts';

/** One context, for a person to choose from. */
export interface ContextSummary {
  readonly name: string;
  readonly cluster: string;
  /** Empty where the kubeconfig does not say. */
  readonly server: string;
  readonly user: string;
  readonly namespace?: string;
  readonly current: boolean;
}

/** A context with what it names. */
export interface Context {
  readonly name: string;
  readonly cluster: Entry;
  readonly server: string;
  /** Absent: anonymous. */
  readonly user?: Entry;
}

/** A password in a URL is for no screen, no message and no record; nor is it sent, as the API server knows none. What is no URL shows nothing before an @. */
const withoutPassword = (server: string): string =>
  URL.canParse(server.trim()) ? server.replace(/^(\s*\w+:[\\/]*)[^/?#\\]*@/, '$1') : server.replace(/^[^]*@/, '***@');

const summaryOf = (config: Kubeconfig, { name, body }: Entry): ContextSummary => {
  const cluster = text(body['cluster']) ?? '';
  const namespace = text(body['namespace']);
  return {
    name,
    cluster,
    server: withoutPassword(text(config.clusters.find((c) => c.name === cluster)?.body['server']) ?? ''),
    user: text(body['user']) ?? '',
    ...(namespace ? { namespace } : {}),
    current: name === config.currentContext,
  };
};

/** The contexts of all kubeconfigs, in their order; none is no error. Throws a Failure for a file that cannot be used. */
export const listContexts = (options: KubeconfigOptions): readonly ContextSummary[] => {
  const config = loadKubeconfig(options);
  return config.contexts.map((context) => summaryOf(config, context));
};

const known = (config: Kubeconfig): string => `Known contexts: ${config.contexts.map((c) => printable(c.name)).join(', ')}.`;

const wanted = (config: Kubeconfig, options: KubeconfigOptions, name: string | undefined): Entry => {
  if (config.contexts.length === 0)
    throw new Failure(EXIT.cluster, `No kubeconfig with a context was found (looked at ${kubeconfigFiles(options).join(', ')}).`, [
      'Name one with `--kubeconfig FILE` or in KUBECONFIG.',
      'Without a cluster: `kubeharden demo`, or `kubeharden scan -f FOLDER` for manifests.',
    ]);
  const asked = name ?? config.currentContext;
  if (asked === undefined)
    throw new Failure(EXIT.cluster, 'The kubeconfig has no current context.', [
      known(config),
      'Choose one with `--context NAME`, or for good with `kubectl config use-context NAME`.',
    ]);
  const found = config.contexts.find((context) => context.name === asked);
  if (found) return found;
  const who = name === undefined ? 'The current context' : 'The context';
  throw new Failure(EXIT.cluster, `${who} "${printable(asked)}" is not in the kubeconfig.`, [
    known(config),
    'Choose one with `--context NAME`.',
  ]);
};

/** What paths are put behind; as kubectl, without a query. Never normalized: records are kept by it. */
const baseOf = (server: string): string =>
  withoutPassword(server)
    .trim()
    .replace(/[?#][^]*$/, '')
    .replace(/(?<!\/)\/+$/, '');

/** The context to use: the one of that name, else the current one. Throws a Failure that lists the known ones. */
export const contextOf = (config: Kubeconfig, options: KubeconfigOptions, name: string | undefined): Context => {
  const context = wanted(config, options, name);
  const part = (list: readonly Entry[], what: string): Entry | undefined => {
    const of = text(context.body[what]);
    const entry = list.find((candidate) => candidate.name === of);
    if (of === undefined || of === '' || entry) return entry;
    throw new Failure(
      EXIT.cluster,
      `The context "${printable(context.name)}" names the ${what} "${printable(of)}", which no kubeconfig has.`,
      [`Correct ${context.file}, or choose another context. ${known(config)}`],
    );
  };
  const cluster = part(config.clusters, 'cluster');
  const server = baseOf(text(cluster?.body['server']) ?? '');
  if (!cluster || !URL.canParse(`${server}/api`) || !/^https?:$/.test(new URL(server).protocol))
    throw new Failure(EXIT.cluster, `The context "${printable(context.name)}" has no cluster with a server URL.`, [
      `Set \`server: https://…\` for its cluster in ${context.file}.`,
    ]);
  const user = part(config.users, 'user');
  return { name: context.name, cluster, server, ...(user ? { user } : {}) };
};
