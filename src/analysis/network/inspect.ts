import type { Change } from '../../core/change.ts';
import type { Kind } from '../../core/resource.ts';
import type { Snapshot } from '../../core/snapshot.ts';
import { WORKLOAD_KINDS } from '../../core/workload.ts';
import type { HostNetwork } from './classes.ts';
import { addedLinks, compare, declaredLosses, removedLinks, standingOf, type Comparison } from './comparison.ts';
import { ENTRANCES } from './entrances.ts';
import { podsOf, type Pods } from './ends.ts';
import { covers } from './intervals.ts';
import type { Declared } from './intents.ts';
import { linksAbout, linksOf, type Link } from './links.ts';
import { NETWORK_POLICY } from './policies.ts';
import { portRanges, type PortRange } from './ports.ts';

/** What must be read to say who may talk to whom. */
export const NETWORK_KINDS: readonly Kind[] = [...WORKLOAD_KINDS, 'Namespace', NETWORK_POLICY];

/** What else is read to say which connections are declared. */
export const INTENT_KINDS: readonly Kind[] = ['Service', 'ConfigMap', ...ENTRANCES];

/** A connection that manifests declare. From `outside`: from beyond the pods, whatever the address. */
export interface DeclaredConnection {
  readonly from: string;
  readonly to: string;
  readonly ports: readonly PortRange[];
  readonly because: string;
}

export interface NetworkQuestion {
  /** Only connections that begin or end at such pods. */
  readonly about?: ((pods: Pods) => boolean) | undefined;
  readonly hostNetwork: HostNetwork;
  /** What is planned; then it is told what would come and go. */
  readonly changes?: readonly Change[] | undefined;
}

export interface ConnectivityChange {
  readonly added: readonly Link[];
  readonly removed: readonly Link[];
  /** Of what would be removed, what is declared, or goes without saying: lookups, and Services within their namespace. */
  readonly declared: readonly DeclaredConnection[];
}

/** Links are for `connectionsOf` and `reachesOf`. */
export interface NetworkAnswer {
  readonly hostNetwork: HostNetwork;
  /** Everyone in the pod network and on the nodes, by name. */
  readonly ends: readonly string[];
  /** Of these, who is in the network of its node. */
  readonly onNodes: readonly string[];
  readonly links: readonly Link[];
  /** Each with whether policies let it through today. */
  readonly declared: readonly (DeclaredConnection & { readonly open: boolean })[];
  readonly change?: ConnectivityChange;
}

const names = (ends: readonly Pods[]): readonly string[] => [...new Set(ends.map(({ name }) => name))];

type About = (pods: Pods) => boolean;

const touches = ({ from, to }: Declared, about: About): boolean => about(to) || (from !== 'outside' && about(from));

const asConnection = ({ from, to, ports, because }: Declared): DeclaredConnection => ({
  from: from === 'outside' ? from : from.name,
  to: to.name,
  ports: portRanges(ports),
  because,
});

const changeOf = (
  snapshot: Snapshot,
  comparison: Comparison,
  about: About,
  scoped: (links: readonly Link[]) => readonly Link[],
): ConnectivityChange => {
  return {
    added: scoped(addedLinks(comparison)),
    removed: scoped(removedLinks(comparison)),
    declared: declaredLosses(snapshot, comparison)
      .filter((one) => touches(one, about))
      .map(asConnection),
  };
};

/** Who may talk to whom, what is declared, and what planned changes would do to it. */
export const inspectConnectivity = (snapshot: Snapshot, { about, hostNetwork, changes }: NetworkQuestion): NetworkAnswer => {
  const today = compare(snapshot, [], hostNetwork);
  const scoped = (links: readonly Link[]): readonly Link[] => (about ? linksAbout(links, about) : links);
  const ends = podsOf(snapshot);
  const isMeant = about ?? (() => true);
  return {
    hostNetwork,
    ends: names(ends),
    onNodes: names(ends.filter(({ node }) => node)),
    links: scoped(linksOf(today.classes, today.before)),
    declared: standingOf(snapshot, today)
      .filter((one) => touches(one, isMeant))
      .map((one) => ({ ...asConnection(one), open: covers(one.open, one.ports) })),
    ...(changes ? { change: changeOf(snapshot, compare(snapshot, changes, hostNetwork), isMeant, scoped) } : {}),
  };
};
