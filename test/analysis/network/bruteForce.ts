import type { Resource } from '../../../src/core/resource.ts';

/** Kubernetes' rules once more, for one pair and one port at a time, as slowly and plainly as they can be written. */

export interface Pod {
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly ports: readonly { readonly name?: string; readonly containerPort: number; readonly protocol?: string }[];
}

/** A pod, or an IPv4 address. */
export type BruteEnd = Pod | string;

type Selector = { readonly matchLabels?: Readonly<Record<string, string>>; readonly matchExpressions?: readonly Expression[] };
type Expression = { readonly key: string; readonly operator: string; readonly values?: readonly string[] };
type Block = { readonly cidr: string; readonly except?: readonly string[] };
export type BrutePeer = { readonly podSelector?: Selector; readonly namespaceSelector?: Selector; readonly ipBlock?: Block };
export type BrutePort = { readonly port?: number | string; readonly endPort?: number; readonly protocol?: string };
type Rule = { readonly from?: readonly BrutePeer[]; readonly to?: readonly BrutePeer[]; readonly ports?: readonly BrutePort[] };
export type BruteSpec = {
  readonly podSelector: Selector;
  readonly policyTypes?: readonly string[];
  readonly ingress?: readonly Rule[];
  readonly egress?: readonly Rule[];
};

export interface World {
  readonly namespaces: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly policies: readonly { readonly namespace: string; readonly spec: BruteSpec }[];
}

const holds = ({ key, operator, values = [] }: Expression, labels: Readonly<Record<string, string>>): boolean => {
  const has = key in labels;
  if (operator === 'Exists') return has;
  if (operator === 'DoesNotExist') return !has;
  const isOneOf = has && values.some((value) => value === labels[key]);
  return operator === 'In' ? isOneOf : !isOneOf;
};

const matches = (selector: Selector, labels: Readonly<Record<string, string>>): boolean => {
  for (const [key, value] of Object.entries(selector.matchLabels ?? {})) if (labels[key] !== value) return false;
  for (const expression of selector.matchExpressions ?? []) if (!holds(expression, labels)) return false;
  return true;
};

const bitsOf = (address: string): string =>
  address
    .split('.')
    .map((part) => Number(part).toString(2).padStart(8, '0'))
    .join('');

const isWithin = (address: string, cidr: string): boolean => {
  const [net = '', length = ''] = cidr.split('/');
  return bitsOf(address).slice(0, Number(length)) === bitsOf(net).slice(0, Number(length));
};

const isPeer = (peer: BrutePeer, other: BruteEnd, namespace: string, world: World): boolean => {
  if (typeof other === 'string') {
    const block = peer.ipBlock;
    return block !== undefined && isWithin(other, block.cidr) && !(block.except ?? []).some((cidr) => isWithin(other, cidr));
  }
  if (peer.ipBlock) return false;
  const labels = { ...world.namespaces[other.namespace], 'kubernetes.io/metadata.name': other.namespace };
  const inNamespace = peer.namespaceSelector ? matches(peer.namespaceSelector, labels) : other.namespace === namespace;
  return inNamespace && (peer.podSelector === undefined || matches(peer.podSelector, other.labels));
};

const isPort = (entry: BrutePort, destination: BruteEnd, protocol: string, port: number): boolean => {
  if ((entry.protocol ?? 'TCP') !== protocol) return false;
  if (entry.port === undefined) return true;
  if (typeof entry.port === 'number') return entry.port <= port && port <= (entry.endPort ?? entry.port);
  if (typeof destination === 'string') return false;
  return destination.ports.some((one) => one.name === entry.port && (one.protocol ?? 'TCP') === protocol && one.containerPort === port);
};

const typesOf = (spec: BruteSpec): readonly string[] =>
  spec.policyTypes ?? ((spec.egress ?? []).length > 0 ? ['Ingress', 'Egress'] : ['Ingress']);

const passes = (own: BruteEnd, other: BruteEnd, way: 'Ingress' | 'Egress', protocol: string, port: number, world: World): boolean => {
  if (typeof own === 'string') return true;
  const isolating = world.policies.filter(
    ({ namespace, spec }) => namespace === own.namespace && matches(spec.podSelector, own.labels) && typesOf(spec).includes(way),
  );
  if (isolating.length === 0) return true;
  const destination = way === 'Ingress' ? own : other;
  for (const { namespace, spec } of isolating)
    for (const rule of (way === 'Ingress' ? spec.ingress : spec.egress) ?? []) {
      const peers = (way === 'Ingress' ? rule.from : rule.to) ?? [];
      const ports = rule.ports ?? [];
      if (peers.length > 0 && !peers.some((peer) => isPeer(peer, other, namespace, world))) continue;
      if (ports.length === 0 || ports.some((entry) => isPort(entry, destination, protocol, port))) return true;
    }
  return false;
};

export const mayTalk = (from: BruteEnd, to: BruteEnd, protocol: string, port: number, world: World): boolean =>
  passes(from, to, 'Egress', protocol, port, world) && passes(to, from, 'Ingress', protocol, port, world);

export const policyObject = (name: string, namespace: string, spec: object): Resource => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name, namespace },
  spec,
});
