import { annotationsOf, text, type Resource } from '../core/resource.ts';
import { derived, type Snapshot } from '../core/snapshot.ts';
import { containersOf, madeBy, podMetadataOf, podSpecOf, WORKLOAD_KINDS, type Container, type PodSpec } from '../core/workload.ts';
import { namespaceOf } from './namespaces.ts';
import type { Account } from './rbac/grants.ts';
import { commandOf, saidIn } from './said.ts';

/** As whom a workload's pods run; `serviceAccount` is the old name of the field. */
export const accountOf = (workload: Resource, spec: PodSpec): Account => ({
  namespace: namespaceOf(workload),
  name: text(spec['serviceAccountName']) || text(spec['serviceAccount']) || 'default',
});

export const accountResource = ({ namespace, name }: Account, snapshot: Snapshot): Resource | undefined =>
  snapshot.get({ apiVersion: 'v1', kind: 'ServiceAccount', namespace, name });

/** Whether pods get the token: the pod's own setting wins over the ServiceAccount's, both ways; neither means yes. */
export const mountsToken = (spec: PodSpec, account: Resource | undefined): boolean => {
  const own = spec['automountServiceAccountToken'];
  if (typeof own === 'boolean') return own;
  return account?.['automountServiceAccountToken'] !== false;
};

/** Workloads that decide for themselves (no controller of the snapshot made them), by `namespace/account`. */
const usersByAccount = derived((snapshot) => {
  const found = new Map<string, Resource[]>();
  for (const workload of WORKLOAD_KINDS.flatMap((kind) => snapshot.list(kind))) {
    const spec = podSpecOf(workload);
    if (!spec || madeBy(workload, snapshot)) continue;
    const { namespace, name } = accountOf(workload, spec);
    const there = found.get(`${namespace}/${name}`);
    if (there) there.push(workload);
    else found.set(`${namespace}/${name}`, [workload]);
  }
  return found;
});

export const workloadsOf = ({ namespace, name }: Account, snapshot: Snapshot): readonly Resource[] =>
  usersByAccount(snapshot).get(`${namespace}/${name}`) ?? [];

// Under /run or /var/run, which are the same.
const TOKEN_PATH = '/run/secrets/kubernetes.io/serviceaccount';

/** Programs, and a host, by which one talks to the API server of the cluster that one runs in. */
const CLIENT = /(?:^|[\s/;&|(])(kubectl|helm)(?=\s|$)/;
const CLIENT_IMAGE = /(?:^|[/-])(kubectl|k8s-sidecar)(?=[:@]|$)/;
const API_SERVER = /(?:^|[\s/@"'=])(kubernetes\.default(?:\.svc)?)(?![\w-])/;

const clientIn = (container: Container, said: readonly string[]): string | undefined => {
  const host = said.flatMap((word) => API_SERVER.exec(word)?.[1] ?? [])[0];
  if (host !== undefined) return `names ${host}`;
  const [program] = commandOf(container).flatMap((word) => CLIENT.exec(word)?.[1] ?? []);
  const run = program ?? CLIENT_IMAGE.exec(text(container['image']) ?? '')?.[1];
  return run === undefined ? undefined : `runs ${run}`;
};

/** What in a workload shows that it reads the mounted token itself, whatever it may do with it; undefined if nothing does. */
export const readsToken = (workload: Resource): string | undefined => {
  const annotations = annotationsOf({ metadata: podMetadataOf(workload) });
  if (annotations['vault.hashicorp.com/agent-inject'] === 'true') return 'the Vault agent logs in with it';
  for (const { container } of containersOf(workload)) {
    const name = text(container['name']) ?? '?';
    const said = saidIn(container);
    if (said.some((word) => word.includes(TOKEN_PATH))) return `container ${name} names its path`;
    const client = clientIn(container, said);
    if (client !== undefined) return `container ${name} ${client}`;
  }
  return undefined;
};
