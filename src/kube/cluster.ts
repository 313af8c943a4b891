import type { Target } from '../app/target.ts';
import { denialsOf } from './access.ts';
import { getObject, type Api } from './api.ts';
import { contextOf } from './contexts.ts';
import { credentialsOf } from './credentialsOf.ts';
import { declaredBy } from './declared.ts';
import { discoverer } from './discovery.ts';
import { identify } from './identity.ts';
import { impersonation } from './impersonation.ts';
import { loadKubeconfig } from './kubeconfig.ts';
import { previewChange } from './preview.ts';
import { logsOf } from './logs.ts';
import { proxyFor } from './proxy.ts';
import { readCluster } from './read.ts';
import { releaseFields } from './release.ts';
import { rolloutOf } from './rollout.ts';
import { openTransport, type Transport } from './transport.ts';
import { vitalsOf } from './vitals.ts';
import { writeChange } from './write.ts';

export interface ClusterOptions {
  readonly kubeconfig?: string;
  readonly context?: string;
  /** Whom to impersonate. */
  readonly as?: string;
  readonly asGroups?: readonly string[];
  /** How long the server may be silent, or as good as silent; 30 s. */
  readonly requestTimeoutMs?: number;
  /** Each kubelet may be asked for its configuration, through nodes/proxy. */
  readonly kubelets?: boolean;
  /** Nothing that could change the cluster is sent. */
  readonly readOnly: boolean;
  /** As whom our fields stand in managedFields. */
  readonly fieldManager?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly now?: () => Date;
  /** Ends every request that is under way. */
  readonly signal?: AbortSignal;
}

const TIMEOUT_MS = 30_000;
/** What a timer can count. */
const LONGEST_MS = 2 ** 31 - 1;
/** Nobody waits longer for a connection, whatever `--request-timeout` says; kubectl neither. */
const LONGEST_CONNECT_MS = 30_000;

interface Connected {
  readonly transport: Transport;
  readonly context: string;
  /** The CA of the kubeconfig. */
  readonly ca?: string;
}

const connected = async (options: ClusterOptions): Promise<Connected> => {
  const { env = process.env, now = () => new Date(), signal, requestTimeoutMs } = options;
  const context = contextOf(loadKubeconfig(options), options, options.context);
  const declared = await declaredBy(context);
  const proxy = proxyFor(context.server, context.cluster.body['proxy-url'], env);
  const transport = openTransport({
    server: context.server,
    tls: declared.tls,
    credentials: credentialsOf(context, declared, { env, now, ...(signal ? { signal } : {}) }),
    headers: { 'user-agent': 'kubeharden', ...impersonation(context, options) },
    readOnly: options.readOnly,
    timeoutMs: Math.min(requestTimeoutMs ?? TIMEOUT_MS, LONGEST_MS),
    ...(requestTimeoutMs === undefined ? {} : { connectMs: Math.min(requestTimeoutMs, LONGEST_CONNECT_MS) }),
    ...(proxy === undefined ? {} : { proxy }),
    ...(signal ? { signal } : {}),
  });
  return { transport, context: context.name, ...(declared.ca === undefined ? {} : { ca: declared.ca }) };
};

/** A live cluster. Throws a Failure (exit 3) that says what to do when it cannot be talked to. */
export const openCluster = async (options: ClusterOptions): Promise<Target> => {
  const { readOnly, kubelets = false, fieldManager = 'kubeharden', now = () => new Date() } = options;
  const { transport, context, ca } = await connected(options);
  const identity = await identify(transport, ca).catch(async (error: unknown) => {
    await transport.close();
    throw error;
  });
  const api: Api = { transport, discover: discoverer(transport), fieldManager };
  const version = identity.version === undefined ? {} : { serverVersion: identity.version };
  return {
    info: { type: 'cluster', name: context, server: transport.server, readOnly, fieldManager, ...identity },
    read: (read) =>
      readCluster(transport, api.discover, { ...read, kubelets }, { origin: 'cluster', now: now().toISOString(), ...version }),
    get: (ref) => getObject(api, ref),
    denials: (changes) => denialsOf(api, changes),
    preview: (change) => previewChange(api, change),
    write: (change, approved) => writeChange(api, change, approved),
    rollout: (ref) => rolloutOf(api, ref),
    vitals: (ref) => vitalsOf(api, ref),
    logs: (pod, request) => logsOf(api, pod, request),
    watch: async (options) => (await import('./watch.ts')).watchCluster(api, options),
    release: (ref, recorded, restored) => releaseFields(api, ref, recorded, restored),
    serverTime: () => transport.serverTime(),
    close: () => transport.close(),
  };
};
