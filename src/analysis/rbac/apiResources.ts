/** What Kubernetes itself serves (v1.36, and what older versions had under the same names): by API group, namespaced and cluster-scoped. */
const SERVED: Readonly<Record<string, { readonly namespaced?: string; readonly cluster?: string }>> = {
  '': {
    namespaced:
      'bindings configmaps endpoints events limitranges persistentvolumeclaims persistentvolumeclaims/status pods pods/attach pods/binding ' +
      'pods/ephemeralcontainers pods/eviction pods/exec pods/log pods/portforward pods/proxy pods/resize pods/status podtemplates ' +
      'replicationcontrollers replicationcontrollers/scale replicationcontrollers/status resourcequotas resourcequotas/status secrets ' +
      'serviceaccounts serviceaccounts/token services services/proxy services/status',
    cluster:
      'componentstatuses namespaces namespaces/finalize namespaces/status nodes nodes/proxy nodes/status persistentvolumes ' +
      'persistentvolumes/status',
  },
  'admissionregistration.k8s.io': {
    cluster:
      'mutatingadmissionpolicies mutatingadmissionpolicybindings mutatingwebhookconfigurations validatingadmissionpolicies ' +
      'validatingadmissionpolicies/status validatingadmissionpolicybindings validatingwebhookconfigurations',
  },
  'apiextensions.k8s.io': { cluster: 'customresourcedefinitions customresourcedefinitions/status' },
  'apiregistration.k8s.io': { cluster: 'apiservices apiservices/status' },
  apps: {
    namespaced:
      'controllerrevisions daemonsets daemonsets/status deployments deployments/scale deployments/status replicasets replicasets/scale ' +
      'replicasets/status statefulsets statefulsets/scale statefulsets/status',
  },
  'authentication.k8s.io': { cluster: 'selfsubjectreviews tokenreviews' },
  'authorization.k8s.io': {
    namespaced: 'localsubjectaccessreviews',
    cluster: 'selfsubjectaccessreviews selfsubjectrulesreviews subjectaccessreviews',
  },
  autoscaling: { namespaced: 'horizontalpodautoscalers horizontalpodautoscalers/status' },
  batch: { namespaced: 'cronjobs cronjobs/status jobs jobs/status' },
  'certificates.k8s.io': {
    cluster: 'certificatesigningrequests certificatesigningrequests/approval certificatesigningrequests/status clustertrustbundles',
  },
  'coordination.k8s.io': { namespaced: 'leases' },
  'discovery.k8s.io': { namespaced: 'endpointslices' },
  'events.k8s.io': { namespaced: 'events' },
  // Served until v1.22; roles still name it.
  extensions: {
    namespaced:
      'daemonsets daemonsets/status deployments deployments/scale deployments/status ingresses ingresses/status networkpolicies replicasets ' +
      'replicasets/scale replicasets/status',
  },
  'flowcontrol.apiserver.k8s.io': {
    cluster: 'flowschemas flowschemas/status prioritylevelconfigurations prioritylevelconfigurations/status',
  },
  'networking.k8s.io': {
    namespaced: 'ingresses ingresses/status networkpolicies',
    cluster: 'ingressclasses ipaddresses servicecidrs servicecidrs/status',
  },
  'node.k8s.io': { cluster: 'runtimeclasses' },
  policy: { namespaced: 'poddisruptionbudgets poddisruptionbudgets/status' },
  'rbac.authorization.k8s.io': { namespaced: 'rolebindings roles', cluster: 'clusterrolebindings clusterroles' },
  'resource.k8s.io': {
    namespaced: 'resourceclaims resourceclaims/status resourceclaimtemplates',
    cluster: 'deviceclasses resourceslices',
  },
  'scheduling.k8s.io': { cluster: 'priorityclasses' },
  'storage.k8s.io': {
    namespaced: 'csistoragecapacities',
    cluster: 'csidrivers csinodes storageclasses volumeattachments volumeattachments/status volumeattributesclasses',
  },
};

const words = (text: string | undefined): readonly string[] => text?.split(' ') ?? [];

/** All resources of a group of Kubernetes itself, with their subresources; undefined for any other group. */
export const resourcesOf = (group: string): readonly string[] | undefined => {
  const served = Object.hasOwn(SERVED, group) ? SERVED[group] : undefined;
  return served && [...words(served.namespaced), ...words(served.cluster)].sort();
};

/** Whether it stands in namespaces; undefined where the group is not one of Kubernetes itself, or does not have it. */
export const isNamespaced = (group: string, resource: string): boolean | undefined => {
  const served = Object.hasOwn(SERVED, group) ? SERVED[group] : undefined;
  if (words(served?.namespaced).includes(resource)) return true;
  return words(served?.cluster).includes(resource) ? false : undefined;
};

/** The groups of Kubernetes itself that serve a resource of this name. */
export const groupsWith = (resource: string): readonly string[] =>
  Object.keys(SERVED).filter((group) => isNamespaced(group, resource) !== undefined);

/** What the API server asks for on any object; `bind`, `escalate`, `impersonate`, `approve`, `sign` and `use` are special rights. */
export const VERBS: readonly string[] = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deletecollection'];

const EDITED: readonly string[] = ['get', 'patch', 'update'];
const CONNECTED: readonly string[] = ['create', 'get'];
const VERBS_OF: Readonly<Record<string, readonly string[]>> = {
  attach: CONNECTED,
  exec: CONNECTED,
  portforward: CONNECTED,
  proxy: ['create', 'delete', 'get', 'patch', 'update'],
  log: ['get'],
  ...Object.fromEntries(['approval', 'ephemeralcontainers', 'resize', 'scale', 'status'].map((name) => [name, EDITED])),
  ...Object.fromEntries(['binding', 'eviction', 'token'].map((name) => [name, ['create']])),
  finalize: ['update'],
};

/** The ordinary verbs that mean something on a resource: those of its subresource, where it is one that is known. */
export const verbsOn = (resource: string): readonly string[] => {
  const [, subresource] = resource.split('/');
  return (subresource !== undefined && Object.hasOwn(VERBS_OF, subresource) && VERBS_OF[subresource]) || VERBS;
};
