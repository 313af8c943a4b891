// What the fake server says that it serves: [group/version, resource, kind, namespaced].
export const KINDS = [
  ['v1', 'pods', 'Pod', true],
  ['v1', 'namespaces', 'Namespace', false],
  ['v1', 'nodes', 'Node', false],
  ['v1', 'services', 'Service', true],
  ['v1', 'serviceaccounts', 'ServiceAccount', true],
  ['v1', 'configmaps', 'ConfigMap', true],
  ['v1', 'secrets', 'Secret', true],
  ['v1', 'endpoints', 'Endpoints', true],
  ['v1', 'persistentvolumes', 'PersistentVolume', false],
  ['v1', 'persistentvolumeclaims', 'PersistentVolumeClaim', true],
  ['v1', 'podtemplates', 'PodTemplate', true],
  ['v1', 'replicationcontrollers', 'ReplicationController', true],
  ['v1', 'resourcequotas', 'ResourceQuota', true],
  ['v1', 'limitranges', 'LimitRange', true],
  ['apps/v1', 'deployments', 'Deployment', true],
  ['apps/v1', 'replicasets', 'ReplicaSet', true],
  ['apps/v1', 'statefulsets', 'StatefulSet', true],
  ['apps/v1', 'daemonsets', 'DaemonSet', true],
  ['batch/v1', 'jobs', 'Job', true],
  ['batch/v1', 'cronjobs', 'CronJob', true],
  ['networking.k8s.io/v1', 'networkpolicies', 'NetworkPolicy', true],
  ['networking.k8s.io/v1', 'ingresses', 'Ingress', true],
  ['policy/v1', 'poddisruptionbudgets', 'PodDisruptionBudget', true],
  ['autoscaling/v2', 'horizontalpodautoscalers', 'HorizontalPodAutoscaler', true],
  ['rbac.authorization.k8s.io/v1', 'roles', 'Role', true],
  ['rbac.authorization.k8s.io/v1', 'rolebindings', 'RoleBinding', true],
  ['rbac.authorization.k8s.io/v1', 'clusterroles', 'ClusterRole', false],
  ['rbac.authorization.k8s.io/v1', 'clusterrolebindings', 'ClusterRoleBinding', false],
  ['admissionregistration.k8s.io/v1', 'validatingwebhookconfigurations', 'ValidatingWebhookConfiguration', false],
  ['admissionregistration.k8s.io/v1', 'mutatingwebhookconfigurations', 'MutatingWebhookConfiguration', false],
  ['admissionregistration.k8s.io/v1', 'validatingadmissionpolicies', 'ValidatingAdmissionPolicy', false],
  ['admissionregistration.k8s.io/v1', 'validatingadmissionpolicybindings', 'ValidatingAdmissionPolicyBinding', false],
];

export const listPath = ([apiVersion, resource]) => `${apiVersion.includes('/') ? '/apis' : '/api'}/${apiVersion}/${resource}`;

const resourceOf = ([apiVersion, resource, kind, namespaced]) => ({
  resource,
  responseKind: { group: apiVersion.includes('/') ? apiVersion.split('/')[0] : '', version: apiVersion.split('/').at(-1), kind },
  scope: namespaced ? 'Namespaced' : 'Cluster',
  verbs: ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'],
});

/** Aggregated discovery of `/api` (the core group) or `/apis` (all others). */
export const discovery = (root) => {
  const here = KINDS.filter(([apiVersion]) => apiVersion.includes('/') === (root === '/apis'));
  const versions = [...new Set(here.map(([apiVersion]) => apiVersion))];
  return {
    kind: 'APIGroupDiscoveryList',
    apiVersion: 'apidiscovery.k8s.io/v2',
    metadata: {},
    items: versions.map((apiVersion) => ({
      metadata: root === '/apis' ? { name: apiVersion.split('/')[0] } : {},
      versions: [
        {
          version: apiVersion.split('/').at(-1),
          freshness: 'Current',
          resources: here.filter(([of]) => of === apiVersion).map(resourceOf),
        },
      ],
    })),
  };
};
