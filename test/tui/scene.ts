import type { Clock } from '../../src/app/recorder.ts';
import { Failure } from '../../src/app/errors.ts';
import type { Journal } from '../../src/app/journal.ts';
import { creationOf } from '../../src/core/change.ts';
import type { Catalogue, Remediation } from '../../src/core/remediation.ts';
import { CLUSTER } from '../../src/core/snapshot.ts';
import type { Resource } from '../../src/core/resource.ts';
import { memoryJournal } from '../../src/journal/memoryJournal.ts';
import { openMemory, type MemoryOptions, type MemoryTarget } from '../../src/memory/target.ts';
import { connectionOver } from '../../src/tui/connection.ts';
import type { Choice, Ports } from '../../src/tui/ports.ts';
import dashboardClusterAdmin from '../../remediations/dashboard-cluster-admin.ts';
import defaultSaAutomount from '../../remediations/default-sa-automount.ts';
import privilegeEscalation from '../../remediations/privilege-escalation.ts';
import { account, deployment, namespace } from '../contract/objects.ts';

/** A remediation that asks for a value, and one that only has steps: two kinds of fix that need no cluster of their own. */
const quota: Remediation = {
  id: 'no-quota',
  title: 'A namespace has no quota',
  severity: 'low',
  category: 'resources',
  why: 'One workload can take all that the nodes have.',
  risk: 'Pods over the quota are refused.',
  references: [],
  kinds: ['Namespace'],
  reads: ['ResourceQuota'],
  find: (resource, snapshot) =>
    snapshot.list('ResourceQuota', resource.metadata.name).length > 0 ? [] : [{ path: 'metadata.name', detail: 'no ResourceQuota' }],
  inputs: () => [
    { name: 'pods', ask: 'How many pods at most?', refuse: (value) => (/^\d+$/.test(value) ? undefined : 'That is no number.') },
  ],
  fix: (resource, _snapshot, { pods }) => [
    creationOf({
      apiVersion: 'v1',
      kind: 'ResourceQuota',
      metadata: { name: 'pods', namespace: resource.metadata.name },
      spec: { hard: { pods: pods ?? '' } },
    }),
  ],
};

const etcd: Remediation = {
  id: 'etcd-encryption',
  title: 'Secrets are stored in plain text',
  severity: 'high',
  category: 'control-plane',
  why: 'Whoever reads a backup of etcd reads every Secret.',
  risk: 'The API server restarts.',
  references: [],
  kinds: [CLUSTER],
  find: () => [{ path: 'encryption', detail: 'no provider is configured' }],
  guide: () => ({ steps: ['Write an EncryptionConfiguration.', 'Restart the API server.'] }),
};

/** An edit, a deletion, a restart, a value and a guide: no more, so that a new remediation changes nothing here. */
export const catalogue: Catalogue = [defaultSaAutomount, dashboardClusterAdmin, privilegeEscalation, quota, etcd];

export const dashboard: Resource = {
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRoleBinding',
  metadata: { name: 'kubernetes-dashboard' },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
  subjects: [{ kind: 'ServiceAccount', name: 'kubernetes-dashboard', namespace: 'kubernetes-dashboard' }],
};

const SPACES = ['payments', 'web'];

/** Two namespaces with their default accounts and a Deployment each, and a dashboard that is cluster-admin. */
export const weakCluster = (): readonly Resource[] => [
  ...SPACES.flatMap((ns) => [namespace(ns), account(ns, 'default'), deployment(ns, 'checkout')]),
  dashboard,
];

/** Time that passes only for those who wait. */
export const passing = (): Clock => {
  let at = Date.parse('2026-11-21T08:00:00Z');
  return { now: () => new Date(at), wait: (ms) => Promise.resolve(void (at += ms)) };
};

export interface Scene {
  readonly target: MemoryTarget;
  readonly journal: Journal;
  readonly ports: Ports;
}

export const DEMO: Choice = { type: 'demo', name: 'demo', detail: 'in memory' };

/** The real use cases over a memory target; contexts cannot be reached. */
export const sceneOf = (
  options: Partial<MemoryOptions> & {
    readonly journal?: Journal;
    readonly catalogue?: Catalogue;
    readonly clock?: Clock;
    readonly writeFolder?: Ports['writeFolder'];
  } = {},
): Scene => {
  const journal = options.journal ?? memoryJournal();
  const clock = options.clock ?? passing();
  const target = openMemory({ entries: weakCluster(), now: () => clock.now(), ...options });
  const connection = () =>
    connectionOver({
      target,
      journal,
      catalogue: options.catalogue ?? catalogue,
      clock,
      version: '0.0.0',
      reopen: (on: boolean) => Promise.resolve(on === target.info.readOnly ? target : target.reopened(on)),
    });
  const ports: Ports = {
    writeFolder: options.writeFolder ?? (() => Promise.resolve()),
    contexts: () => Promise.resolve([{ type: 'context', name: 'prod-eu', detail: 'https://192.0.2.1:6443', current: true }]),
    connect: (choice) =>
      choice.type === 'demo'
        ? Promise.resolve(connection())
        : Promise.reject(new Failure(3, 'https://192.0.2.1:6443 cannot be reached: timeout', ['Check the VPN.'])),
  };
  return { target, journal, ports };
};
