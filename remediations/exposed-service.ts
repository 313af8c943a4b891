import { ENTRANCES, ingressControllers, ingressesTo } from '../src/analysis/network/entrances.ts';
import { exposureOf } from '../src/analysis/network/exposure.ts';
import { backendsOf } from '../src/analysis/network/services.ts';
import { namespaceOf } from '../src/analysis/namespaces.ts';
import { listed, nameOf } from '../src/analysis/sentences.ts';
import type { Guide, Remediation } from '../src/core/remediation.ts';
import { field, items, labelsOf, type Resource } from '../src/core/resource.ts';
import type { Snapshot } from '../src/core/snapshot.ts';
import { WORKLOAD_KINDS } from '../src/core/workload.ts';
import { shellWord } from '../src/core/shellWord.ts';
import { kubeLinter, kubernetes, kubescape, kyverno, nsa, trivy } from './references.ts';

/** Set by controllers of the Gateway API on the Services that they make. */
const GATEWAY = 'gateway.networking.k8s.io/gateway-name';

const specOf = (service: Resource, name: string): unknown => field(service, 'spec', name);

const portsOf = (service: Resource, name: 'port' | 'nodePort'): string =>
  items(specOf(service, 'ports'))
    .flatMap((port) => (typeof port[name] === 'number' ? [String(port[name])] : []))
    .join(', ');

const patch = (service: Resource, body: object): string =>
  `\`kubectl patch service ${shellWord(service.metadata.name)} -n ${shellWord(namespaceOf(service))} --type=merge -p ${shellWord(JSON.stringify(body))}\``;

/** Steps that keep the way in and make it narrower. */
const narrower = (service: Resource): readonly string[] => {
  const [type, nodePorts, addresses] = [specOf(service, 'type'), portsOf(service, 'nodePort'), specOf(service, 'externalIPs')];
  const hasAddresses = Array.isArray(addresses) && addresses.length > 0;
  return [
    ...(type === 'LoadBalancer'
      ? [
          `If it has to stay a load balancer: name who may come, ${patch(service, { spec: { loadBalancerSourceRanges: ['203.0.113.0/24'] } })} with your own ranges, or ask the cloud for an internal one by its annotation.`,
          `Where the load balancer reaches pods directly, close the ports on the nodes: ${patch(service, { spec: { allocateLoadBalancerNodePorts: false } })}; ports that are open already stay until their nodePort is removed.`,
        ]
      : []),
    ...(type === 'NodePort'
      ? [
          `If it has to stay a NodePort: let the firewall of the nodes admit only who needs ${nodePorts === '' ? 'its ports' : `port ${nodePorts}`}.`,
        ]
      : []),
    ...(hasAddresses
      ? [
          `Take the addresses away: ${patch(service, { spec: { externalIPs: null } })}; a load balancer or an Ingress gives an address that nobody else can claim.`,
          'Keep others from setting them: add DenyServiceExternalIPs to --enable-admission-plugins of the API server.',
        ]
      : []),
  ];
};

const guide = (service: Resource, snapshot: Snapshot): Guide => {
  const type = specOf(service, 'type');
  const isTyped = type === 'NodePort' || type === 'LoadBalancer';
  const serving = backendsOf(service, snapshot);
  const ingresses = ingressesTo(service, snapshot);
  const serves = serving.length === 0 ? 'No workload that can be seen' : listed(serving.map(nameOf));
  const steps = [
    `${serves} answers behind it on port ${portsOf(service, 'port') || '(none)'}. Find out who outside uses it: the load balancer's or the nodes' connection logs tell.`,
    ...(isTyped
      ? [
          ingresses.length > 0
            ? `${listed(ingresses.map(nameOf))} leads to it already, so nobody needs the second way: ${patch(service, { spec: { type: 'ClusterIP' } })}.`
            : `If nobody does, or only pods: ${patch(service, { spec: { type: 'ClusterIP' } })}. People with rights in the cluster can use \`kubectl port-forward\`.`,
          'If people outside use it over HTTP: put an Ingress or Gateway with TLS and a sign-in in front, then make it a ClusterIP.',
        ]
      : []),
    ...narrower(service),
    'Change its manifest in the same way, apply it, and scan again.',
  ];
  return isTyped
    ? { steps, files: [{ file: `manifest of Service ${service.metadata.name}`, diff: ` spec:\n-  type: ${type}\n+  type: ClusterIP\n` }] }
    : { steps };
};

const byDesign = (service: Resource, snapshot: Snapshot): string | undefined => {
  if (labelsOf(service)[GATEWAY] !== undefined) return 'it is the way in of a Gateway';
  const controllers = ingressControllers(snapshot);
  return backendsOf(service, snapshot).some((workload) => controllers.includes(workload))
    ? 'it is the way in of an Ingress controller'
    : undefined;
};

const remediation: Remediation = {
  id: 'exposed-service',
  title: 'A Service is reachable from outside the cluster',
  severity: 'medium',
  category: 'network',
  why: 'Everybody who reaches the nodes or the load balancer can try the program behind it, without a controlled way in between.',
  risk: 'Who uses it from outside cannot reach it any more, and a load balancer that is given up loses its address.',
  references: [
    ...['C-0021', 'C-0256', 'C-0266'].map(kubescape),
    trivy('KSV-0108'),
    kubeLinter('exposed-services'),
    kyverno('best-practices/restrict-node-port'),
    kyverno('best-practices/restrict-service-external-ips'),
    kyverno('other/restrict-loadbalancer'),
    nsa('Network separation and hardening'),
    kubernetes('concepts/services-networking/service'),
  ],
  kinds: ['Service'],
  hints: [...ENTRANCES, ...WORKLOAD_KINDS],
  find: exposureOf,
  guide,
  byDesign,
};
export default remediation;
