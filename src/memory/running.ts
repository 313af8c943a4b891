import { field, kindOf, labelsOf, type Resource } from '../core/resource.ts';
import { ROLLOUT_KINDS } from '../core/workload.ts';
import { Controllers } from './controllers.ts';
import { withAccount } from './account.ts';
import { podSecurityAdmission } from './podSecurity.ts';
import { isReady, startedStatus } from './podStatus.ts';
import { storeOf, type Store } from './store.ts';

const SERVED_ALWAYS = ['default', 'kube-system', 'kube-public', 'kube-node-lease'];

const addNamespaces = (store: Store): void => {
  const used = store.all().map((resource) => resource.metadata.namespace);
  for (const name of new Set([...SERVED_ALWAYS, ...used])) {
    if (name === undefined || store.get({ apiVersion: 'v1', kind: 'Namespace', name })) continue;
    store.insert({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  }
};

const addDefaultAccounts = (store: Store): void => {
  for (const { metadata } of store.list('Namespace')) {
    const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace: metadata.name } };
    if (!store.get({ ...account, ...account.metadata })) store.insert(account);
  }
};

const startPods = (store: Store): void => {
  for (const pod of store.list('Pod')) {
    if (pod['status'] !== undefined) continue;
    const admitted = withAccount(pod, store);
    store.setStatus(store.replace(pod, admitted), startedStatus(admitted));
  }
};

/** What the disruption controller reports; budgets with `minAvailable` or `maxUnavailable` as a number. */
const reportBudgets = (store: Store): void => {
  for (const budget of store.list('policy/PodDisruptionBudget')) {
    const wanted = Object.entries((field(budget, 'spec', 'selector', 'matchLabels') as object | undefined) ?? {});
    const pods = store.list('Pod', budget.metadata.namespace).filter((pod) => wanted.every(([key, value]) => labelsOf(pod)[key] === value));
    const [least, most] = [field(budget, 'spec', 'minAvailable'), field(budget, 'spec', 'maxUnavailable')];
    const desiredHealthy = typeof least === 'number' ? least : pods.length - (typeof most === 'number' ? most : 0);
    const currentHealthy = pods.filter(isReady).length;
    const disruptionsAllowed = Math.max(0, currentHealthy - desiredHealthy);
    store.setStatus(budget, { currentHealthy, desiredHealthy, disruptionsAllowed, expectedPods: pods.length });
  }
};

/**
 * Manifests as a cluster has them once it has been running for a while: with the namespaces and `default` accounts that
 * every cluster makes, and workloads with their ReplicaSets and pods.
 */
export const running = (manifests: readonly Resource[], now: () => Date): readonly Resource[] => {
  const store = storeOf(manifests, now);
  addNamespaces(store);
  addDefaultAccounts(store);
  startPods(store);
  const controllers = new Controllers(store, podSecurityAdmission('latest'));
  for (const workload of store.all()) {
    if ([...ROLLOUT_KINDS, 'batch/Job'].includes(kindOf(workload))) controllers.settle(workload);
  }
  reportBudgets(store);
  return store.all();
};
