import { COMPONENT_KINDS, componentsOf, heldBy, type Component } from '../src/analysis/controlPlane/components.ts';
import { minorOf } from '../src/analysis/controlPlane/release.ts';
import { REMOVED_KINDS, removedApiOf } from '../src/analysis/controlPlane/removedApis.ts';
import { controllerSkew, endedOn, kubeletSkew } from '../src/analysis/controlPlane/support.ts';
import { nameOf } from '../src/analysis/sentences.ts';
import type { Evidence, Guide, Remediation } from '../src/core/remediation.ts';
import { field, kindOf, text, type Resource } from '../src/core/resource.ts';
import { CLUSTER, derived, type Snapshot } from '../src/core/snapshot.ts';
import { kubeLinter, kubernetes, kubescape, kyverno, nsa, trivy } from './references.ts';

/** Kinds that are read for this anyway; of files everything is looked at. */
const READ: readonly string[] = [
  'admissionregistration.k8s.io/MutatingWebhookConfiguration',
  'admissionregistration.k8s.io/ValidatingWebhookConfiguration',
  'apps/DaemonSet',
  'apps/Deployment',
  'apps/ReplicaSet',
  'apps/StatefulSet',
  'autoscaling/HorizontalPodAutoscaler',
  'batch/CronJob',
  'networking.k8s.io/Ingress',
  'networking.k8s.io/NetworkPolicy',
  'policy/PodDisruptionBudget',
  'policy/PodSecurityPolicy',
  'rbac.authorization.k8s.io/ClusterRole',
  'rbac.authorization.k8s.io/ClusterRoleBinding',
  'rbac.authorization.k8s.io/Role',
  'rbac.authorization.k8s.io/RoleBinding',
];

const serverMinor = ({ facts }: Snapshot): number | undefined => minorOf(facts.serverVersion);

const inCluster = ({ facts }: Snapshot): readonly Evidence[] => {
  const minor = minorOf(facts.serverVersion);
  const ended = minor === undefined ? undefined : endedOn(minor, facts.now);
  return ended === undefined
    ? []
    : [{ path: 'metadata.name', detail: `the API server is ${facts.serverVersion ?? ''}, which gets no fixes since ${ended}` }];
};

const KUBELET = 'status.nodeInfo.kubeletVersion';

const inNode = (node: Resource, snapshot: Snapshot): readonly Evidence[] => {
  const version = text(field(node, ...KUBELET.split('.')));
  const [minor, server] = [minorOf(version), serverMinor(snapshot)];
  if (minor === undefined) return [];
  const skew = server === undefined ? undefined : kubeletSkew(minor, server);
  const ended = endedOn(minor, snapshot.facts.now);
  return [
    ...(skew === undefined ? [] : [{ path: KUBELET, detail: `the kubelet (${version ?? ''}) ${skew}` }]),
    ...(ended === undefined ? [] : [{ path: KUBELET, detail: `the kubelet (${version ?? ''}) gets no fixes since ${ended}` }]),
  ];
};

const inComponent = ({ name, minor, container, path }: Component, snapshot: Snapshot): readonly Evidence[] => {
  if (minor === undefined || !container || name === 'etcd') return [];
  const server = serverMinor(snapshot);
  // In a cluster, the version that the API server itself says is reported once.
  const ended = server === undefined ? endedOn(minor, snapshot.facts.now) : undefined;
  const isController = name === 'kube-controller-manager' || name === 'kube-scheduler';
  const skew = server !== undefined && isController ? controllerSkew(minor, server) : undefined;
  const image = `${path.slice(0, path.lastIndexOf('.'))}.image`;
  return [
    ...(ended === undefined ? [] : [{ path: image, detail: `${name} v1.${minor} gets no fixes since ${ended}` }]),
    ...(skew === undefined ? [] : [{ path: image, detail: `${name} v1.${minor} ${skew}` }]),
  ];
};

