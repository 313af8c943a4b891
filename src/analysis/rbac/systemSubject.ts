import { annotationsOf, field, labelsOf, text, type Resource } from '../../core/resource.ts';
import type { Snapshot } from '../../core/snapshot.ts';
import { workloadsOf } from '../accounts.ts';
import { systemReason } from '../systemPart.ts';
import { heldBy } from './holders.ts';
import { describeIdentity, identitiesIn, keyOf, type Identity } from './identity.ts';

/** The API server's own defaults carry both; who may edit one may add subjects to it, so a name alone says little. */
const isBootstrap = (resource: Resource): boolean =>
  labelsOf(resource)['kubernetes.io/bootstrapping'] === 'rbac-defaults' ||
  annotationsOf(resource)['rbac.authorization.kubernetes.io/autoupdate'] !== undefined;

/** Users and groups as which the parts of a cluster authenticate. */
const COMPONENTS =
  /^(?:user:system:(?:kube-scheduler|kube-controller-manager|kube-proxy|apiserver|node:.+)|group:system:(?:nodes|monitoring))$/;

/** Default bindings whose subjects are no component, by name (`plugin/pkg/auth/authorizer/rbac/bootstrappolicy`). */
const DEFAULTS: Readonly<Record<string, readonly string[]>> = {
  'cluster-admin': ['group:system:masters'],
  'system:basic-user': ['group:system:authenticated'],
  'system:discovery': ['group:system:authenticated'],
  'system:public-info-viewer': ['group:system:authenticated', 'group:system:unauthenticated'],
  'system:service-account-issuer-discovery': ['group:system:serviceaccounts'],
  'system:cluster-trust-bundle-discovery': ['group:system:serviceaccounts'],
  'system:kube-dns': ['user:system:serviceaccount:kube-system:kube-dns'],
};

const BOOTSTRAPPERS = 'group:system:bootstrappers:kubeadm:default-node-token';

/** What kubeadm makes, by name, with the role; without these nodes cannot join. */
const KUBEADM: Readonly<Record<string, { readonly role: string; readonly subjects: readonly string[] }>> = {
  'kubeadm:cluster-admins': { role: 'cluster-admin', subjects: ['group:kubeadm:cluster-admins'] },
  'kubeadm:get-nodes': { role: 'kubeadm:get-nodes', subjects: [BOOTSTRAPPERS] },
  'kubeadm:kubelet-bootstrap': { role: 'system:node-bootstrapper', subjects: [BOOTSTRAPPERS] },
  'kubeadm:node-autoapprove-bootstrap': {
    role: 'system:certificates.k8s.io:certificatesigningrequests:nodeclient',
    subjects: [BOOTSTRAPPERS],
  },
  'kubeadm:node-autoapprove-certificate-rotation': {
    role: 'system:certificates.k8s.io:certificatesigningrequests:selfnodeclient',
    subjects: ['group:system:nodes'],
  },
  'kubeadm:node-proxier': { role: 'system:node-proxier', subjects: ['user:system:serviceaccount:kube-system:kube-proxy'] },
  'kubeadm:bootstrap-signer-clusterinfo': { role: 'kubeadm:bootstrap-signer-clusterinfo', subjects: ['user:system:anonymous'] },
  'kubeadm:kubelet-config': { role: 'kubeadm:kubelet-config', subjects: ['group:system:nodes', BOOTSTRAPPERS] },
  'kubeadm:nodes-kubeadm-config': { role: 'kubeadm:nodes-kubeadm-config', subjects: ['group:system:nodes', BOOTSTRAPPERS] },
  'kube-proxy': { role: 'kube-proxy', subjects: [BOOTSTRAPPERS] },
};

const byBootstrap = (subject: Identity, binding: Resource): boolean => {
  if (!isBootstrap(binding)) return false;
  const [{ name }, key, role] = [binding.metadata, keyOf(subject), text(field(binding, 'roleRef', 'name'))];
  if (role === undefined || ![role, `system::${role}`].includes(name)) return false;
  if (Object.hasOwn(DEFAULTS, name)) return (DEFAULTS[name] ?? []).includes(key);
  if (!name.startsWith('system:')) return false;
  return COMPONENTS.test(key) || (subject.kind === 'ServiceAccount' && subject.namespace === 'kube-system');
};

const byKubeadm = (subject: Identity, { metadata, roleRef }: Resource): boolean => {
  const known = Object.hasOwn(KUBEADM, metadata.name) ? KUBEADM[metadata.name] : undefined;
  return known !== undefined && text(field(roleRef, 'name')) === known.role && known.subjects.includes(keyOf(subject));
};

/** Why a subject needs what a binding gives it, undefined where nothing shows that it is a part of the cluster. */
export const systemSubjectReason = (subject: Identity, binding: Resource, snapshot: Snapshot): string | undefined => {
  if (byBootstrap(subject, binding)) return 'a default of the API server, which restores it';
  if (byKubeadm(subject, binding)) return 'made by kubeadm, so that nodes can join and be administered';
  if (subject.kind !== 'ServiceAccount' || subject.namespace !== 'kube-system') return undefined;
  const [reason] = workloadsOf(subject, snapshot).flatMap((workload) => systemReason(workload) ?? []);
  return reason === undefined ? undefined : `${describeIdentity(subject)} is used by ${reason}`;
};

/** Why a binding as a whole is needed by design; undefined where one of its subjects is a stranger, or it has none. */
export const systemBindingReason = (binding: Resource, snapshot: Snapshot): string | undefined => {
  const [first, ...others] = identitiesIn(binding).map((subject) => systemSubjectReason(subject, binding, snapshot));
  return others.includes(undefined) ? undefined : first;
};

const DEFAULT_ROLES = ['cluster-admin', 'admin', 'edit', 'view'];

/** Groups in which anybody can be, although their names are the cluster's own. */
const OPEN = /^system:(?:anonymous|unauthenticated|authenticated|serviceaccounts(?::.*)?)$/;

const isInsider = (identity: Identity): boolean =>
  identity.kind === 'ServiceAccount'
    ? identity.namespace === 'kube-system'
    : identity.name.startsWith('system:') && !OPEN.test(identity.name);

/** Why nobody but a part of the cluster holds what a binding gives, as what runs as them shows. */
const systemUse = (binding: Resource, snapshot: Snapshot): string | undefined => {
  const reasons = identitiesIn(binding).flatMap((identity) => {
    const users = identity.kind === 'ServiceAccount' ? workloadsOf(identity, snapshot) : [];
    return users.length === 0 ? [undefined] : users.map(systemReason);
  });
  return reasons.includes(undefined) ? undefined : reasons[0];
};

/** Why a role is needed by design: it is one of Kubernetes itself that no stranger was given, or only parts of the cluster hold it. */
export const systemRoleReason = (role: Resource, snapshot: Snapshot): string | undefined => {
  const { name } = role.metadata;
  if (role.kind === 'ClusterRole' && DEFAULT_ROLES.includes(name)) return 'a default role, which the API server keeps as it is meant to be';
  const bindings = heldBy(role, snapshot);
  const isOwn = name.startsWith('system:') && (isBootstrap(role) || bindings.every((binding) => identitiesIn(binding).every(isInsider)));
  if (isOwn) return 'a role of the control plane or of an add-on';
  const [use, ...others] = bindings.map((binding) => systemUse(binding, snapshot));
  return use === undefined || others.includes(undefined) ? undefined : `held only by ${use}`;
};
