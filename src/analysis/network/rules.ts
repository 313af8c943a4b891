import { field, isRecord, type Resource } from '../../core/resource.ts';
import { addressesOfBlock, type Addresses } from './addresses.ts';
import { union } from './intervals.ts';
import { namespaceOf } from '../namespaces.ts';
import { directionsOf, type Direction } from './policies.ts';
import { ALL_PORTS, NO_PORTS, portsOfEntry, type NamedPort, type Ports } from './ports.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Whom one entry of `from` or `to` means: addresses, or pods; where no namespaces are named, those of the policy's own. */
export type Peer =
  | { readonly type: 'block'; readonly addresses: Addresses }
  | { readonly type: 'pods'; readonly namespaces: unknown; readonly pods: unknown };

/** One rule in one direction, as the API server understands it. Peers: undefined means everyone. Ports: undefined means all. */
export interface Rule {
  readonly peers: readonly Peer[] | undefined;
  readonly ports: readonly Fields[] | undefined;
}

/** A list that is missing or empty restricts nothing; what is no list, and what in it is no object, means nobody. */
const restricting = (list: unknown): readonly Fields[] | undefined => {
  if (list === undefined || list === null || (Array.isArray(list) && list.length === 0)) return undefined;
  return Array.isArray(list) ? list.filter(isRecord) : [];
};

/** An entry names addresses or pods; one that names both or neither means nobody, and the API server refuses it. */
const peerOf = (entry: Fields): readonly Peer[] => {
  const [block, namespaces, pods] = [
    entry['ipBlock'] ?? undefined,
    entry['namespaceSelector'] ?? undefined,
    entry['podSelector'] ?? undefined,
  ];
  if (block !== undefined)
    return namespaces === undefined && pods === undefined ? [{ type: 'block', addresses: addressesOfBlock(block) }] : [];
  return namespaces === undefined && pods === undefined ? [] : [{ type: 'pods', namespaces, pods }];
};

/** What a policy allows in a direction; none where it does not isolate in it. */
export const rulesOf = (policy: Resource, direction: Direction): readonly Rule[] => {
  if (!directionsOf(policy).includes(direction)) return [];
  const [rules, peers] = direction === 'Ingress' ? ['ingress', 'from'] : ['egress', 'to'];
  const list = field(policy, 'spec', rules);
  return (Array.isArray(list) ? list.filter(isRecord) : []).map((rule) => ({
    peers: restricting(rule[peers])?.flatMap(peerOf),
    ports: restricting(rule['ports']),
  }));
};

/** The ports of a rule, where `named` are those of the destination. */
export const portsOfRule = ({ ports }: Rule, named: readonly NamedPort[]): Ports =>
  ports ? union(NO_PORTS, ...ports.map((entry) => portsOfEntry(entry, named))) : ALL_PORTS;

/** Who is on the other side, as far as policies can tell. */
export interface PodEnd {
  readonly namespace: string;
  readonly namespaceLabels: Fields;
  readonly labels: Fields;
}

/** A policy, read. */
export interface Policy {
  readonly namespace: string;
  /** The pods that it isolates; undefined where that cannot be read, and then it isolates none. */
  readonly selected: Peer | undefined;
  /** By the directions in which it isolates them. */
  readonly rules: ReadonlyMap<Direction, readonly Rule[]>;
}

const read = (policy: Resource): Policy => {
  const spec = policy['spec'] ?? {};
  return {
    namespace: namespaceOf(policy),
    selected: isRecord(spec) ? { type: 'pods', namespaces: undefined, pods: spec['podSelector'] ?? {} } : undefined,
    rules: new Map(directionsOf(policy).map((direction) => [direction, rulesOf(policy, direction)])),
  };
};

const known = new WeakMap<Resource, Policy>();

export const policyOf = (resource: Resource): Policy => {
  let policy = known.get(resource);
  if (!policy) known.set(resource, (policy = read(resource)));
  return policy;
};
