import type { Change } from '../../core/change.ts';
import { kindOf, type Resource } from '../../core/resource.ts';
import { derived, type Snapshot } from '../../core/snapshot.ts';
import { namespaceOf } from '../namespaces.ts';
import type { Class } from '../network/classes.ts';
import { addedLinks, compare, declaredLosses, removedLinks } from '../network/comparison.ts';
import { connectionCount, connectionsOf } from '../network/connections.ts';
import type { Pods } from '../network/ends.ts';
import type { Declared } from '../network/intents.ts';
import type { Link } from '../network/links.ts';
import { directionsOf, NETWORK_POLICY, selectsPods, workloadsIn, podLabelsOf, type Direction } from '../network/policies.ts';
import { portRanges } from '../network/ports.ts';
import { peerText } from '../network/peerText.ts';
import { portsText } from '../network/portsText.ts';
import { listed, nameOf } from '../sentences.ts';
import type { Part } from './part.ts';

interface Difference {
  readonly removed: readonly Link[];
  readonly added: readonly Link[];
  readonly losses: readonly Declared[];
}

const known = derived(() => new WeakMap<readonly Change[], Difference>());

/** Of a whole plan, once: each of its policies alone would seem to cut what the others keep. */
const differenceOf = (snapshot: Snapshot, together: readonly Change[]): Difference => {
  let found = known(snapshot).get(together);
  if (!found) {
    const comparison = compare(snapshot, together, 'nodes');
    found = { removed: removedLinks(comparison), added: addedLinks(comparison), losses: declaredLosses(snapshot, comparison) };
    known(snapshot).set(together, found);
  }
  return found;
};

/** The pods that a policy has a say on in a direction, before or after. */
const concerns = ({ before, after }: Change, direction: Direction): ((pods: Pods) => boolean) => {
  const policies = [before, after].filter((policy) => policy !== undefined).filter((policy) => directionsOf(policy).includes(direction));
  return ({ namespace, labels }) => policies.some((policy) => namespaceOf(policy) === namespace && selectsPods(policy, labels));
};

/** Pods of one class are selected alike. */
const ofChange = (change: Change, links: readonly Link[]): readonly Link[] => {
  const [leaves, enters] = [concerns(change, 'Egress'), concerns(change, 'Ingress')];
  const isMeant = ({ pods: [first] }: Class, by: (pods: Pods) => boolean): boolean => first !== undefined && by(first);
  return links.filter(({ from, to }) => isMeant(from, leaves) || isMeant(to, enters));
};

const MOST_LISTED = 5;

const say = (verb: string, links: readonly Link[]): readonly string[] => {
  const count = connectionCount(links);
  if (count === 0) return [];
  const first: string[] = [];
  for (const link of links) {
    if (first.length >= MOST_LISTED) break;
    first.push(...connectionsOf([link]).map(({ from, to, ports }) => `${peerText(from)} -> ${peerText(to)} (${portsText(ports)})`));
  }
  const more = count > MOST_LISTED ? ` and ${count - MOST_LISTED} more` : '';
  return [`${verb} ${count} connection${count === 1 ? '' : 's'}: ${first.slice(0, MOST_LISTED).join(', ')}${more}.`];
};

const lossText = ({ from, to, ports, because }: Declared): string =>
  `${from === 'outside' ? from : from.name} -> ${to.name} (${portsText(portRanges(ports))}; ${because})`;

const declaredCut = (change: Change, losses: readonly Declared[]): readonly string[] => {
  const [leaves, enters] = [concerns(change, 'Egress'), concerns(change, 'Ingress')];
  const own = losses.filter(({ from, to }) => enters(to) || (from !== 'outside' && leaves(from)));
  if (own.length === 0) return [];
  const more = own.length > MOST_LISTED ? ` and ${own.length - MOST_LISTED} more` : '';
  return [`Cuts what is declared: ${own.slice(0, MOST_LISTED).map(lossText).join(', ')}${more}.`];
};

const selectedBy = (policy: Resource, snapshot: Snapshot): string => {
  const pods = workloadsIn(namespaceOf(policy), snapshot).filter((workload) => selectsPods(policy, podLabelsOf(workload)));
  return pods.length === 0 ? 'no pods that run now' : `the pods of ${listed(pods.map(nameOf))}`;
};

/** A policy that comes, goes or changes: what that cuts and opens, together with the other changes of its plan. */
export const policyImpact = (change: Change, snapshot: Snapshot, together: readonly Change[]): Part => {
  const policy = change.after ?? change.before;
  if (!policy || kindOf(policy) !== NETWORK_POLICY) return {};
  const { removed, added, losses } = differenceOf(snapshot, together);
  const selects = change.after
    ? `Selects ${selectedBy(change.after, snapshot)}; nothing restarts.`
    : `No longer selects ${selectedBy(policy, snapshot)}.`;
  const others =
    together.filter(({ ref }) => kindOf(ref) === NETWORK_POLICY).length > 1 ? 'Together with the other policies of the plan, cuts' : 'Cuts';
  return {
    now: [
      selects,
      ...say(others, ofChange(change, removed)),
      ...say(others.replace('cuts', 'opens').replace('Cuts', 'Opens'), ofChange(change, added)),
    ],
    warnings: [...declaredCut(change, losses), 'It has an effect only where the network plugin enforces NetworkPolicy.'],
  };
};
