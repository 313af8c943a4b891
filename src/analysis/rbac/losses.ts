import type { Resource } from '../../core/resource.ts';
import type { Snapshot } from '../../core/snapshot.ts';
import { partsOf, wholesOf } from './aggregation.ts';
import { covers, difference } from './difference.ts';
import { bindingsOf, bindingsTo, grantOf, roleOf, type Grant } from './grants.ts';
import { joined } from './joined.ts';
import { isRight, ownRulesOf, type Rule } from './rules.ts';
import { identitiesIn, keyOf, MASTERS, reachedAs, type Identity } from './identity.ts';

/** What a subject can no longer do, all its other bindings considered, and those of the groups that it is sure to be in. */
export interface Loss {
  readonly subject: Identity;
  /** Where it is lost; undefined means everywhere. */
  readonly namespace?: string;
  /** Undefined where the role that is lost is not known. */
  readonly rules?: readonly Rule[];
  /** `ClusterRole edit`: the roles through which it was held. */
  readonly roles: readonly string[];
  /** Lost everywhere but in these namespaces, where other bindings give all of it. */
  readonly keptIn: readonly string[];
  /** What other bindings give and is not known, so that some of it may stay. */
  readonly mayKeep: readonly Grant[];
}

const rulesIn = (grants: readonly Grant[], namespace: string | undefined): readonly Rule[] =>
  grants.filter((grant) => grant.namespace === undefined || grant.namespace === namespace).flatMap((grant) => grant.rules ?? []);

const lossIn = (subject: Identity, gone: readonly Grant[], after: readonly Grant[]): readonly Loss[] => {
  const namespace = gone[0]?.namespace;
  const roles = [...new Set(gone.map(({ role }) => role))];
  const known = gone.filter((grant) => grant.rules !== undefined);
  const rules = joined(difference(known.flatMap((grant) => grant.rules ?? []).filter(isRight), rulesIn(after, namespace)));
  const spaces = new Set(namespace === undefined ? after.flatMap((grant) => grant.namespace ?? []) : []);
  const keptIn = [...spaces].filter((space) => covers(rulesIn(after, space), rules)).sort();
  const mayKeep = after.filter((grant) => !grant.rules && (grant.namespace === undefined || grant.namespace === namespace));
  const at = { subject, ...(namespace === undefined ? {} : { namespace }), roles, keptIn, mayKeep };
  return [...(rules.length > 0 ? [{ ...at, rules }] : []), ...(known.length < gone.length ? [{ ...at, keptIn: [] }] : [])];
};

type Regrant = (grant: Grant) => Grant | undefined;

/** What a subject loses when each of its grants becomes what `regrant` says; undefined takes it away. */
const lossesOf = (subject: Identity, regrant: Regrant, snapshot: Snapshot): readonly Loss[] => {
  if (subject.kind === 'Group' && subject.name === MASTERS) return [];
  const before = bindingsOf(reachedAs(subject), snapshot).flatMap((binding) => grantOf(binding, snapshot) ?? []);
  const after = before.flatMap((grant) => regrant(grant) ?? []);
  const gone = before.filter((grant) => regrant(grant) !== grant);
  return [...Map.groupBy(gone, ({ namespace }) => namespace).values()].flatMap((of) => lossIn(subject, of, after));
};

/** What the subjects of a binding lose when `after` takes its place, or when it goes. */
export const lossesByBinding = (binding: Resource, after: Resource | undefined, snapshot: Snapshot): readonly Loss[] => {
  const still = new Set(after ? identitiesIn(after).map(keyOf) : []);
  const next = after && grantOf(after, snapshot);
  return identitiesIn(binding).flatMap((subject) => {
    const kept = reachedAs(subject).some((key) => still.has(key)) ? next : undefined;
    return lossesOf(subject, (grant) => (grant.binding === binding ? kept : grant), snapshot);
  });
};

/** What an aggregated ClusterRole grants once one of its parts has only these rules: the controller takes out what it had written. */
const remaining = (whole: Resource, part: Resource, rules: readonly Rule[], snapshot: Snapshot): readonly Rule[] => {
  const written = new Set(ownRulesOf(part).map((rule) => JSON.stringify(rule)));
  const around = new Set(wholesOf(part, snapshot));
  const others = [whole, ...partsOf(whole, snapshot).filter((other) => other !== part)];
  const kept = others.flatMap((other) => ownRulesOf(other).filter((rule) => !around.has(other) || !written.has(JSON.stringify(rule))));
  return [...kept, ...rules];
};

/** What subjects lose when these rules alone are what a role grants, aggregation into other ClusterRoles included. */
export const lossesByRole = (role: Resource, rules: readonly Rule[], snapshot: Snapshot): readonly Loss[] => {
  const bindings = new Set(bindingsTo(role, snapshot));
  const subjects = new Map([...bindings].flatMap(identitiesIn).map((subject) => [keyOf(subject), subject]));
  const lessened: Regrant = (grant) => {
    if (!bindings.has(grant.binding)) return grant;
    const of = roleOf(grant.binding, snapshot);
    return of && { ...grant, rules: of === role ? rules : remaining(of, role, rules, snapshot) };
  };
  return [...subjects.values()].flatMap((subject) => lossesOf(subject, lessened, snapshot));
};
