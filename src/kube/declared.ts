import { KubeConfig } from '@kubernetes/client-node';
import type { RequestOptions } from 'node:https';
import { getCACertificates } from 'node:tls';
import { EXIT, Failure } from '../app/errors.ts';
import { printable } from '../core/printable.ts';
import type { Context } from './contexts.ts';

/** TLS as a context declares it, for undici's connector. */
export interface Tls {
  readonly ca?: string | string[];
  readonly cert?: string;
  readonly key?: string;
  readonly servername?: string;
  readonly rejectUnauthorized?: boolean;
}

/** What a context says outright, without asking a plugin, a token file or an identity provider. */
export interface Declared {
  readonly tls: Tls;
  /** A token, a password, or what one of client-node's auth providers made of its entry. */
  readonly authorization?: string;
  /** The CA as it stands in the kubeconfig; absent where the machine's own are trusted. */
  readonly ca?: string;
}

/** Plugins, token files, OIDC and proxies are ours (docs/decisions/0005-cluster-credentials.md): client-node must not see them. */
const declaredOnly = ({ cluster, server, user }: Context): string => {
  const { exec: _exec, tokenFile: _file, 'auth-provider': provider, ...rest } = user?.body ?? {};
  const isOurs = JSON.stringify(provider)?.includes('"oidc"') ?? false;
  const { 'proxy-url': _proxy, ...ofCluster } = cluster.body;
  const insecure = server.startsWith('http:') ? { 'insecure-skip-tls-verify': true } : {};
  return JSON.stringify({
    clusters: [{ name: 'cluster', cluster: { ...ofCluster, server, ...insecure } }],
    users: [{ name: 'user', user: { ...rest, ...(isOurs ? {} : { 'auth-provider': provider }) } }],
    contexts: [{ name: 'context', context: { cluster: 'cluster', user: 'user' } }],
    'current-context': 'context',
  });
};

const pem = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : Buffer.isBuffer(value) ? value.toString('utf8') : undefined;

const defined = <T extends object>(given: { [K in keyof T]: T[K] | undefined }): T =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as T;

const headerOf = (options: RequestOptions): string | undefined => {
  const header = (options.headers as Record<string, unknown> | undefined)?.['Authorization'];
  if (typeof header === 'string') return header;
  return typeof options.auth === 'string' ? `Basic ${Buffer.from(options.auth).toString('base64')}` : undefined;
};

/** Reads certificates, keys and tokens with client-node's KubeConfig: a static import, of which the bundle keeps that class alone. */
export const declaredBy = async (context: Context): Promise<Declared> => {
  const options: RequestOptions = {};
  try {
    const config = new KubeConfig();
    config.loadFromString(declaredOnly(context));
    await config.applyToHTTPSOptions(options);
  } catch (error) {
    const why = printable(error instanceof Error ? error.message : String(error));
    const user = printable(context.user?.name ?? 'anonymous');
    throw new Failure(
      EXIT.cluster,
      `The credentials of the user "${user}" cannot be used: ${why}`,
      ['Correct the kubeconfig, or choose another context with `--context NAME`.'],
      { cause: error },
    );
  }
  const [ca, authorization] = [pem(options.ca), headerOf(options)];
  const servername = (options as { servername?: string }).servername;
  const tls = defined<Tls>({
    ca: ca ?? [...getCACertificates('default'), ...getCACertificates('system')],
    cert: pem(options.cert),
    key: pem(options.key),
    servername,
    rejectUnauthorized: options.rejectUnauthorized,
  });
  return { tls, ...(authorization === undefined ? {} : { authorization }), ...(ca === undefined ? {} : { ca }) };
};
