import { clusterConfiguration } from '../src/analysis/controlPlane/kubeadm.ts';
import { readConfig } from '../src/analysis/controlPlane/configText.ts';
import { newFile } from '../src/analysis/controlPlane/manifestDiff.ts';
import { hostOf, isPublicAddress } from '../src/analysis/controlPlane/publicAddress.ts';
import type { Evidence, Remediation } from '../src/core/remediation.ts';
import { field, items, kindOf, text, type Resource } from '../src/core/resource.ts';
import { derived } from '../src/core/snapshot.ts';
import { kubernetes, nsa } from './references.ts';

const BLACKLIST = '/etc/modprobe.d/kubernetes-blacklist.conf';
/** Protocols that a pod can make the kernel load, and that nothing in a cluster needs. */
const MODULES = [
  'dccp',
  'sctp',
  'rds',
  'tipc',
  'ax25',
  'netrom',
  'rose',
  'decnet',
  'econet',
  'appletalk',
  'cramfs',
  'freevxfs',
  'jffs2',
  'hfs',
  'hfsplus',
  'udf',
];

const inNode = (node: Resource): readonly Evidence[] =>
  items(field(node, 'status', 'addresses')).flatMap((entry) => {
    const address = text(entry['address']) ?? '';
    return isPublicAddress(address) === true
      ? [{ path: 'status.addresses', detail: `${text(entry['type']) ?? 'an address'} ${address} can be reached from the internet` }]
      : [];
  });

/** `cluster-info`, which kubeadm shows to whoever joins, says where the API server is. */
const announced = (resource: Resource): string | undefined => {
  const written = text(field(resource, 'data', 'kubeconfig'));
  const [cluster] = items(written === undefined ? undefined : readConfig(written)?.['clusters']);
  return text(field(cluster, 'cluster', 'server'));
};

const endpointOf = (resource: Resource): { readonly path: string; readonly endpoint: string } | undefined => {
  const { name } = resource.metadata;
  if (name === 'cluster-info' && kindOf(resource) === 'ConfigMap') {
    const endpoint = announced(resource);
    return endpoint === undefined ? undefined : { path: 'data.kubeconfig', endpoint };
  }
  const endpoint = text(clusterConfiguration(resource)?.['controlPlaneEndpoint']);
  return endpoint === undefined
    ? undefined
    : { path: kindOf(resource) === 'ConfigMap' ? 'data.ClusterConfiguration' : 'controlPlaneEndpoint', endpoint };
};

const find = (resource: Resource): readonly Evidence[] => {
  if (kindOf(resource) === 'Node') return inNode(resource);
  const found = endpointOf(resource);
  if (!found || isPublicAddress(hostOf(found.endpoint)) !== true) return [];
  return [{ path: found.path, detail: `the API server is at ${found.endpoint}, which can be reached from the internet` }];
};

const CONFIGURATION = 'kubeadm.k8s.io/ClusterConfiguration';

const remediation: Remediation = {
  id: 'node-exposure',
  title: 'Nodes or the API server have addresses of the internet',
  severity: 'high',
  category: 'control-plane',
  why: 'What listens on a node, the kubelet and SSH first of all, is tried by everybody; one weakness or one key that leaked is enough.',
  risk: 'What comes from outside, CI and people with kubectl included, needs a bastion host, a VPN or an allowed range.',
  references: [
    nsa('Network separation and hardening'),
    kubernetes('reference/networking/ports-and-protocols'),
    kubernetes('concepts/security/cloud-native-security'),
  ],
  kinds: ['Node', 'ConfigMap', CONFIGURATION],
  among: derived((snapshot) => [
    ...snapshot.list('Node'),
    ...snapshot.list(CONFIGURATION),
    ...['kube-system', 'kube-public'].flatMap((namespace) => snapshot.list('ConfigMap', namespace)).filter((found) => endpointOf(found)),
  ]),
  find: (resource) => find(resource),
  guide: () => ({
    steps: [
      'Give nodes private addresses alone, and let them out through NAT; what serves the internet goes through a load balancer or an ingress.',
      'Close to the outside, in the firewall or the security group: 22 (SSH), 2379 and 2380 (etcd), 4149 and 4194 (cAdvisor), 6443 (API server), 9099 (Calico), 10250 and 10255 (kubelet), 10256 (kube-proxy), 10257 and 10259 (controller manager, scheduler), 30000 to 32767 (NodePorts).',
      'SSH: through one bastion host or the session manager of the provider, with keys alone (PasswordAuthentication no, PermitRootLogin no), never for people who do not run the nodes.',
      'Kernel modules: refuse what no workload needs, as shown, uninstall what is not wanted, and look with lsmod at what is loaded already.',
      'Operating system: a small image made for containers, updates that install themselves with reboots one node after another, SELinux or AppArmor enforcing, auditd, no compilers and no other services.',
      'Files on the node: manifests, kubeconfigs and keys under /etc/kubernetes belong to root:root with mode 600 (certificates 644), /var/lib/etcd to etcd with mode 700; `kube-bench` looks at each of them, and `kubeharden import kube-bench.json` tells what is left.',
      'EKS: aws eks update-cluster-config with endpointPublicAccess=false, or publicAccessCidrs; node groups in private subnets.',
      'GKE: --enable-private-nodes, and --enable-master-authorized-networks for the API server.',
      'AKS: --enable-private-cluster, or az aks update --api-server-authorized-ip-ranges; node pools without --enable-node-public-ip.',
    ],
    files: [
      {
        file: BLACKLIST,
        diff: newFile(
          BLACKLIST,
          MODULES.map((module) => `install ${module} /bin/false`),
        ),
      },
    ],
  }),
};
export default remediation;
