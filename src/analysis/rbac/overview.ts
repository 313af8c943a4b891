import type { Snapshot } from '../../core/snapshot.ts';
import type { Resource } from '../../core/resource.ts';
import { absentRole, isAbsent } from './dangling.ts';
import { pathToEverything, type Path } from './escalation/paths.ts';
import { boundStandings, standingOf } from './escalation/world.ts';
import { bindingsOf, CLUSTER_ROLE_BINDING, grantOf, ROLE_BINDING, type Grant } from './grants.ts';
import { describeIdentity, identitiesIn, keyOf, type Identity } from './identity.ts';
import { strongRightsIn, type StrongRight } from './strong.ts';
import { systemSubjectReason } from './systemSubject.ts';

/** Strong rights that one binding gives to one identity. */
export interface StrongGrant {
  readonly grant: Grant;
  readonly rights: readonly StrongRight[];
  /** Why the identity needs it, as a part of the cluster. */
  readonly byDesign?: string;
}

export interface Power {
  readonly identity: Identity;
  readonly grants: readonly StrongGrant[];
  /** The shortest way to everything, for who is not there yet. */
  readonly path?: Path;
}

export interface Dangling {
  readonly binding: Resource;
  /** `ClusterRole view`, `ServiceAccount shop/web`: what it names and is not there. */
  readonly missing: readonly string[];
}

export interface RbacOverview {
  /** Those who are no part of the cluster, the strongest first. */
  readonly powers: readonly Power[];
  readonly byDesign: readonly Power[];
  readonly dangling: readonly Dangling[];
  /** Bindings to roles that are not known. */
  readonly undecided: readonly Grant[];
}

const strongGrant = (binding: Resource, identity: Identity, snapshot: Snapshot): readonly StrongGrant[] => {
  const grant = grantOf(binding, snapshot);
  const rights = grant?.rules ? strongRightsIn(grant.rules, grant.namespace === undefined) : [];
  if (!grant || rights.length === 0) return [];
  const byDesign = systemSubjectReason(identity, binding, snapshot);
  return [{ grant, rights, ...(byDesign === undefined ? {} : { byDesign }) }];
};

/** What bindings give to an identity by its own name: what it has as a member of a group is the group's. */
const powerOf = (identity: Identity, snapshot: Snapshot): Power => {
  const grants = bindingsOf([keyOf(identity)], snapshot).flatMap((binding) => strongGrant(binding, identity, snapshot));
  const path = grants.some(({ byDesign }) => byDesign === undefined)
    ? pathToEverything(standingOf(identity, snapshot), snapshot)
    : undefined;
  return { identity, grants, ...(path ? { path } : {}) };
};

/** Everything at once, then a way there, then by how much is held. */
const rankOf = ({ grants, path }: Power): number => {
  const everywhere = grants.filter(({ grant }) => grant.namespace === undefined);
  if (everywhere.some(({ rights }) => rights.some(({ id }) => id === 'everything'))) return 0;
  return path ? path.steps.length : everywhere.length > 0 ? 100 : 101;
};

const danglingIn = (binding: Resource, snapshot: Snapshot): readonly Dangling[] => {
  const role = absentRole(binding, snapshot);
  const subjects = identitiesIn(binding).filter((identity) => isAbsent(identity, snapshot));
  const missing = [...(role === undefined ? [] : [role]), ...subjects.map(describeIdentity)];
  return missing.length > 0 ? [{ binding, missing }] : [];
};

/** Who holds strong rights, who can get to everything, and which bindings lead nowhere. */
export const overviewOf = (snapshot: Snapshot): RbacOverview => {
  const bindings = [...snapshot.list(CLUSTER_ROLE_BINDING), ...snapshot.list(ROLE_BINDING)];
  const all = boundStandings(snapshot)
    .flatMap(({ identity }) => (identity ? [powerOf(identity, snapshot)] : []))
    .filter(({ grants }) => grants.length > 0);
  const isDesigned = ({ grants }: Power): boolean => grants.every(({ byDesign }) => byDesign !== undefined);
  return {
    powers: all.filter((power) => !isDesigned(power)).sort((a, b) => rankOf(a) - rankOf(b)),
    byDesign: all.filter(isDesigned),
    dangling: bindings.flatMap((binding) => danglingIn(binding, snapshot)),
    undecided: bindings.flatMap((binding) => grantOf(binding, snapshot) ?? []).filter(({ rules }) => !rules),
  };
};
