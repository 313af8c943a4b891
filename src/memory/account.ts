import { items, type Resource } from '../core/resource.ts';
import { withPodSpec, type Container, type PodSpec } from '../core/workload.ts';
import type { Store } from './store.ts';

const TOKEN = { name: 'kube-api-access', mountPath: '/var/run/secrets/kubernetes.io/serviceaccount', readOnly: true };

const hasToken = (container: Container): boolean =>
  items(container['volumeMounts']).some((mount) => mount['mountPath'] === TOKEN.mountPath);

const mounted = (list: unknown): readonly Container[] =>
  items(list).map((container) =>
    hasToken(container) ? container : { ...container, volumeMounts: [...items(container['volumeMounts']), TOKEN] },
  );

const hasAllTokens = (spec: PodSpec): boolean => [...items(spec['initContainers']), ...items(spec['containers'])].every(hasToken);

const withToken = (spec: PodSpec): PodSpec => ({
  ...spec,
  ...(spec['initContainers'] === undefined ? {} : { initContainers: mounted(spec['initContainers']) }),
  containers: mounted(spec['containers']),
  volumes: [
    ...items(spec['volumes']),
    { name: TOKEN.name, projected: { sources: [{ serviceAccountToken: { expirationSeconds: 3607, path: 'token' } }] } },
  ],
});

/** What the ServiceAccount admission plugin adds to a pod: the account's name (under both of its names), and its token unless pod or account say no. */
export const withAccount = (pod: Resource, store: Store): Resource =>
  withPodSpec(pod, (spec) => {
    const name = typeof spec['serviceAccountName'] === 'string' ? spec['serviceAccountName'] : 'default';
    const { namespace } = pod.metadata;
    const account = store.get({ apiVersion: 'v1', kind: 'ServiceAccount', name, ...(namespace === undefined ? {} : { namespace }) });
    const mounts = (spec['automountServiceAccountToken'] ?? account?.['automountServiceAccountToken'] ?? true) === true;
    return { ...(mounts && !hasAllTokens(spec) ? withToken(spec) : spec), serviceAccountName: name, serviceAccount: name };
  });
