import { labelsOf, text, type Resource } from '../../core/resource.ts';
import type { Snapshot } from '../../core/snapshot.ts';
import { namespaceOf } from '../namespaces.ts';
import { hasLabels } from '../selector.ts';
import { callersOf, declaredCalls } from './calls.ts';
import { dnsRule } from './dns.ts';
import { identityOf, type Group, type LabelSelector } from './isolation.ts';
import { networkedWorkloads, podLabelsOf, type Direction } from './policies.ts';
import { ingressesTo, isOpenOutside, podPortsOf, selectorOf, servicesIn } from './services.ts';

type Rule = Readonly<Record<string, unknown>>;

/** A policy to create, without its final name. */
export interface Draft {
  readonly name: string;
  readonly podSelector: LabelSelector;
  readonly policyTypes: readonly Direction[];
  readonly ingress?: readonly Rule[];
  readonly egress?: readonly Rule[];
}

const CONTROLLERS = new Set([
  'ingress-nginx',
  'nginx-ingress',
  'traefik',
  'haproxy-ingress',
  'kubernetes-ingress',
  'contour',
  'envoy',
  'kong',
  'ingress-kong',
  'skipper-ingress',
]);

/** Workloads that serve Ingresses, by the label that their charts set. One in the network of its node has no labels that a policy could name. */
export const ingressControllers = (snapshot: Snapshot): readonly Resource[] =>
  networkedWorkloads(snapshot).filter((workload) =>
    [podLabelsOf(workload), labelsOf(workload)].some((labels) => CONTROLLERS.has(text(labels['app.kubernetes.io/name']) ?? '')),
  );

const peer = (workload: Resource): Rule => ({
  namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespaceOf(workload) } },
  podSelector: { matchLabels: identityOf(workload) },
});

/** Who connects to a Service as far as it is declared; undefined means that it must stay open to everyone. */
const peersOf = (service: Resource, snapshot: Snapshot): readonly Rule[] | undefined => {
  if (isOpenOutside(service)) return undefined;
  const served = ingressesTo(service, snapshot).length > 0;
  const controllers = served ? ingressControllers(snapshot) : [];
  if (served && controllers.length === 0) return undefined;
  return [{ podSelector: {} }, ...[...controllers, ...callersOf(service, snapshot)].map(peer)];
};

const withPorts = (rule: Rule, ports: readonly unknown[]): Rule => (ports.length > 0 ? { ...rule, ports } : rule);

/** To what a Service selects in this group, from whom it is declared to serve. */
const allowTo = (service: Resource, group: Group, snapshot: Snapshot): readonly Draft[] => {
  const selector = selectorOf(service);
  if (!selector || !group.members.some((workload) => hasLabels(podLabelsOf(workload), selector))) return [];
  const from = peersOf(service, snapshot);
  return [
    {
      name: `allow-to-${service.metadata.name}${group.suffix}`,
      podSelector: group.suffix === '' ? { matchLabels: selector } : group.selector,
      policyTypes: ['Ingress'],
      ingress: [withPorts(from ? { from } : {}, podPortsOf(service, snapshot))],
    },
  ];
};

/** From a workload to the Services of other namespaces that it says it calls. */
const allowFrom = (workload: Resource, group: Group, snapshot: Snapshot): readonly Draft[] => {
  const rules = (declaredCalls(snapshot).get(workload)?.services ?? []).flatMap((service) => {
    const selector = selectorOf(service);
    if (!selector) return [];
    const to = [
      {
        namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespaceOf(service) } },
        podSelector: { matchLabels: selector },
      },
    ];
    return [withPorts({ to }, podPortsOf(service, snapshot))];
  });
  const own = identityOf(workload);
  const podSelector = group.suffix === '' && Object.keys(own).length > 0 ? { matchLabels: own } : group.selector;
  return rules.length === 0 ? [] : [{ name: `allow-from-${workload.metadata.name}`, podSelector, policyTypes: ['Egress'], egress: rules }];
};

/** The policies that isolate a group and keep what is declared: the denial stands last, so that nothing is cut in between. */
export const policiesFor = (group: Group, namespace: string, snapshot: Snapshot): readonly Draft[] => [
  { name: `allow-dns${group.suffix}`, podSelector: group.selector, policyTypes: ['Egress'], egress: [dnsRule(group.members, snapshot)] },
  {
    name: `allow-same-namespace${group.suffix}`,
    podSelector: group.selector,
    policyTypes: ['Egress'],
    egress: [{ to: [{ podSelector: {} }] }],
  },
  ...servicesIn(namespace, snapshot).flatMap((service) => allowTo(service, group, snapshot)),
  ...group.members.flatMap((workload) => allowFrom(workload, group, snapshot)),
  { name: `default-deny${group.suffix}`, podSelector: group.selector, policyTypes: ['Ingress', 'Egress'] },
];
