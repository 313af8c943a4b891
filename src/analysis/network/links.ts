import type { Class, Classes } from './classes.ts';
import type { Connectivity } from './connectivity.ts';
import type { Pods } from './ends.ts';
import { union } from './intervals.ts';
import { NO_PORTS, portsKey, type Ports } from './ports.ts';

/** Ports from every end of one class to every end of another, or of the same. */
export interface Link {
  readonly from: Class;
  readonly to: Class;
  readonly ports: Ports;
}

/** The others, those with the same ports together; without those with none. */
const byPorts = (
  others: readonly Class[],
  portsWith: (other: Class) => Ports,
): readonly (readonly [ports: Ports, same: readonly Class[]])[] => {
  const found = new Map<Ports, Class[]>();
  for (const other of others) {
    const ports = portsWith(other);
    if (ports.length === 0) continue;
    const same = found.get(ports);
    if (same) same.push(other);
    else found.set(ports, [other]);
  }
  return [...Map.groupBy(found, ([ports]) => portsKey(ports)).values()].flatMap((equal) =>
    equal.slice(0, 1).map(([ports]) => [ports, equal.flatMap(([, same]) => same)] as const),
  );
};

/** Everyone of these classes as one end of a link: where blocks begin and end, and what parts pods, does not matter any more. */
const joined = (classes: readonly Class[]): Class => {
  const [first, second] = classes;
  if (first && !second) return first;
  const outside = classes.map((one) => one.outside).filter((addresses) => addresses.length > 0);
  return { pods: classes.flatMap(({ pods }) => pods), outside: union(...outside), byAddress: outside.length > 0 };
};

/**
 * What is open between classes, by source: whom it reaches on the same ports is one end, so that there are not as many links as pairs.
 * Nothing is said on the outside with itself, or on the only end of a class with itself.
 */
export const linksOf = ({ all }: Classes, open: Connectivity): readonly Link[] => {
  const [inside, outside] = [all.filter(({ pods }) => pods.length > 0), all.filter(({ pods }) => pods.length === 0)];
  inside.sort((a, b) => ((a.pods[0]?.name ?? '') < (b.pods[0]?.name ?? '') ? -1 : 1)); // names of joined ends are sorted later, which is less work so
  const rows = inside.map((from) => {
    const to = open(from);
    const toOther = from.pods.length > 1 ? to : (other: Class): Ports => (other === from ? NO_PORTS : to(other));
    return [...byPorts(inside, toOther), ...byPorts(outside, to)].map(([ports, same]): Link => ({ from, to: joined(same), ports }));
  });
  const columns = inside.map((to) =>
    byPorts(outside, (from) => open(from)(to)).map(([ports, same]): Link => ({ from: joined(same), to, ports })),
  );
  return [...rows.flat(), ...columns.flat()];
};

/** What of the links begins or ends at such pods. */
export const linksAbout = (links: readonly Link[], isMeant: (pods: Pods) => boolean): readonly Link[] => {
  const known = new Map<Class, readonly [meant: Class, rest: Class]>();
  const parted = (one: Class): readonly [meant: Class, rest: Class] => {
    let parts = known.get(one);
    if (!parts) {
      const [meant, rest] = [one.pods.filter(isMeant), one.pods.filter((pods) => !isMeant(pods))];
      known.set(one, (parts = [{ ...one, outside: [], pods: meant }, rest.length === one.pods.length ? one : { ...one, pods: rest }]));
    }
    return parts;
  };
  const isSomeone = ({ pods, outside }: Class): boolean => pods.length + outside.length > 0;
  return links.flatMap(({ from, to, ports }) => {
    const [[own, others], [target]] = [parted(from), parted(to)];
    return [
      { from: own, to, ports },
      { from: others, to: target, ports },
    ].filter((link) => isSomeone(link.from) && isSomeone(link.to));
  });
};
