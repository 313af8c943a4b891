import type { Class } from '../../analysis/network/classes.ts';
import { namesOf } from '../../analysis/network/connections.ts';
import type { DeclaredConnection, NetworkAnswer } from '../../analysis/network/inspect.ts';
import type { Link } from '../../analysis/network/links.ts';
import { isPodName } from '../../analysis/network/peerText.ts';
import { portRanges } from '../../analysis/network/ports.ts';
import { portsText } from '../../analysis/network/portsText.ts';

export type Direction = 'to' | 'from';

/** Peers that are reached on the same ports. */
export interface SamePorts {
  readonly peers: readonly string[];
  readonly ports: string;
}

export interface DeclaredHere extends DeclaredConnection {
  readonly open: boolean;
}

/** Connections by their ends, without a pair for each two: as large as the ends and the policies are. */
export interface NetworkIndex {
  readonly ends: readonly string[];
  readonly isOnNode: (end: string) => boolean;
  /** Whether any connection begins or ends there. */
  readonly touches: (end: string) => boolean;
  /** Whom an end may talk to (`to`), or who may talk to it; what is planned instead where the index is of a change. */
  readonly links: (end: string, direction: Direction) => readonly SamePorts[];
  /** How many peers that are, and whether addresses outside are among them. */
  readonly count: (end: string, direction: Direction) => { readonly pods: number; readonly outside: boolean };
  readonly declared: (end: string) => readonly DeclaredHere[];
}

interface Sides {
  readonly to: readonly Link[];
  readonly from: readonly Link[];
}

const NOWHERE: Sides = { to: [], from: [] };

const byClass = (links: readonly Link[]): ReadonlyMap<Class, Sides> => {
  const [to, from] = [Map.groupBy(links, (link) => link.from), Map.groupBy(links, (link) => link.to)];
  return new Map([...new Set([...to.keys(), ...from.keys()])].map((one) => [one, { to: to.get(one) ?? [], from: from.get(one) ?? [] }]));
};

/** An owner whose pods differ stands in several classes. */
const classesByName = (classes: Iterable<Class>): ReadonlyMap<string, readonly Class[]> => {
  const found = new Map<string, Class[]>();
  for (const one of classes)
    for (const name of new Set(one.pods.map((pods) => pods.name))) {
      const there = found.get(name);
      if (there) there.push(one);
      else found.set(name, [one]);
    }
  return found;
};

const declaredByEnd = (declared: readonly DeclaredHere[]): ReadonlyMap<string, readonly DeclaredHere[]> => {
  const found = new Map<string, DeclaredHere[]>();
  for (const one of declared)
    for (const end of new Set([one.from, one.to])) {
      const there = found.get(end);
      if (there) there.push(one);
      else found.set(end, [one]);
    }
  return found;
};

const peersIn = (links: readonly Link[], direction: Direction, self: string): readonly string[] =>
  [...new Set(links.flatMap((link) => namesOf(link[direction])))].filter((name) => name !== self);

/** Links are those that are open, or those that a change would cut or open. */
export const networkIndex = (
  { ends, onNodes }: Pick<NetworkAnswer, 'ends' | 'onNodes'>,
  links: readonly Link[],
  declared: readonly DeclaredHere[],
): NetworkIndex => {
  const sides = byClass(links);
  const classes = classesByName(sides.keys());
  const nodes = new Set(onNodes);
  const declarations = declaredByEnd(declared);
  const linksAt = (end: string, direction: Direction): readonly Link[] =>
    (classes.get(end) ?? []).flatMap((one) => (sides.get(one) ?? NOWHERE)[direction]);
  const counts = new Map<string, { readonly pods: number; readonly outside: boolean }>();
  return {
    ends,
    isOnNode: (end) => nodes.has(end),
    touches: (end) => classes.has(end),
    declared: (end) => declarations.get(end) ?? [],
    links: (end, direction) =>
      [...Map.groupBy(linksAt(end, direction), ({ ports }) => ports.join()).values()]
        .map((same) => ({ peers: peersIn(same, direction, end), ports: portsText(portRanges(same[0]?.ports ?? [])) }))
        .filter(({ peers }) => peers.length > 0)
        .sort((a, b) => a.peers.length - b.peers.length),
    count(end, direction) {
      const key = `${direction} ${end}`;
      let count = counts.get(key);
      if (!count) {
        const peers = peersIn(linksAt(end, direction), direction, end);
        const pods = peers.filter(isPodName).length;
        counts.set(key, (count = { pods, outside: pods < peers.length }));
      }
      return count;
    },
  };
};
