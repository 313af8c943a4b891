import { kindOf, type Kind, type Ref, type Resource } from '../core/resource.ts';

const CLUSTER_SCOPED: ReadonlySet<Kind> = new Set([
  'Namespace',
  'Node',
  'PersistentVolume',
  'ComponentStatus',
  'admissionregistration.k8s.io/MutatingWebhookConfiguration',
  'admissionregistration.k8s.io/ValidatingWebhookConfiguration',
  'admissionregistration.k8s.io/ValidatingAdmissionPolicy',
  'admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding',
  'admissionregistration.k8s.io/MutatingAdmissionPolicy',
  'admissionregistration.k8s.io/MutatingAdmissionPolicyBinding',
  'apiextensions.k8s.io/CustomResourceDefinition',
  'apiregistration.k8s.io/APIService',
  'certificates.k8s.io/CertificateSigningRequest',
  'certificates.k8s.io/ClusterTrustBundle',
  'flowcontrol.apiserver.k8s.io/FlowSchema',
  'flowcontrol.apiserver.k8s.io/PriorityLevelConfiguration',
  'kubelet.config.k8s.io/KubeletConfiguration',
  'kubeproxy.config.k8s.io/KubeProxyConfiguration',
  'networking.k8s.io/IngressClass',
  'networking.k8s.io/IPAddress',
  'networking.k8s.io/ServiceCIDR',
  'node.k8s.io/RuntimeClass',
  'policy/PodSecurityPolicy',
  'policy.networking.k8s.io/AdminNetworkPolicy',
  'policy.networking.k8s.io/BaselineAdminNetworkPolicy',
  'resource.k8s.io/DeviceClass',
  'resource.k8s.io/ResourceSlice',
  'scheduling.k8s.io/PriorityClass',
  'storage.k8s.io/CSIDriver',
  'storage.k8s.io/CSINode',
  'storage.k8s.io/StorageClass',
  'storage.k8s.io/VolumeAttachment',
  'storage.k8s.io/VolumeAttributesClass',
  'gateway.networking.k8s.io/GatewayClass',
]);

/** Whether objects of a kind stand in no namespace. Of kinds that are not built in only the name can tell: `ClusterIssuer`. */
const isClusterScoped = (of: { readonly apiVersion: string; readonly kind: string }): boolean =>
  CLUSTER_SCOPED.has(kindOf(of)) || /^Cluster(?!Class$)[A-Z]/.test(of.kind);

/** The object as a cluster would hold it: in `default` where a file names no namespace, in none where the kind has none. */
export const placed = (raw: Resource): Resource => {
  const isOfCluster = isClusterScoped(raw);
  const { namespace: named } = raw.metadata;
  if (isOfCluster ? named === undefined : typeof named === 'string' && named !== '') return raw;
  const { namespace: _none, ...metadata } = raw.metadata;
  return { ...raw, metadata: isOfCluster ? metadata : { ...metadata, namespace: 'default' } };
};

/** The name of an object as `placed` would give it. */
export const placedRef = (ref: Ref): Ref => {
  const { namespace, ...rest } = ref;
  return isClusterScoped(ref) ? rest : { ...rest, namespace: namespace ?? 'default' };
};
