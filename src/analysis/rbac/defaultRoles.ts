import type { Resource } from '../../core/resource.ts';
import type { Rule } from './rules.ts';

const NO_LISTS: Rule = { verbs: [], apiGroups: [], resources: [], resourceNames: [], nonResourceURLs: [] };

/** Everything that RBAC can grant, as cluster-admin has it. */
export const EVERYTHING: readonly Rule[] = [
  { ...NO_LISTS, verbs: ['*'], apiGroups: ['*'], resources: ['*'] },
  { ...NO_LISTS, verbs: ['*'], nonResourceURLs: ['*'] },
];

const READ = 'get list watch';
const WRITE = 'create delete deletecollection patch update';

const on = (verbs: string, groups: readonly string[], resources: string): Rule => ({
  ...NO_LISTS,
  verbs: verbs.split(' '),
  apiGroups: groups,
  resources: resources.split(' '),
});

const VIEW: readonly Rule[] = [
  on(
    READ,
    [''],
    'bindings configmaps endpoints limitranges namespaces namespaces/status persistentvolumeclaims persistentvolumeclaims/status pods ' +
      'pods/log pods/status replicationcontrollers replicationcontrollers/scale replicationcontrollers/status resourcequotas ' +
      'resourcequotas/status serviceaccounts services services/status',
  ),
  on(READ, ['', 'events.k8s.io'], 'events'),
  on(
    READ,
    ['apps', 'extensions'],
    'daemonsets daemonsets/status deployments deployments/scale deployments/status replicasets replicasets/scale replicasets/status',
  ),
  on(READ, ['apps'], 'controllerrevisions statefulsets statefulsets/scale statefulsets/status'),
  on(READ, ['autoscaling'], 'horizontalpodautoscalers horizontalpodautoscalers/status'),
  on(READ, ['batch'], 'cronjobs cronjobs/status jobs jobs/status'),
  on(READ, ['discovery.k8s.io'], 'endpointslices'),
  on(READ, ['extensions', 'networking.k8s.io'], 'ingresses ingresses/status networkpolicies'),
  on(READ, ['extensions'], 'replicationcontrollers/scale'),
  on(READ, ['policy'], 'poddisruptionbudgets poddisruptionbudgets/status'),
  on(READ, ['resource.k8s.io'], 'resourceclaims resourceclaims/status resourceclaimtemplates'),
];

const EDIT: readonly Rule[] = [
  on(READ, [''], 'pods/attach pods/exec pods/portforward pods/proxy secrets services/proxy'),
  on(
    WRITE,
    [''],
    'configmaps persistentvolumeclaims pods pods/attach pods/exec pods/portforward pods/proxy replicationcontrollers ' +
      'replicationcontrollers/scale secrets serviceaccounts services services/proxy',
  ),
  on('create', [''], 'pods/eviction serviceaccounts/token'),
  on('impersonate', [''], 'serviceaccounts'),
  on(WRITE, ['', 'events.k8s.io'], 'events'),
  on(WRITE, ['apps', 'extensions'], 'daemonsets deployments deployments/rollback deployments/scale replicasets replicasets/scale'),
  on(WRITE, ['apps'], 'statefulsets statefulsets/scale'),
  on(WRITE, ['autoscaling'], 'horizontalpodautoscalers'),
  on(WRITE, ['batch'], 'cronjobs jobs'),
  on(`${READ} ${WRITE}`, ['coordination.k8s.io'], 'leases'),
  on(WRITE, ['extensions', 'networking.k8s.io'], 'ingresses networkpolicies'),
  on(WRITE, ['extensions'], 'replicationcontrollers/scale'),
  on(WRITE, ['policy'], 'poddisruptionbudgets'),
  on(WRITE, ['resource.k8s.io'], 'resourceclaims resourceclaimtemplates'),
];

const ADMIN: readonly Rule[] = [
  on('create', ['authorization.k8s.io'], 'localsubjectaccessreviews'),
  on(`${READ} ${WRITE}`, ['rbac.authorization.k8s.io'], 'rolebindings roles'),
];

/** Roles that others label into it are a part of it, and of those above it. */
const aggregated = (name: string, rules: readonly Rule[], from: readonly string[]): Resource => ({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRole',
  metadata: { name },
  rules,
  aggregationRule: {
    clusterRoleSelectors: from.map((part) => ({ matchLabels: { [`rbac.authorization.k8s.io/aggregate-to-${part}`]: 'true' } })),
  },
});

const ROLES: readonly Resource[] = [
  { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name: 'cluster-admin' }, rules: EVERYTHING },
  aggregated('admin', [...VIEW, ...EDIT, ...ADMIN], ['view', 'edit', 'admin']),
  aggregated('edit', [...VIEW, ...EDIT], ['view', 'edit']),
  aggregated('view', VIEW, ['view']),
];

/**
 * The ClusterRoles for people that every API server makes at its first start (as of v1.36), for files, which need not
 * hold them; undefined for any other name.
 */
export const defaultRole = (name: string): Resource | undefined => ROLES.find(({ metadata }) => metadata.name === name);
