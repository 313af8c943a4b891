import { distance, near } from '../core/near.ts';
import { groupOf, kindOf, type Kind } from '../core/resource.ts';
import { removedKind } from './controlPlane/removedApis.ts';

const ADMISSION_POLICIES =
  'ValidatingAdmissionPolicy ValidatingAdmissionPolicyBinding MutatingAdmissionPolicy MutatingAdmissionPolicyBinding';
const CLAIMS = 'DeviceClass ResourceClaim ResourceClaimTemplate ResourceSlice';

/** What Kubernetes v1.36 has, by group and version, the version to write first (k8s.io/api, apiextensions-apiserver, kube-aggregator: register.go). */
const SERVED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  '': {
    v1:
      'Binding ComponentStatus ConfigMap Endpoints Event LimitRange List Namespace Node PersistentVolume PersistentVolumeClaim Pod PodTemplate ' +
      'ReplicationController ResourceQuota Secret Service ServiceAccount',
  },
  'admission.k8s.io': { v1: 'AdmissionReview', v1beta1: 'AdmissionReview' },
  'admissionregistration.k8s.io': {
    v1: `${ADMISSION_POLICIES} MutatingWebhookConfiguration ValidatingWebhookConfiguration`,
    v1beta1: ADMISSION_POLICIES,
    v1alpha1: ADMISSION_POLICIES,
  },
  'apiextensions.k8s.io': { v1: 'ConversionReview CustomResourceDefinition' },
  'apiregistration.k8s.io': { v1: 'APIService' },
  apps: { v1: 'ControllerRevision DaemonSet Deployment ReplicaSet StatefulSet' },
  'authentication.k8s.io': {
    v1: 'SelfSubjectReview TokenRequest TokenReview',
    v1beta1: 'SelfSubjectReview',
    v1alpha1: 'SelfSubjectReview',
  },
  'authorization.k8s.io': { v1: 'LocalSubjectAccessReview SelfSubjectAccessReview SelfSubjectRulesReview SubjectAccessReview' },
  autoscaling: { v2: 'HorizontalPodAutoscaler', v1: 'HorizontalPodAutoscaler Scale' },
  batch: { v1: 'CronJob Job' },
  'certificates.k8s.io': {
    v1: 'CertificateSigningRequest',
    v1beta1: 'ClusterTrustBundle PodCertificateRequest',
    v1alpha1: 'ClusterTrustBundle PodCertificateRequest',
  },
  'coordination.k8s.io': { v1: 'Lease', v1beta1: 'LeaseCandidate', v1alpha2: 'LeaseCandidate' },
  'discovery.k8s.io': { v1: 'EndpointSlice' },
  'events.k8s.io': { v1: 'Event' },
  'flowcontrol.apiserver.k8s.io': { v1: 'FlowSchema PriorityLevelConfiguration' },
  'imagepolicy.k8s.io': { v1alpha1: 'ImageReview' },
  'internal.apiserver.k8s.io': { v1alpha1: 'StorageVersion' },
  'networking.k8s.io': {
    v1: 'IPAddress Ingress IngressClass NetworkPolicy ServiceCIDR',
    v1beta1: 'IPAddress ServiceCIDR',
  },
  'node.k8s.io': { v1: 'RuntimeClass', v1alpha1: 'RuntimeClass' },
  policy: { v1: 'Eviction PodDisruptionBudget' },
  'rbac.authorization.k8s.io': { v1: 'ClusterRole ClusterRoleBinding Role RoleBinding' },
  'resource.k8s.io': {
    v1: CLAIMS,
    v1beta2: `${CLAIMS} DeviceTaintRule`,
    v1beta1: CLAIMS,
    v1alpha3: 'DeviceTaintRule ResourcePoolStatusRequest',
  },
  'scheduling.k8s.io': { v1: 'PriorityClass', v1alpha2: 'PodGroup Workload' },
  'storage.k8s.io': {
    v1: 'CSIDriver CSINode CSIStorageCapacity StorageClass VolumeAttachment VolumeAttributesClass',
    v1beta1: 'VolumeAttributesClass',
    v1alpha1: 'VolumeAttributesClass',
  },
  'storagemigration.k8s.io': { v1beta1: 'StorageVersionMigration' },
};

interface Served {
  readonly group: string;
  readonly apiVersion: string;
  readonly kind: string;
}

const ALL: readonly Served[] = Object.entries(SERVED).flatMap(([group, versions]) =>
  Object.entries(versions).flatMap(([version, kinds]) =>
    kinds.split(' ').map((kind) => ({ group, apiVersion: group === '' ? version : `${group}/${version}`, kind })),
  ),
);
const WRITTEN = new Set(ALL.map(({ apiVersion, kind }) => `${apiVersion} ${kind}`));
const KINDS: ReadonlySet<Kind> = new Set(ALL.map(kindOf));
const BY_KIND = Map.groupBy(ALL, ({ kind }) => kind);

/** Groups of custom resources have a dot, which the API server demands; all others are those of Kubernetes. */
const isBuiltInGroup = (group: string): boolean => Object.hasOwn(SERVED, group) || !group.includes('.');

const SLIP = 2;

/** The API that was meant by a kind of Kubernetes in a group that is none of its own, or almost. */
const meant = (group: string, kind: string): Served | undefined => {
  const known = BY_KIND.get(kind) ?? [];
  const same = known.find((served) => served.group === group);
  if (same) return same;
  return isBuiltInGroup(group) ? known[0] : known.find((served) => distance(served.group, group) <= SLIP);
};

interface Api {
  readonly apiVersion: string;
  readonly kind: string;
}

/**
 * What is wrong with an API version and kind that no API server has, and what to write instead; undefined for what one has or had
 * (the latter is a weakness of its own), and for custom resources, of which nobody can tell.
 */
export const wrongApi = ({ apiVersion, kind }: Api): string | undefined => {
  if (WRITTEN.has(`${apiVersion} ${kind}`) || removedKind(apiVersion, kind)) return undefined;
  const group = groupOf(apiVersion);
  const served = meant(group, kind);
  if (served) return `Kubernetes has no ${apiVersion} ${kind}: write apiVersion: ${served.apiVersion}`;
  if (!isBuiltInGroup(group)) return undefined;
  const names = near(kind, [...BY_KIND.keys()]).map((name) => `${BY_KIND.get(name)?.[0]?.apiVersion ?? ''} ${name}`);
  return `Kubernetes has no ${apiVersion} ${kind}: ${names.length > 0 ? `did you mean ${names.join(' or ')}?` : 'write an apiVersion and a kind that it has'}`;
};

/** Whether a kind is none of Kubernetes' own, and none that we make up. */
export const isCustom = (kind: Kind): boolean =>
  kind.includes('/') && !kind.startsWith('kubeharden/') && !isBuiltInGroup(kind.slice(0, kind.lastIndexOf('/')));

/** Whether some check can know the object by its group and kind, whatever version is written. */
export const isKnownKind = (api: Api): boolean => KINDS.has(kindOf(api));
