import type { Metadata, Resource } from '../../src/core/resource.ts';

let count = 0;

/** A name that no other test of this process uses. */
export const fresh = (prefix: string): string => `${prefix}-${++count}`;

const at = (namespace: string, name: string): Metadata => ({ name, namespace });

export const namespace = (name: string, labels: Readonly<Record<string, string>> = {}): Resource => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name, labels },
});

export const account = (ns: string, name: string): Resource => ({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: at(ns, name) });

export const config = (ns: string, name: string, data: Readonly<Record<string, string>>): Resource => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: at(ns, name),
  data,
});

export const policy = (ns: string, name: string): Resource => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: at(ns, name),
  spec: {
    podSelector: { matchLabels: { app: 'web' } },
    policyTypes: ['Ingress'],
    ingress: [{ from: [{ podSelector: { matchLabels: { app: 'front' } } }] }],
  },
});

export const clusterBinding = (name: string, subjects: readonly string[]): Resource => ({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRoleBinding',
  metadata: { name },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' },
  subjects: subjects.map((subject) => ({ kind: 'User', apiGroup: 'rbac.authorization.k8s.io', name: subject })),
});

/** A Deployment with the containers `api` and `proxy`. */
export const deployment = (ns: string, name: string): Resource => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: at(ns, name),
  spec: {
    replicas: 2,
    selector: { matchLabels: { app: name } },
    template: {
      metadata: { labels: { app: name } },
      spec: {
        containers: [
          {
            name: 'api',
            image: 'registry.example/api:1',
            env: [
              { name: 'A', value: '1' },
              { name: 'B', value: '2' },
            ],
          },
          { name: 'proxy', image: 'registry.example/proxy:1' },
        ],
      },
    },
  },
});
