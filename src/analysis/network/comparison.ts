import type { Change } from '../../core/change.ts';
import { kindOf } from '../../core/resource.ts';
import type { Snapshot } from '../../core/snapshot.ts';
import { classesOf, type Class, type Classes, type HostNetwork } from './classes.ts';
import { connectivityOf, type Connectivity } from './connectivity.ts';
import { podsOf, type Pods } from './ends.ts';
import { difference, intersection, remembered, union } from './intervals.ts';
import { declaredBy, statedIntents, usualIntents, type Declared } from './intents.ts';
import { linksOf, type Link } from './links.ts';
import { NETWORK_POLICY } from './policies.ts';
import { NO_PORTS, type Ports } from './ports.ts';
import { policyOf, type Policy } from './rules.ts';

/** The same ends before and after changes of policies; what else a change does to pods is not seen. */
export interface Comparison {
  readonly classes: Classes;
  readonly before: Connectivity;
  readonly after: Connectivity;
}

const policiesOf = (snapshot: Snapshot): readonly Policy[] => snapshot.list(NETWORK_POLICY).map(policyOf);

/** Of the changes, those of NetworkPolicies count. */
export const compare = (snapshot: Snapshot, changes: readonly Change[], hostNetwork: HostNetwork): Comparison => {
  const ofPolicies = changes.filter(({ ref }) => kindOf(ref) === NETWORK_POLICY);
  const after = policiesOf(snapshot.with(ofPolicies.map(({ ref, after: resource }) => ({ ref, resource }))));
  const before = policiesOf(snapshot);
  const classes = classesOf(podsOf(snapshot), [...new Set([...before, ...after])], hostNetwork);
  return { classes, before: connectivityOf(classes, before), after: connectivityOf(classes, after) };
};

/** What is open here and not there. */
const without = (open: Connectivity, other: Connectivity): Connectivity => {
  const less = remembered<number>(difference);
  return (from) => {
    const [all, kept] = [open(from), other(from)];
    return (to) => {
      const [ports, rest] = [all(to), kept(to)];
      return ports === rest ? NO_PORTS : rest.length === 0 ? ports : less(ports, rest);
    };
  };
};

export const removedLinks = ({ classes, before, after }: Comparison): readonly Link[] => linksOf(classes, without(before, after));

export const addedLinks = ({ classes, before, after }: Comparison): readonly Link[] => linksOf(classes, without(after, before));

const classOf = ({ all }: Classes): ReadonlyMap<Pods, Class> => new Map(all.flatMap((one) => one.pods.map((pods) => [pods, one] as const)));

/** The ports of a declared connection for which `open` says something; from outside those of any address. */
const openOf = (of: ReadonlyMap<Pods, Class>, classes: Classes, open: Connectivity): ((declared: Declared) => Ports) => {
  const outside = classes.all.filter(({ pods }) => pods.length === 0);
  return ({ from, to, ports }) => {
    const [target, source] = [of.get(to), from === 'outside' ? undefined : of.get(from)];
    if (!target || (from !== 'outside' && !source)) return NO_PORTS;
    const found = (source ? [source] : outside).map((one) => intersection(open(one)(target), ports));
    return union(NO_PORTS, ...found);
  };
};

/** What is declared and stands, or does not; `ports` are those that it is about. */
export interface Standing extends Declared {
  readonly open: Ports;
}

/** Single connections that manifests state, with what policies leave of them today. */
export const standingOf = (snapshot: Snapshot, { classes, before: open }: Comparison): readonly Standing[] => {
  const openTo = openOf(classOf(classes), classes, open);
  return statedIntents(snapshot).flatMap((intent) =>
    declaredBy(intent, snapshot).map((declared) => ({ ...declared, open: openTo(declared) })),
  );
};

/** What is declared, or goes without saying, and is open before and no longer after. */
export const declaredLosses = (snapshot: Snapshot, { classes, before, after }: Comparison): readonly Declared[] => {
  const lost = openOf(classOf(classes), classes, without(before, after));
  return [...statedIntents(snapshot), ...usualIntents(snapshot)].flatMap((intent) =>
    declaredBy(intent, snapshot).flatMap((declared) => {
      const ports = lost(declared);
      return ports.length === 0 ? [] : [{ ...declared, ports }];
    }),
  );
};
