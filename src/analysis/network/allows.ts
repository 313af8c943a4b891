import type { Resource } from '../../core/resource.ts';
import type { Snapshot } from '../../core/snapshot.ts';
import { namespaceOf } from '../namespaces.ts';
import { runningIn } from '../running.ts';
import { hasLabels } from '../selector.ts';
import { callersOf, declaredCalls } from './calls.ts';
import { dnsRule } from './dns.ts';
import { ingressControllers, ingressesTo } from './entrances.ts';
import { identityOf, type Group, type LabelSelector } from './isolation.ts';
import { isOnHostNetwork, podLabelsOf, type Direction } from './policies.ts';
import { isOpenOutside, podPortsOf, podsBehind, selectorOf, servicesIn } from './services.ts';

type Rule = Readonly<Record<string, unknown>>;

/** A policy to create, without its final name. */
export interface Draft {
  readonly name: string;
  readonly podSelector: LabelSelector;
  readonly policyTypes: readonly Direction[];
  readonly ingress?: readonly Rule[];
  readonly egress?: readonly Rule[];
}

const peer = (workload: Resource): Rule => ({
  namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespaceOf(workload) } },
  podSelector: { matchLabels: identityOf(workload) },
});

/** Who connects to a Service as far as it is declared; undefined means that it must stay open to everyone, because no policy can name them. */
const peersOf = (service: Resource, snapshot: Snapshot): readonly Rule[] | undefined => {
  if (isOpenOutside(service)) return undefined;
  const served = ingressesTo(service, snapshot).length > 0;
  const controllers = served ? ingressControllers(snapshot) : [];
  const callers = [...controllers, ...callersOf(service, snapshot)];
  if ((served && controllers.length === 0) || callers.some(isOnHostNetwork)) return undefined;
  return [{ podSelector: {} }, ...callers.map(peer)];
};

const withPorts = (rule: Rule, ports: readonly unknown[]): Rule => (ports.length > 0 ? { ...rule, ports } : rule);

/** Whose pods a group's policies may isolate: where a whole namespace is selected, some plugins isolate the pods in the network of their node too. */
const podsOfGroup = (group: Group, namespace: string, snapshot: Snapshot): readonly Resource[] =>
  group.suffix === '' ? runningIn(namespace, snapshot) : group.members;

/** To what a Service selects in this group, from whom it is declared to serve. */
const allowTo = (service: Resource, group: Group, snapshot: Snapshot): readonly Draft[] => {
  const selector = selectorOf(service);
  if (!selector || !podsOfGroup(group, namespaceOf(service), snapshot).some((workload) => hasLabels(podLabelsOf(workload), selector)))
    return [];
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

/** To the ports of a Service, wherever its pods are: in the network of their nodes no policy can name them. */
const onNodes = (services: readonly Resource[], snapshot: Snapshot): readonly Rule[] =>
  services
    .filter((service) => podsBehind(service, snapshot).some(({ node }) => node))
    .map((service) => withPorts({}, podPortsOf(service, snapshot)));

/** Services of other namespaces that a workload names, or that it serves as an ingress controller. */
const calledBy = (workload: Resource, snapshot: Snapshot): readonly Resource[] => {
  const isServed = (service: Resource): boolean =>
    namespaceOf(service) !== namespaceOf(workload) && ingressesTo(service, snapshot).length > 0;
  const served = ingressControllers(snapshot).includes(workload) ? snapshot.list('Service').filter(isServed) : [];
  return [...new Set([...(declaredCalls(snapshot).get(workload)?.services ?? []), ...served])];
};

/** From a workload to the Services of other namespaces that it calls. */
const allowFrom = (workload: Resource, group: Group, snapshot: Snapshot): readonly Draft[] => {
  const called = calledBy(workload, snapshot);
  const rules = called.flatMap((service) => {
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
  rules.push(...onNodes(called, snapshot));
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
    egress: [{ to: [{ podSelector: {} }] }, ...onNodes(servicesIn(namespace, snapshot), snapshot)],
  },
  ...servicesIn(namespace, snapshot).flatMap((service) => allowTo(service, group, snapshot)),
  ...podsOfGroup(group, namespace, snapshot).flatMap((workload) => allowFrom(workload, group, snapshot)),
  { name: `default-deny${group.suffix}`, podSelector: group.selector, policyTypes: ['Ingress', 'Egress'] },
];
