import { field, items, type Resource } from '../../core/resource.ts';
import { derived, type Snapshot } from '../../core/snapshot.ts';
import { podSpecOf } from '../../core/workload.ts';
import { podPortsOf, podsBehind, selectorOf, serviceNamed, type Port } from './services.ts';

/** Where cluster DNS is found: kubeadm and most others, OpenShift. */
const DNS_SERVICES = [
  { namespace: 'kube-system', name: 'kube-dns' },
  { namespace: 'kube-system', name: 'coredns' },
  { namespace: 'openshift-dns', name: 'dns-default' },
];

/** The address that NodeLocal DNSCache listens on, on each node. */
const NODE_LOCAL_DNS = '169.254.20.10';

const addressPeer = (address: string) => ({ ipBlock: { cidr: `${address}/${address.includes(':') ? 128 : 32}` } });

const hasNodeLocalDns = (snapshot: Snapshot): boolean =>
  snapshot.get({ apiVersion: 'apps/v1', kind: 'DaemonSet', namespace: 'kube-system', name: 'node-local-dns' }) !== undefined;

const ownNameservers = (workload: Resource): readonly string[] => {
  const servers = field(podSpecOf(workload), 'dnsConfig', 'nameservers');
  const named: readonly unknown[] = Array.isArray(servers) ? servers : [];
  return named.filter((server): server is string => typeof server === 'string' && /^[\da-fA-F.:]+$/.test(server));
};

/** The Service without its other ports, such as metrics. */
const forLookups = (service: Resource): Resource => ({
  ...service,
  spec: { selector: selectorOf(service), ports: items(field(service, 'spec', 'ports')).filter((port) => port['port'] === 53) },
});

/** Cluster DNS as this cluster has it, with the ports for lookups alone. */
export const dnsServices = derived((snapshot): readonly Resource[] =>
  DNS_SERVICES.flatMap((at) => serviceNamed(at.name, at.namespace, snapshot) ?? [])
    .filter(selectorOf)
    .map(forLookups),
);

/** The egress rule without which nothing works: to cluster DNS as this cluster has it, and to the nameservers that these workloads name. */
export const dnsRule = (workloads: readonly Resource[], snapshot: Snapshot): Readonly<Record<string, unknown>> => {
  const found = dnsServices(snapshot);
  const places =
    found.length > 0
      ? found.map((service) => [service.metadata.namespace, selectorOf(service)] as const)
      : [['kube-system', { 'k8s-app': 'kube-dns' }] as const];
  const usual: readonly Port[] = ['UDP', 'TCP'].map((protocol) => ({ protocol, port: 53 }));
  const others = found.flatMap((service) => podPortsOf(service, snapshot)).filter(({ port }) => port !== 53);
  const ports = [...usual, ...others];
  // In the network of their nodes no policy can name them.
  if (found.some((service) => podsBehind(service, snapshot).some(({ node }) => node))) return { ports };
  return {
    to: [
      ...places.map(([namespace, labels]) => ({
        namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
        podSelector: { matchLabels: labels },
      })),
      ...(hasNodeLocalDns(snapshot) ? [addressPeer(NODE_LOCAL_DNS)] : []),
      ...[...new Set(workloads.flatMap(ownNameservers))].map(addressPeer),
    ],
    ports,
  };
};
