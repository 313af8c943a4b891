import type { Class, Classes } from './classes.ts';
import { intersection, remembered, union } from './intervals.ts';
import type { Direction } from './policies.ts';
import { ALL_PORTS, NO_PORTS, type NamedPort, type Ports } from './ports.ts';
import { portsOfRule, type Policy, type Rule } from './rules.ts';

/** Which ports are open from an end of one class to another end of another class, or of the same. */
export type Connectivity = (from: Class) => (to: Class) => Ports;

/** What one rule lets a class do: with some, or with everyone. Parts share their sets, so that a row takes no room for each pair. */
interface Part {
  readonly classes: ReadonlySet<Class> | undefined;
  readonly portsTo: (other: Class) => Ports;
}

/** An address names no ports. */
const named = (end: Class): readonly NamedPort[] => (end.byAddress ? [] : (end.pods[0]?.named ?? []));

const namings = new WeakMap<Class, string>();

/** The same for classes that call their ports alike. */
const namingOf = (end: Class): string => {
  let naming = namings.get(end);
  if (naming === undefined) namings.set(end, (naming = JSON.stringify(named(end))));
  return naming;
};

const usesNames = ({ ports }: Rule): boolean => ports?.some((port) => typeof port['port'] === 'string') ?? false;

/** Named ports are those of the destination: in ingress the class itself, in egress each class that it may reach. */
const portsOf = (rule: Rule, own: Class, direction: Direction): Part['portsTo'] => {
  if (direction === 'Ingress' || !usesNames(rule)) {
    const ports = portsOfRule(rule, direction === 'Ingress' ? named(own) : []);
    return () => ports;
  }
  const known = new Map<string, Ports>();
  return (other) => {
    let ports = known.get(namingOf(other));
    if (!ports) known.set(namingOf(other), (ports = portsOfRule(rule, named(other))));
    return ports;
  };
};

const partsOf = (own: Class, direction: Direction, rules: readonly Rule[], classes: Classes): readonly Part[] =>
  rules.flatMap((rule): readonly Part[] => {
    const portsTo = portsOf(rule, own, direction);
    return rule.peers ? rule.peers.map((peer) => ({ classes: classes.meant(peer), portsTo })) : [{ classes: undefined, portsTo }];
  });

type Join = (a: Ports, b: Ports) => Ports;

/** Without parts nothing isolates. */
const through = (parts: readonly Part[] | undefined, other: Class, join: Join): Ports => {
  if (!parts) return ALL_PORTS;
  let open = NO_PORTS;
  for (const { classes, portsTo } of parts) {
    if (classes && !classes.has(other)) continue;
    const ports = portsTo(other);
    open = open.length === 0 || ports === open ? ports : join(open, ports);
  }
  return open;
};

/** What isolates each class, as the rules of all policies that do. */
const isolation = (classes: Classes, policies: readonly Policy[], direction: Direction): ReadonlyMap<Class, readonly Rule[]> => {
  const found = new Map<Class, Rule[]>();
  for (const { selected, rules } of policies) {
    const own = rules.get(direction);
    if (!selected || !own) continue;
    for (const one of classes.meant(selected)) {
      const there = found.get(one);
      if (there) there.push(...own);
      else found.set(one, [...own]);
    }
  }
  return found;
};

/** Kubernetes' own rule: a direction is open until a policy isolates it, and then what any policy allows; both ends must agree. */
export const connectivityOf = (classes: Classes, policies: readonly Policy[]): Connectivity => {
  const partsIn = (direction: Direction): ((own: Class) => readonly Part[] | undefined) => {
    const [rulesOf, known] = [isolation(classes, policies, direction), new Map<Class, readonly Part[]>()];
    return (own) => {
      const rules = rulesOf.get(own);
      if (!rules) return undefined;
      let parts = known.get(own);
      if (!parts) known.set(own, (parts = partsOf(own, direction, rules, classes)));
      return parts;
    };
  };
  const [egress, ingress] = [partsIn('Egress'), partsIn('Ingress')];
  const [join, meet] = [remembered<number>(union), remembered<number>(intersection)];
  return (from) => {
    const parts = egress(from);
    return (to) => {
      const leaving = through(parts, to, join);
      if (leaving.length === 0) return leaving;
      const entering = through(ingress(to), from, join);
      return leaving === ALL_PORTS ? entering : entering === ALL_PORTS ? leaving : meet(leaving, entering);
    };
  };
};
