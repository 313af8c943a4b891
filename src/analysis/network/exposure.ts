import { annotationsOf, field, isRecord, text, type Resource } from '../../core/resource.ts';
import type { Evidence } from '../../core/remediation.ts';

/** Ports behind which a node or the cluster itself answers; nobody outside should reach them. */
const BEHIND: Readonly<Record<number, string>> = {
  22: 'SSH, a shell',
  2379: 'etcd, which holds all Secrets of the cluster',
  6443: 'the API server',
  10250: 'the kubelet, which runs commands in every container of its node',
  10255: 'the read-only port of the kubelet, which tells everybody what runs on its node',
};
/** Many programs listen on 8080: only where it is the port that is open outside it may be the API server without a sign-in. */
const OUTSIDE: Readonly<Record<number, string>> = { ...BEHIND, 8080: 'where old API servers answer without a sign-in' };

/** Annotations by which clouds are asked for a load balancer that only their own network reaches. */
const INTERNAL: readonly (readonly [string, RegExp])[] = [
  ['service.beta.kubernetes.io/aws-load-balancer-internal', /^(true|0\.0\.0\.0\/0)$/],
  ['service.beta.kubernetes.io/aws-load-balancer-scheme', /^internal$/],
  ['service.beta.kubernetes.io/azure-load-balancer-internal', /^true$/],
  ['networking.gke.io/load-balancer-type', /^Internal$/i],
  ['cloud.google.com/load-balancer-type', /^Internal$/i],
];

const listOf = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];

/** Whom a load balancer lets in, as far as the Service says. */
const letIn = (service: Resource): string => {
  const sources = listOf(field(service, 'spec', 'loadBalancerSourceRanges'));
  const isInternal = INTERNAL.some(([name, value]) => value.test(text(annotationsOf(service)[name]) ?? ''));
  const whom = sources.length > 0 ? sources.join(', ') : 'everybody';
  return isInternal ? `${whom} in the network of the cloud` : whom;
};

const waysIn = (service: Resource): readonly Evidence[] => {
  const { type, externalIPs, allocateLoadBalancerNodePorts: onNodes } = isRecord(service['spec']) ? service['spec'] : {};
  const addresses = listOf(externalIPs).join(', ');
  return [
    ...(type === 'NodePort' ? [{ path: 'spec.type', detail: 'NodePort opens its ports on every address of every node' }] : []),
    ...(type === 'LoadBalancer'
      ? [
          {
            path: 'spec.type',
            detail: `LoadBalancer lets in ${letIn(service)}${onNodes === false ? '' : ', and opens its ports on every node'}`,
          },
        ]
      : []),
    ...(addresses === ''
      ? []
      : [{ path: 'spec.externalIPs', detail: `what reaches a node for ${addresses} is let in, whoever owns the address` }]),
  ];
};

/** Ports of the cluster itself among those of a Service. */
const portsOfCluster = (service: Resource): readonly Evidence[] => {
  const ports = field(service, 'spec', 'ports');
  return (Array.isArray(ports) ? (ports as unknown[]) : []).flatMap((port, i) => {
    if (!isRecord(port)) return [];
    const { port: outer, nodePort, targetPort } = port;
    const open = [outer, nodePort].find((number) => typeof number === 'number' && OUTSIDE[number] !== undefined);
    const target = typeof targetPort === 'number' && BEHIND[targetPort] !== undefined ? targetPort : undefined;
    const number = (open ?? target) as number | undefined;
    if (number === undefined) return [];
    return [{ path: `spec.ports[${text(port['name']) || i}]`, detail: `${number} is ${OUTSIDE[number]}, and can be reached from outside` }];
  });
};

/** How the outside reaches a Service; none where only pods do. */
export const exposureOf = (service: Resource): readonly Evidence[] => {
  const ways = waysIn(service);
  return ways.length === 0 ? [] : [...ways, ...portsOfCluster(service)];
};
