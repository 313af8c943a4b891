import { isRecord, type Resource } from '../../core/resource.ts';
import { ALL_IPV4, type Addresses } from './addresses.ts';
import { covers, union } from './intervals.ts';
import type { Direction } from './policies.ts';
import { ALL_PORTS, NO_PORTS, type Ports } from './ports.ts';
import { portsOfRule, rulesOf, type Peer, type Rule } from './rules.ts';

const isEmptySelector = (selector: unknown): boolean =>
  isRecord(selector) && Object.values(selector).every((part) => part === undefined || part === null || Object.keys(part).length === 0);

const meansEveryPod = (peer: Peer): boolean =>
  peer.type === 'pods' && isEmptySelector(peer.namespaces) && (peer.pods === undefined || isEmptySelector(peer.pods));

const addressesIn = (peers: readonly Peer[]): Addresses => union(...peers.map((peer) => (peer.type === 'block' ? peer.addresses : [])));

/** Whether a rule lets everyone through, pods and IPv4 addresses, on every port. */
const isAllowAll = (rule: Rule): boolean =>
  covers(portsOfRule(rule, []), ALL_PORTS) &&
  (rule.peers === undefined || (rule.peers.some(meansEveryPod) && covers(addressesIn(rule.peers), ALL_IPV4)));

/** Whether a policy isolates pods in a direction and then allows everything in it. */
export const allowsEverything = (policy: Resource, direction: Direction): boolean => rulesOf(policy, direction).some(isAllowAll);

/** On which ports one policy lets its pods reach all of these addresses. */
export const egressOfPolicy = (policy: Resource, addresses: Addresses): Ports =>
  union(
    NO_PORTS,
    ...rulesOf(policy, 'Egress')
      .filter(({ peers }) => peers === undefined || covers(addressesIn(peers), addresses))
      .map((rule) => portsOfRule(rule, [])),
  );
