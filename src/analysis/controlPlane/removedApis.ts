import { annotationsOf, kindOf, text, type Kind, type Resource } from '../../core/resource.ts';

interface Removed {
  readonly apiVersion: string;
  readonly kinds: readonly string[];
  /** The minor that serves it no more. */
  readonly since: number;
  /** Undefined where nothing takes its place. */
  readonly use?: string;
}

/** kubernetes.io/docs/reference/using-api/deprecation-guide: what can stand in a file and is served no more. */
const REMOVED: readonly Removed[] = [
  { apiVersion: 'extensions/v1beta1', kinds: ['DaemonSet', 'Deployment', 'ReplicaSet'], since: 16, use: 'apps/v1' },
  { apiVersion: 'extensions/v1beta1', kinds: ['NetworkPolicy'], since: 16, use: 'networking.k8s.io/v1' },
  { apiVersion: 'extensions/v1beta1', kinds: ['PodSecurityPolicy'], since: 16 },
  { apiVersion: 'extensions/v1beta1', kinds: ['Ingress'], since: 22, use: 'networking.k8s.io/v1' },
  ...['apps/v1beta1', 'apps/v1beta2'].map((apiVersion) => ({
    apiVersion,
    kinds: ['ControllerRevision', 'DaemonSet', 'Deployment', 'ReplicaSet', 'StatefulSet'],
    since: 16,
    use: 'apps/v1',
  })),
  { apiVersion: 'batch/v2alpha1', kinds: ['CronJob'], since: 21, use: 'batch/v1' },
  {
    apiVersion: 'admissionregistration.k8s.io/v1beta1',
    kinds: ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration'],
    since: 22,
    use: 'admissionregistration.k8s.io/v1',
  },
  { apiVersion: 'apiextensions.k8s.io/v1beta1', kinds: ['CustomResourceDefinition'], since: 22, use: 'apiextensions.k8s.io/v1' },
  { apiVersion: 'apiregistration.k8s.io/v1beta1', kinds: ['APIService'], since: 22, use: 'apiregistration.k8s.io/v1' },
  { apiVersion: 'certificates.k8s.io/v1beta1', kinds: ['CertificateSigningRequest'], since: 22, use: 'certificates.k8s.io/v1' },
  { apiVersion: 'coordination.k8s.io/v1beta1', kinds: ['Lease'], since: 22, use: 'coordination.k8s.io/v1' },
  { apiVersion: 'networking.k8s.io/v1beta1', kinds: ['Ingress', 'IngressClass'], since: 22, use: 'networking.k8s.io/v1' },
  ...['rbac.authorization.k8s.io/v1beta1', 'rbac.authorization.k8s.io/v1alpha1'].map((apiVersion) => ({
    apiVersion,
    kinds: ['ClusterRole', 'ClusterRoleBinding', 'Role', 'RoleBinding'],
    since: 22,
    use: 'rbac.authorization.k8s.io/v1',
  })),
  ...['scheduling.k8s.io/v1beta1', 'scheduling.k8s.io/v1alpha1'].map((apiVersion) => ({
    apiVersion,
    kinds: ['PriorityClass'],
    since: 22,
    use: 'scheduling.k8s.io/v1',
  })),
  {
    apiVersion: 'storage.k8s.io/v1beta1',
    kinds: ['CSIDriver', 'CSINode', 'StorageClass', 'VolumeAttachment'],
    since: 22,
    use: 'storage.k8s.io/v1',
  },
  { apiVersion: 'autoscaling/v2beta1', kinds: ['HorizontalPodAutoscaler'], since: 25, use: 'autoscaling/v2' },
  { apiVersion: 'batch/v1beta1', kinds: ['CronJob'], since: 25, use: 'batch/v1' },
  { apiVersion: 'discovery.k8s.io/v1beta1', kinds: ['EndpointSlice'], since: 25, use: 'discovery.k8s.io/v1' },
  { apiVersion: 'events.k8s.io/v1beta1', kinds: ['Event'], since: 25, use: 'events.k8s.io/v1' },
  { apiVersion: 'node.k8s.io/v1beta1', kinds: ['RuntimeClass'], since: 25, use: 'node.k8s.io/v1' },
  { apiVersion: 'policy/v1beta1', kinds: ['PodDisruptionBudget'], since: 25, use: 'policy/v1' },
  { apiVersion: 'policy/v1beta1', kinds: ['PodSecurityPolicy'], since: 25 },
  { apiVersion: 'autoscaling/v2beta2', kinds: ['HorizontalPodAutoscaler'], since: 26, use: 'autoscaling/v2' },
  { apiVersion: 'storage.k8s.io/v1beta1', kinds: ['CSIStorageCapacity'], since: 27, use: 'storage.k8s.io/v1' },
  ...(
    [
      ['v1beta1', 26],
      ['v1beta2', 29],
      ['v1beta3', 32],
    ] as const
  ).map(([version, since]) => ({
    apiVersion: `flowcontrol.apiserver.k8s.io/${version}`,
    kinds: ['FlowSchema', 'PriorityLevelConfiguration'],
    since,
    use: 'flowcontrol.apiserver.k8s.io/v1',
  })),
];

const byVersion = new Map(REMOVED.flatMap((removed) => removed.kinds.map((kind) => [`${removed.apiVersion} ${kind}`, removed] as const)));

/** Whether objects could once be written so. */
export const removedKind = (apiVersion: string, kind: string): boolean => byVersion.has(`${apiVersion} ${kind}`);

/** Kinds of which some version is served no more. */
export const REMOVED_KINDS: readonly Kind[] = [
  ...new Set(REMOVED.flatMap(({ apiVersion, kinds }) => kinds.map((kind) => kindOf({ apiVersion, kind })))),
];

/** What kubectl apply was given last: its JSON begins with the version. */
const lastApplied = (resource: Resource): string | undefined =>
  /^\s*\{"apiVersion":"([^"]+)"/.exec(text(annotationsOf(resource)['kubectl.kubernetes.io/last-applied-configuration']) ?? '')?.[1];

const APPLIED = 'metadata.annotations["kubectl.kubernetes.io/last-applied-configuration"]';

export interface RemovedApi {
  readonly path: string;
  readonly apiVersion: string;
  readonly since: number;
  readonly use?: string;
}

/** The version in which an object is written, or was last applied, if there is no such version any more. */
export const removedApiOf = (resource: Resource): RemovedApi | undefined => {
  const written = [
    { path: 'apiVersion', apiVersion: resource.apiVersion },
    { path: APPLIED, apiVersion: lastApplied(resource) ?? '' },
  ];
  for (const { path, apiVersion } of written) {
    const removed = byVersion.get(`${apiVersion} ${resource.kind}`);
    if (removed) return { path, apiVersion, since: removed.since, ...(removed.use === undefined ? {} : { use: removed.use }) };
  }
  return undefined;
};