const inApi = (resource: Resource, snapshot: Snapshot): readonly Evidence[] => {
  const removed = removedApiOf(resource);
  if (!removed) return [];
  const [{ path, apiVersion, since, use }, server] = [removed, serverMinor(snapshot)];
  const when = server !== undefined && server < since ? `will not be served from v1.${since} on` : `is not served since v1.${since}`;
  return [{ path, detail: `${apiVersion} ${when}: ${use === undefined ? 'nothing takes its place' : `write ${use}`}` }];
};

const find = (resource: Resource, snapshot: Snapshot): readonly Evidence[] => {
  const kind = kindOf(resource);
  if (kind === CLUSTER) return inCluster(snapshot);
  if (kind === 'Node') return inNode(resource, snapshot);
  const components = componentsOf(snapshot).get(resource) ?? [];
  return [...components.flatMap((component) => inComponent(component, snapshot)), ...inApi(resource, snapshot)];
};

/** The Cluster, nodes, what runs the control plane, and what is written in a version that is gone. */
const candidates = derived((snapshot): readonly Resource[] => {
  const kinds = snapshot.facts.origin === 'files' ? REMOVED_KINDS : READ;
  const written = kinds.flatMap((kind) => snapshot.list(kind).filter((resource) => removedApiOf(resource) !== undefined));
  return [...new Set([...snapshot.list(CLUSTER), ...snapshot.list('Node'), ...componentsOf(snapshot).keys(), ...written])];
});

const guide = (resource: Resource, snapshot: Snapshot): Guide => {
  const removed = removedApiOf(resource);
  if (removed && inApi(resource, snapshot).length > 0 && heldBy(resource, 'kube-apiserver', snapshot).length === 0)
    return {
      steps: [
        removed.use === undefined
          ? `Take ${nameOf(resource)} out of what is applied: Pod Security and its labels (psa-labels, psa-enforce) do its work.`
          : `Write ${nameOf(resource)} as ${removed.use} where it comes from, a chart or a file: kubectl convert -f FILE --output-version ${removed.use}, and read what has changed in its fields.`,
        'Apply it again: only then kubectl and Helm forget the old version.',
      ],
    };
  return {
    steps: [
      'Read the changes of each minor in between, and look for APIs that it serves no more: this check lists what is written in them.',
      'Go one minor at a time, the control plane first (kubeadm upgrade plan, then kubeadm upgrade apply), then the nodes one after another: drain, upgrade kubelet and kubeadm, restart, uncordon.',
      'A backup of etcd comes first, and a second cluster for trying is worth its price.',
      'EKS: aws eks update-cluster-version, then the node groups; the extended support of a version costs more each hour.',
      'GKE: choose a release channel, which upgrades by itself, and maintenance windows.',
      'AKS: az aks upgrade, or an auto-upgrade channel.',
    ],
  };
};

const remediation: Remediation = {
  id: 'version-support',
  title: 'A version of Kubernetes or of an API is past its end, or does not go with the others',
  severity: 'medium',
  category: 'control-plane',
  why: 'Weaknesses that become known are mended only in supported versions; and what is written for an API that is gone cannot be applied when it has to be.',
  risk: 'An upgrade can change what programs rely on; nodes are drained one after another.',
  references: [
    kubescape('C-0273'),
    trivy('KSV-0107'),
    kubeLinter('no-extensions-v1beta'),
    kyverno('best-practices/check-deprecated-apis'),
    nsa('Upgrading and application security practices'),
    kubernetes('reference/using-api/deprecation-guide'),
  ],
  kinds: [...new Set([CLUSTER, 'Node', ...COMPONENT_KINDS, ...READ])],
  among: candidates,
  undecided: ({ facts }) =>
    facts.origin === 'cluster' && minorOf(facts.serverVersion) === undefined ? ['the server does not say its version'] : [],
  find,
  guide,
};
export default remediation;
