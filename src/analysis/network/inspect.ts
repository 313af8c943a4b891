import type { Change } from '../../core/change.ts';
import type { Kind } from '../../core/resource.ts';
import type { Snapshot } from '../../core/snapshot.ts';
import { WORKLOAD_KINDS } from '../../core/workload.ts';
import { addedLinks, compare, connectivityIn, declaredLosses, removedLinks, standingOf } from './comparison.ts';
import { ENTRANCES } from './entrances.ts';
import { podsOf } from './ends.ts';
import { covers } from './intervals.ts';
import type { Declared } from './intents.ts';
import { linksIn, linksOf, type Link } from './links.ts';
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
  /** Only connections that begin or end in this namespace. */
  readonly namespace?: string | undefined;
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
  /** Everyone in the pod network and on the nodes, by name. */
  readonly ends: readonly string[];
  readonly links: readonly Link[];
  /** Each with whether policies let it through today. */
  readonly declared: readonly (DeclaredConnection & { readonly open: boolean })[];
  readonly change?: ConnectivityChange;
}

const touches = ({ from, to }: Declared, namespace: string | undefined): boolean =>
  namespace === undefined || to.namespace === namespace || (from !== 'outside' && from.namespace === namespace);

const asConnection = ({ from, to, ports, because }: Declared): DeclaredConnection => ({
  from: from === 'outside' ? from : from.name,
  to: to.name,
  ports: portRanges(ports),
  because,
});

/** Who may talk to whom, what is declared, and what planned changes would do to it. */
export const inspectConnectivity = (snapshot: Snapshot, { namespace, changes }: NetworkQuestion): NetworkAnswer => {
  const { classes, open } = connectivityIn(snapshot);
  const scoped = (links: readonly Link[]): readonly Link[] => (namespace === undefined ? links : linksIn(links, namespace));
  const comparison = changes && compare(snapshot, changes);
  return {
    ends: [...new Set(podsOf(snapshot).map(({ name }) => name))],
    links: scoped(linksOf(classes, open)),
    declared: standingOf(snapshot)
      .filter((one) => touches(one, namespace))
      .map((one) => ({ ...asConnection(one), open: covers(one.open, one.ports) })),
    ...(comparison
      ? {
          change: {
            added: scoped(addedLinks(comparison)),
            removed: scoped(removedLinks(comparison)),
            declared: declaredLosses(snapshot, comparison)
              .filter((one) => touches(one, namespace))
              .map(asConnection),
          },
        }
      : {}),
  };
};
