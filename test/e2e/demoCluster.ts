import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { loadAll } from 'js-yaml';
import { withoutServerFields } from '../../src/core/diff.ts';
import { controllerOf, type Resource } from '../../src/core/resource.ts';
import { collectionOf, pathOf, type PlainApi } from '../control-plane/api.ts';
import { furnished } from '../control-plane/furnished.ts';
import { DEMO } from './binary.ts';

/** What `kubectl apply -f demo` would send, in the order of the files. */
export const demoObjects = (): readonly Resource[] =>
  readdirSync(DEMO)
    .filter((file) => file.endsWith('.yaml'))
    .sort()
    .flatMap((file) => loadAll(readFileSync(path.join(DEMO, file), 'utf8')) as Resource[]);

/** Creates each object, or merges it into what the server has made itself. */
export const applyDemo = async (api: PlainApi): Promise<void> => {
  for (const object of demoObjects()) {
    const { status, text } = await api.ask('POST', collectionOf(object), object);
    if (status === 409) await api.must('PATCH', pathOf(object), object);
    else if (status > 299) throw new Error(`${object.kind} ${object.metadata.name}: ${text}`);
  }
};

const COLLECTIONS = [
  '/api/v1/namespaces',
  '/api/v1/serviceaccounts',
  '/api/v1/services',
  '/api/v1/configmaps',
  '/apis/apps/v1/deployments',
  '/apis/apps/v1/statefulsets',
  '/apis/apps/v1/daemonsets',
  '/apis/batch/v1/cronjobs',
  '/apis/networking.k8s.io/v1/networkpolicies',
  '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings',
  '/apis/rbac.authorization.k8s.io/v1/rolebindings',
  '/apis/policy/v1/poddisruptionbudgets',
];

/** Every object that somebody wrote, by its path, less what the server keeps for itself. */
export const inventory = async (api: PlainApi): Promise<Readonly<Record<string, unknown>>> => {
  const found: Record<string, unknown> = {};
  for (const collection of COLLECTIONS) {
    const { items } = (await api.must('GET', collection)) as unknown as { readonly items: readonly Resource[] };
    for (const item of items) {
      if (!controllerOf(item)) found[`${collection} ${item.metadata.namespace ?? ''}/${item.metadata.name}`] = withoutServerFields(item);
    }
  }
  return found;
};

interface Status {
  readonly replicas?: number;
  readonly readyReplicas?: number;
  readonly updatedReplicas?: number;
  readonly observedGeneration?: number;
}

/** Resolves once every namespace has what controllers put into it, and every Deployment runs all of its pods in their newest form. */
export const settled = async (api: PlainApi): Promise<void> => {
  await furnished(api);
  for (;;) {
    const { items } = (await api.must('GET', '/apis/apps/v1/deployments')) as unknown as { readonly items: readonly Resource[] };
    const runs = items.every((item) => {
      const status = (item['status'] ?? {}) as Status;
      const wanted = (item['spec'] as { replicas?: number }).replicas ?? 1;
      return status.readyReplicas === wanted && status.updatedReplicas === wanted && status.replicas === wanted;
    });
    if (runs) return;
  }
};
