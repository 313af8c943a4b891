import { breachesOf } from '../src/analysis/psa/breaches.ts';
import { hostPathVolumes } from '../src/analysis/psa/checks/volumes.ts';
import { nameOf } from '../src/analysis/sentences.ts';
import { systemReason } from '../src/analysis/systemPart.ts';
import type { Evidence, Remediation } from '../src/core/remediation.ts';
import { isRecord, items, text, type Resource } from '../src/core/resource.ts';
import { isOver, containersOf, DECLARED, madeBy, podSpecOf, podSpecPath, WORKLOAD_KINDS } from '../src/core/workload.ts';
import { checkov, cis, kubeaudit, kubeLinter, kubernetes, kubescape, kyverno, nsa, polaris, pss, trivy } from './references.ts';

const SOCKET = /(^|\/)(docker|containerd|crio|cri-dockerd|dockershim|podman)\.sock$/;
/** Folders in which writing is control over the node; whoever writes to /dev/log only logs. */
const CONTROL =
  /^\/($|(etc|proc|sys|dev(?!\/log$)|boot|root|home|run|var\/run|usr|lib|lib64|bin|sbin|var\/lib\/(kubelet|docker|containerd|etcd))(\/|$))/;
/** Folders in which reading already gives away credentials; what every program of the node may know is none. */
const CREDENTIALS =
  /^\/($|(etc(?!\/(ssl\/certs|pki\/(tls\/certs|ca-trust)|ca-certificates|localtime|timezone|os-release|machine-id)(\/|$))|proc|root|home|run|var\/run|var\/lib\/(kubelet|docker|containerd|etcd))(\/|$))/;

interface HostVolume {
  readonly name: string;
  readonly at: string;
  readonly path: string;
}

const hostVolumes = (resource: Resource): readonly HostVolume[] =>
  items(podSpecOf(resource)?.['volumes']).flatMap((volume, i) =>
    isRecord(volume['hostPath'])
      ? [{ name: text(volume['name']) ?? '', at: text(volume['name']) ?? String(i), path: text(volume['hostPath']['path']) ?? '' }]
      : [],
  );

const isWritten = (resource: Resource, volume: string): boolean =>
  containersOf(resource, DECLARED).some(({ container }) =>
    items(container['volumeMounts']).some((mount) => mount['name'] === volume && mount['readOnly'] !== true),
  );

const meaning = (resource: Resource, { name, path }: HostVolume): string => {
  if (SOCKET.test(path)) return 'the socket of the container runtime: whoever talks to it starts any container on the node';
  const isOpen = isWritten(resource, name);
  if (isOpen && CONTROL.test(path)) return 'a folder with which the node can be taken over, mounted for writing';
  if (CREDENTIALS.test(path)) return 'a folder that gives away credentials of the node or of its pods';
  return isOpen ? 'a folder of the node, mounted for writing' : 'a folder of the node';
};

const find: Remediation['find'] = (resource, snapshot): readonly Evidence[] => {
  if (!podSpecOf(resource) || isOver(resource) || madeBy(resource, snapshot)) return [];
  if (breachesOf(hostPathVolumes, resource, snapshot).length === 0) return [];
  const base = podSpecPath(resource)?.join('.') ?? '';
  return hostVolumes(resource).map((volume) => ({
    path: `${base}.volumes[${volume.at}].hostPath`,
    detail: `${volume.path} is ${meaning(resource, volume)}`,
  }));
};

const steps = (resource: Resource): readonly string[] => [
  ...hostVolumes(resource).map(({ name, path }) =>
    SOCKET.test(path)
      ? `Volume ${name}: ${path} gives away the node. Build images without a daemon (BuildKit rootless, Kaniko), and ask the kubelet or the API server for what runs.`
      : `Volume ${name}: put what ${nameOf(resource)} needs of ${path} into a ConfigMap, Secret, projected, emptyDir or persistent volume. Where it must be the node's, use a local persistent volume, and mount it readOnly.`,
  ),
  'Apply the manifest, and scan again.',
];

const remediation: Remediation = {
  id: 'host-path',
  title: 'Pods mount folders of their node',
  severity: 'high',
  category: 'pod-security',
  why: "With a folder of the node a pod reads what other pods and the kubelet keep there, and by writing it can take over the node; the runtime's socket is the node.",
  risk: 'Data that lies in the folder stays on the node and has to be moved; agents that read the node see nothing any more.',
  references: [
    pss('baseline'),
    cis('5.2.11'),
    ...['C-0045', 'C-0048', 'C-0074'].map(kubescape),
    ...['KSV-0023', 'KSV-0006'].map(trivy),
    polaris('hostPathSet'),
    kubeaudit('mounts'),
    checkov('CKV_K8S_27'),
    ...['docker-sock', 'sensitive-host-mounts', 'writable-host-mount'].map(kubeLinter),
    kyverno('pod-security/baseline/disallow-host-path'),
    nsa('Kubernetes Pod security'),
    kubernetes('concepts/storage/volumes'),
  ],
  kinds: WORKLOAD_KINDS,
  find,
  guide: (resource) => ({ steps: steps(resource) }),
  byDesign: systemReason,
};
export default remediation;
