import { KubeConfig } from '@kubernetes/client-node';
import type { RequestOptions } from 'node:https';
import { getCACertificates } from 'node:tls';
import { EXIT, Failure } from '../app/errors.ts';
import { printable } from '../core/printable.ts';
import { isRecord } from '../core/resource.ts';
import { authProviderOf } from './authProvider.ts';
import type { Context } from './contexts.ts';
import type { Entry } from './kubeconfigFile.ts';
import { holdsCertificate, pemIn, whyUnusable } from './pem.ts';

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
  /** A token or a password. */
  readonly authorization?: string;
  /** The CA as it stands in the kubeconfig; absent where the machine's own are trusted. */
  readonly ca?: string;
}

const unusable = (what: string, why: string, file: string, cause?: unknown): Failure =>
  new Failure(
    EXIT.cluster,
    `${what} cannot be used: ${printable(why)}.`,
    [`Correct it in ${file}, or choose another context with \`--context NAME\`.`],
    cause === undefined ? {} : { cause },
  );

const caOf = ({ name, body, file }: Entry): string | undefined => {
  const complain = (why: string): Failure => unusable(`The CA of the cluster "${printable(name)}"`, why, file);
  const ca = pemIn(body, 'certificate-authority', complain);
  if (ca === '') return undefined; // as for kubectl
  if (ca === undefined || holdsCertificate(ca)) return ca;
  const path = body['certificate-authority-data'] ? '`certificate-authority-data`' : String(body['certificate-authority']);
  throw complain(`${path} holds no certificate in PEM`);
};

/** A key alone is nothing, as for kubectl. */
const clientOf = ({ name, body, file }: Entry): Pick<Tls, 'cert' | 'key'> => {
  const complain = (why: string): Failure => unusable(`The client certificate of the user "${printable(name)}"`, why, file);
  const cert = pemIn(body, 'client-certificate', complain);
  if (cert === undefined) return {};
  const key = pemIn(body, 'client-key', complain);
  if (key === undefined) throw complain('its key is missing (`client-key` or `client-key-data`)');
  const why = whyUnusable(cert, key);
  if (why !== undefined) throw complain(why);
  return { cert, key };
};

const serverNameOf = ({ name, body, file }: Entry): string | undefined => {
  const given = body['tls-server-name'] ?? '';
  if (typeof given !== 'string') throw unusable(`The tls-server-name of the cluster "${printable(name)}"`, 'it is no text', file);
  return given === '' ? undefined : given;
};

/** Certificates, plugins, token files, OIDC and proxies are ours (docs/decisions/0005-cluster-credentials.md): client-node must not see them. */
const declaredOnly = ({ cluster, server, user }: Context): string => {
  const { token, 'token-file': file, username, password } = user?.body ?? {};
  const insecure = server.startsWith('http:') || cluster.body['insecure-skip-tls-verify'] === true;
  return JSON.stringify({
    clusters: [{ name: 'cluster', cluster: { server, 'insecure-skip-tls-verify': insecure } }],
    users: [{ name: 'user', user: { token, 'token-file': file, username, password: password ?? '' } }],
    contexts: [{ name: 'context', context: { cluster: 'cluster', user: 'user' } }],
    'current-context': 'context',
  });
};

const defined = <T extends object>(given: { [K in keyof T]: T[K] | undefined }): T =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as T;

const headerOf = (options: RequestOptions): string | undefined => {
  const header = (options.headers as Record<string, unknown> | undefined)?.['Authorization'];
  if (typeof header === 'string') return header;
  return typeof options.auth === 'string' ? `Basic ${Buffer.from(options.auth).toString('base64')}` : undefined;
};

/** Reads tokens and passwords with client-node's KubeConfig: a static import, of which the bundle keeps that class alone. */
const optionsOf = async (context: Context): Promise<RequestOptions> => {
  const options: RequestOptions = {};
  try {
    const config = new KubeConfig();
    config.loadFromString(declaredOnly(context));
    await config.applyToHTTPSOptions(options);
    return options;
  } catch (error) {
    const { name, file } = context.user ?? { name: 'anonymous', file: context.cluster.file };
    throw unusable(`The credentials of the user "${printable(name)}"`, error instanceof Error ? error.message : String(error), file, error);
  }
};

/** Throws a Failure that names what of the kubeconfig cannot be used. */
export const declaredBy = async (context: Context): Promise<Declared> => {
  const { cluster, user } = context;
  if (!isRecord(user?.body['exec'])) authProviderOf(user);
  const ca = caOf(cluster);
  const client = user ? clientOf(user) : {};
  const options = await optionsOf(context);
  const authorization = headerOf(options);
  const tls = defined<Tls>({
    ca: ca ?? [...getCACertificates('default'), ...getCACertificates('system')],
    cert: client.cert,
    key: client.key,
    servername: serverNameOf(cluster),
    rejectUnauthorized: options.rejectUnauthorized,
  });
  return { tls, ...(authorization === undefined ? {} : { authorization }), ...(ca === undefined ? {} : { ca }) };
};
