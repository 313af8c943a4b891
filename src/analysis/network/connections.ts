import { rangeText } from './addresses.ts';
import type { Class } from './classes.ts';
import { sameIntervals, union } from './intervals.ts';
import type { Link } from './links.ts';
import { once } from './once.ts';
import { ALL_PORTS, portRanges, portsKey, type PortRange, type Ports } from './ports.ts';

/** Who may talk to whom. Peers are `namespace/name[Kind]`, outside `a.b.c.d-e.f.g.h` or one address. No ports: every port of TCP, UDP and SCTP. */
export interface Connection {
  readonly from: string;
  readonly to: string;
  readonly ports?: readonly PortRange[];
}

const nameSet = once(({ pods, outside }: Class): ReadonlySet<string> => {
  return new Set([...pods.map(({ name }) => name), ...outside.map((range) => rangeText(range))]);
});

/** Everyone in a class, each once. */
export const namesOf: (one: Class) => readonly string[] = once((one) => [...nameSet(one)]);

const written = (ports: Ports): { readonly ports?: readonly PortRange[] } =>
  sameIntervals(ports, ALL_PORTS) ? {} : { ports: portRanges(ports) };

/** How many pairs `connectionsOf` returns: without policies it grows with the square of the ends. An owner whose pods differ may count twice. */
export const connectionCount = (links: readonly Link[]): number =>
  links.reduce((sum, { from, to }) => {
    const [sources, targets] = [namesOf(from), nameSet(to)];
    return sum + sources.length * targets.size - sources.reduce((same, name) => (targets.has(name) ? same + 1 : same), 0);
  }, 0);

/** Every pair of ends, each once. An owner whose pods differ talks where one of them does. */
export const connectionsOf = (links: readonly Link[]): readonly Connection[] => {
  const found = new Map<string, Map<string, Ports>>();
  for (const { from: sources, to: targets, ports } of links)
    for (const from of namesOf(sources)) {
      let row = found.get(from);
      if (!row) found.set(from, (row = new Map<string, Ports>()));
      for (const to of namesOf(targets)) {
        if (from === to) continue;
        const before = row.get(to);
        row.set(to, before ? union(before, ports) : ports);
      }
    }
  return [...found].flatMap(([from, row]) => [...row].map(([to, ports]) => ({ from, to, ...written(ports) })));
};

/** Sources that reach the same, and what each of them reaches; one of them does not reach itself. */
export interface Reach {
  readonly from: readonly string[];
  readonly to: readonly { readonly peers: readonly string[]; readonly ports?: readonly PortRange[] }[];
}

const reachOf = (from: readonly string[], links: readonly Link[]): Reach => {
  const byPorts = [...Map.groupBy(links, ({ ports }) => portsKey(ports)).values()];
  const to = byPorts.flatMap((same) => {
    const [one, other] = same;
    const peers = one && !other ? namesOf(one.to).toSorted() : [...new Set(same.flatMap((link) => namesOf(link.to)))].sort();
    return same.slice(0, 1).map(({ ports }) => ({ peers, ...written(ports) }));
  });
  return { from, to };
};

/** The same as `connectionsOf`, without a pair for each two ends: as short as the policies are. Addresses come last. */
export const reachesOf = (links: readonly Link[]): readonly Reach[] => {
  const bySource = Map.groupBy(links, ({ from }) => (from.pods.length > 0 ? from : from.outside.join()));
  const rows = [...bySource.values()].flatMap((own) => own.slice(0, 1).map(({ from }) => reachOf(namesOf(from), own)));
  const merged = [...Map.groupBy(rows, ({ to }) => JSON.stringify(to)).values()].flatMap((same) =>
    same.slice(0, 1).map(({ to }) => ({ from: [...new Set(same.flatMap(({ from }) => from))].sort(), to })),
  );
  const isOutside = ({ from: [first = ''] }: Reach): number => (first.endsWith(']') ? 0 : 1);
  return merged.sort((a, b) => isOutside(a) - isOutside(b) || ((a.from[0] ?? '') < (b.from[0] ?? '') ? -1 : 1));
};
