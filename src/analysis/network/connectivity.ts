import type { Class, Classes } from './classes.ts';
import { intersection, union } from './intervals.ts';
import type { Direction } from './policies.ts';
import { ALL_PORTS, NO_PORTS, type NamedPort, type Ports } from './ports.ts';
import { portsOfRule, type Policy, type Rule } from './rules.ts';

/** Which ports are open from an end of one class to another end of another class, or of the same. */
export type Connectivity = (from: Class, to: Class) => Ports;

/** What policies let a class do in one direction: with everyone, and more with some. Undefined: everything. */
interface Row {
  readonly everyone: Ports;
  readonly some: ReadonlyMap<Class, Ports>;
}

/** An address names no ports. */
const named = (end: Class): readonly NamedPort[] => (end.byAddress ? [] : (end.pods[0]?.named ?? []));

const usesNames = ({ ports }: Rule): boolean => ports?.some((port) => typeof port['port'] === 'string') ?? false;

/** Named ports are those of the destination: in ingress the class itself, in egress each class that it may reach. */
const rowOf = (own: Class, direction: Direction, rules: readonly Rule[], classes: Classes): Row => {
  const some = new Map<Class, Ports>();
  let everyone = NO_PORTS;
  for (const rule of rules) {
    const byDestination = direction === 'Egress' && usesNames(rule);
    const ports = byDestination ? NO_PORTS : portsOfRule(rule, direction === 'Ingress' ? named(own) : []);
    if (!rule.peers && !byDestination) everyone = union(everyone, ports);
    else
      for (const other of rule.peers ? rule.peers.flatMap((peer) => [...classes.meant(peer)]) : classes.all)
        some.set(other, union(some.get(other) ?? NO_PORTS, byDestination ? portsOfRule(rule, named(other)) : ports));
  }
  return { everyone, some };
};

const through = (row: Row | undefined, other: Class): Ports => {
  if (!row) return ALL_PORTS;
  const more = row.some.get(other);
  return more ? union(row.everyone, more) : row.everyone;
};

/** Kubernetes' own rule: a direction is open until a policy isolates it, and then what any policy allows; both ends must agree. */
export const connectivityOf = (classes: Classes, policies: readonly Policy[]): Connectivity => {
  const isolating = new Map<Class, Policy[]>();
  for (const policy of policies)
    for (const one of policy.selected ? classes.meant(policy.selected) : []) {
      const there = isolating.get(one);
      if (there) there.push(policy);
      else isolating.set(one, [policy]);
    }
  const known = { Ingress: new Map<Class, Row | undefined>(), Egress: new Map<Class, Row | undefined>() };
  const row = (own: Class, direction: Direction): Row | undefined => {
    const rows = known[direction];
    if (!rows.has(own)) {
      const rules = isolating.get(own)?.flatMap((policy) => [policy.rules.get(direction) ?? []].filter(() => policy.rules.has(direction)));
      rows.set(own, rules && rules.length > 0 ? rowOf(own, direction, rules.flat(), classes) : undefined);
    }
    return rows.get(own);
  };
  return (from, to) => intersection(through(row(from, 'Egress'), to), through(row(to, 'Ingress'), from));
};
