import { selects } from '../selector.ts';
import { ALL_IPV4, ALL_IPV6, type Addresses } from './addresses.ts';
import type { Pods } from './ends.ts';
import { covers, union } from './intervals.ts';
import type { Peer, Policy } from './rules.ts';

/** Ends of connections that none of the policies tells apart: pods, or addresses outside. */
export interface Class {
  readonly pods: readonly Pods[];
  /** Empty for pods. */
  readonly outside: Addresses;
  /** They are known to policies by their address, and none selects them. */
  readonly byAddress: boolean;
}

/**
 * What pods in the network of their node are to policies. Kubernetes leaves it to the network plugin: most know them by
 * the address of the node and neither select nor restrict them (`nodes`), some treat them like all others (`pods`).
 */
export type HostNetwork = 'nodes' | 'pods';

export interface Classes {
  readonly all: readonly Class[];
  /** Whom a peer of one of the policies means. */
  readonly meant: (peer: Peer) => ReadonlySet<Class>;
}

/** What policies ask of an end; equal questions of several policies are one. */
interface Question {
  readonly namespace: string;
  readonly peer: Peer;
}

const peersOf = ({ selected, rules }: Policy): readonly Peer[] => [
  ...(selected ? [selected] : []),
  ...[...rules.values()].flat().flatMap((rule) => rule.peers ?? []),
];

const keyOf = (peer: Peer, namespace: string): string =>
  peer.type === 'block' ? peer.addresses.join() : JSON.stringify([peer.namespaces ?? namespace, peer.pods]);

interface Asked {
  readonly questions: readonly Question[];
  readonly numberOf: ReadonlyMap<Peer, number>;
}

const asked = (policies: readonly Policy[]): Asked => {
  const questions: Question[] = [];
  const numbers = new Map<string, number>();
  const numberOf = new Map<Peer, number>();
  for (const policy of policies)
    for (const peer of peersOf(policy)) {
      const key = keyOf(peer, policy.namespace);
      let number = numbers.get(key);
      if (number === undefined) {
        numbers.set(key, (number = questions.length));
        questions.push({ peer, namespace: policy.namespace });
      }
      numberOf.set(peer, number);
    }
  return { questions, numberOf };
};

type Numbered<T> = readonly (readonly [number: number, of: T])[];

const blocksIn = (questions: readonly Question[]): Numbered<Addresses> =>
  questions.flatMap(({ peer }, i) => (peer.type === 'block' ? [[i, peer.addresses] as const] : []));

/** For each namespace, the pod selectors that are asked there; undefined is everyone. */
const selectorsFor = (questions: readonly Question[]): ((pods: Pods) => Numbered<unknown>) => {
  const known = new Map<string, Numbered<unknown>>();
  return ({ namespace, namespaceLabels }) => {
    let found = known.get(namespace);
    if (!found) {
      const isMeant = ({ peer, namespace: own }: Question): boolean =>
        peer.type === 'pods' && (peer.namespaces === undefined ? own === namespace : selects(peer.namespaces, namespaceLabels));
      found = questions.flatMap((question, i) =>
        isMeant(question) && question.peer.type === 'pods' ? [[i, question.peer.pods] as const] : [],
      );
      known.set(namespace, found);
    }
    return found;
  };
};

/** The names that policies give to ports. */
const portNames = (policies: readonly Policy[]): ReadonlySet<unknown> =>
  new Set(policies.flatMap(({ rules }) => [...rules.values()].flat().flatMap(({ ports }) => ports?.map((port) => port['port']) ?? [])));

/** Addresses outside, cut where a block begins or ends. IPv6 only where a policy speaks of it. */
const pieces = (blocks: Numbered<Addresses>): ReadonlyMap<string, Addresses> => {
  const whole = blocks.some(([, addresses]) => addresses.some(([start]) => start >= (ALL_IPV6[0]?.[0] ?? 0n)))
    ? union(ALL_IPV4, ALL_IPV6)
    : ALL_IPV4;
  const cuts = [...new Set([...whole, ...blocks.flatMap(([, addresses]) => addresses)].flat())].sort((a, b) => (a < b ? -1 : 1));
  const indexOf = new Map(cuts.map((cut, i) => [cut, i]));
  const answers = cuts.map((): number[] => []);
  for (const [number, addresses] of blocks)
    for (const [start, end] of addresses) for (let i = indexOf.get(start) ?? 0; i < (indexOf.get(end) ?? 0); i++) answers[i]?.push(number);
  const found = cuts.flatMap((start, i) => {
    const end = cuts[i + 1];
    return end !== undefined && covers(whole, [[start, end]]) ? [{ key: answers[i]?.join() ?? '', piece: [start, end] as const }] : [];
  });
  return new Map([...Map.groupBy(found, ({ key }) => key)].map(([key, same]) => [key, union(same.map(({ piece }) => piece))]));
};

const numbers = (key: string): readonly number[] => (key === '' ? [] : key.split(',').map(Number));

/** Everyone, parted by what these policies ask: linear in ends and policies, so that what follows need not look at each pod. */
export const classesOf = (ends: readonly Pods[], policies: readonly Policy[], hostNetwork: HostNetwork): Classes => {
  const { questions, numberOf } = asked(policies);
  const [blocks, selectors, names] = [blocksIn(questions), selectorsFor(questions), portNames(policies)];
  const addressOf = ({ node }: Pods): Addresses | undefined => (hostNetwork === 'nodes' ? node : undefined);
  const answersOf = (pods: Pods): readonly number[] => {
    const { labels } = pods;
    const node = addressOf(pods);
    if (node) return blocks.filter(([, addresses]) => covers(addresses, node)).map(([i]) => i);
    return selectors(pods).flatMap(([i, selector]) => (selector === undefined || selects(selector, labels) ? [i] : []));
  };
  const keyed = Map.groupBy(ends, (pods) => {
    const ports = pods.named.filter(({ name }) => names.has(name)).map(({ name, protocol, port }) => [name, protocol, port]);
    return `${answersOf(pods).join()}|${addressOf(pods) ? 'node' : ''}|${ports.length > 0 ? JSON.stringify(ports) : ''}`;
  });
  const meant = questions.map(() => new Set<Class>());
  const placed = (key: string, made: Class): Class => {
    for (const number of numbers(key)) meant[number]?.add(made);
    return made;
  };
  const all = [
    ...[...keyed].map(([key, pods]) =>
      placed(key.slice(0, key.indexOf('|')), { pods, outside: [], byAddress: pods.some((one) => addressOf(one) !== undefined) }),
    ),
    ...[...pieces(blocks)].map(([key, outside]) => placed(key, { pods: [], outside, byAddress: true })),
  ];
  const nobody: ReadonlySet<Class> = new Set();
  return { all, meant: (peer) => meant[numberOf.get(peer) ?? -1] ?? nobody };
};
