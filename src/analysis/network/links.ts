import type { Class, Classes } from './classes.ts';
import type { Connectivity } from './connectivity.ts';
import type { Pods } from './ends.ts';
import { union } from './intervals.ts';
import type { Ports } from './ports.ts';

/** Ports from every end of one class to every end of another, or of the same. */
export interface Link {
  readonly from: Class;
  readonly to: Class;
  readonly ports: Ports;
}

/** What is open between classes. Nothing is said on the outside with itself, or on the only end of a class with itself. */
export const linksOf = ({ all }: Classes, open: Connectivity): readonly Link[] => {
  const links: Link[] = [];
  for (const from of all)
    for (const to of all) {
      if (from.pods.length + to.pods.length === 0 || (from === to && from.pods.length === 1)) continue;
      const ports = open(from, to);
      if (ports.length > 0) links.push({ from, to, ports });
    }
  return joinedOutside(links);
};

const outsideOf = (addresses: Class['outside']): Class => ({ pods: [], outside: addresses, byAddress: true });

/** Links of one class with the outside of which the ports are the same are one: where blocks begin and end does not matter any more. */
const joinedOutside = (links: readonly Link[]): readonly Link[] => {
  const [inside, rest]: [Link[], Link[]] = [[], []];
  for (const link of links) (link.from.pods.length > 0 && link.to.pods.length > 0 ? inside : rest).push(link);
  const join = (same: readonly Link[]): readonly Link[] =>
    same.flatMap((link, i) => {
      if (i > 0) return [];
      const outside = outsideOf(union(...same.map(({ from, to }) => (from.pods.length > 0 ? to : from).outside)));
      return [link.from.pods.length > 0 ? { ...link, to: outside } : { ...link, from: outside }];
    });
  const leaving = Map.groupBy(
    rest.filter(({ from }) => from.pods.length > 0),
    ({ from }) => from,
  );
  const coming = Map.groupBy(
    rest.filter(({ to }) => to.pods.length > 0),
    ({ to }) => to,
  );
  const byPorts = (ofOne: readonly Link[]): readonly (readonly Link[])[] => [...Map.groupBy(ofOne, ({ ports }) => ports.join()).values()];
  return [...inside, ...[...leaving.values(), ...coming.values()].flatMap(byPorts).flatMap(join)];
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
