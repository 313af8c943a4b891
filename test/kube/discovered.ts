import type { Plain } from './server.ts';

export interface Resource {
  readonly kind: string;
  readonly resource: string;
  readonly scope?: 'Namespaced' | 'Cluster';
  readonly verbs?: readonly string[];
}

interface Group {
  readonly name: string;
  readonly version: string;
  readonly resources: readonly Resource[];
  readonly freshness?: 'Current' | 'Stale';
}

const aggregated = (groups: readonly Group[]): Plain => ({
  json: {
    kind: 'APIGroupDiscoveryList',
    apiVersion: 'apidiscovery.k8s.io/v2',
    items: groups.map(({ name, version, resources, freshness = 'Current' }) => ({
      metadata: { name },
      versions: [
        {
          version,
          freshness,
          resources: resources.map(({ kind, resource, scope = 'Namespaced', verbs = ['list', 'get', 'watch'] }) => ({
            resource,
            responseKind: { group: '', version: '', kind },
            scope,
            verbs,
          })),
        },
      ],
    })),
  },
});

/** What a server since 1.26 says it serves. */
export const discovery = (core: readonly Resource[], groups: readonly Group[] = []): Readonly<Record<string, Plain>> => ({
  '/api': aggregated([{ name: '', version: 'v1', resources: core }]),
  '/apis': aggregated(groups),
});

export const CORE: readonly Resource[] = [
  { kind: 'Pod', resource: 'pods' },
  { kind: 'ConfigMap', resource: 'configmaps' },
  { kind: 'Secret', resource: 'secrets' },
  { kind: 'Namespace', resource: 'namespaces', scope: 'Cluster' },
];

export const APPS: readonly Group[] = [
  {
    name: 'apps',
    version: 'v1',
    resources: [
      { kind: 'Deployment', resource: 'deployments' },
      { kind: 'StatefulSet', resource: 'statefulsets' },
      { kind: 'DaemonSet', resource: 'daemonsets' },
    ],
  },
];
