import type { Snapshot } from '../../../core/snapshot.ts';
import { ROLE } from '../aggregation.ts';
import { rulesOf } from '../rules.ts';
import { clusterHoldsOf, freeHoldsOf, holdsOf, meeting, permitsName, stepBy, type Hold, type Wanted } from './holds.ts';
import { EVERYTHING_EVERYWHERE, everythingIn, type Standing, type Step } from './standing.ts';
import type { World } from './world.ts';

const rbac = (verbs: readonly string[], resource: string): Wanted => ({ verbs, group: 'rbac.authorization.k8s.io', resource });

const WRITE = ['create', 'update', 'patch'];
const EDIT = ['update', 'patch'];

const inPlace = (namespace: string | undefined, world: World): Standing =>
  namespace === undefined ? everythingIn(world.namespaces, 'every namespace') : everythingIn([namespace], namespace);

/** A role that is not everything, given to oneself everywhere or in one namespace. */
const roleStanding = (
  kind: 'Role' | 'ClusterRole',
  name: string,
  namespace: string | undefined,
  snapshot: Snapshot,
): readonly Standing[] => {
  const ref = { apiVersion: 'rbac.authorization.k8s.io/v1', kind, name };
  const role = snapshot.get(kind === 'Role' && namespace !== undefined ? { ...ref, namespace } : ref);
  if (!role) return [];
  const where = namespace === undefined ? '' : ` in ${namespace}`;
  const given = [{ role: `${kind} ${name}`, ...(namespace === undefined ? {} : { namespace }), rules: rulesOf(role, snapshot) }];
  return [{ key: `${kind} ${name}${where}`, name: `${kind} ${name}${where}`, given }];
};

/** What binding ClusterRoles gives: cluster-admin, where it may be bound. */
const clusterRoles = (hold: Hold, namespace: string | undefined, all: Standing, snapshot: Snapshot): readonly Standing[] =>
  permitsName(hold, 'cluster-admin') ? [all] : (hold.names ?? []).flatMap((name) => roleStanding('ClusterRole', name, namespace, snapshot));

const rolesIn = (hold: Hold, namespace: string | undefined, snapshot: Snapshot): readonly Standing[] =>
  snapshot
    .list(ROLE, namespace)
    .filter(({ metadata }) => permitsName(hold, metadata.name))
    .flatMap(({ metadata }) => roleStanding('Role', metadata.name, metadata.namespace, snapshot));

/** `bind` lets its holder give away rights that he does not have: to himself too. */
export const bind = (standing: Standing, world: World, snapshot: Snapshot): readonly Step[] => {
  const clusterWide = clusterHoldsOf(standing, rbac(['bind'], 'clusterroles'));
  const [everywhere] = clusterHoldsOf(standing, rbac(WRITE, 'clusterrolebindings')).filter(({ names }) => names === undefined);
  const inNamespaces = freeHoldsOf(standing, rbac(WRITE, 'rolebindings'));
  const met = (holds: readonly Hold[], become: (hold: Hold, place: string | undefined) => readonly Standing[]): readonly Step[] =>
    holds.flatMap((hold) =>
      inNamespaces.flatMap((write) =>
        meeting(hold, write).flatMap((place) => become(hold, place).map((to) => stepBy('bind', [hold, write], to))),
      ),
    );
  return [
    ...(everywhere
      ? clusterWide.flatMap((hold) =>
          clusterRoles(hold, undefined, EVERYTHING_EVERYWHERE, snapshot).map((to) => stepBy('bind', [hold, everywhere], to)),
        )
      : []),
    ...met(holdsOf(standing, rbac(['bind'], 'clusterroles')), (hold, place) =>
      place === undefined && !permitsName(hold, 'cluster-admin') ? [] : clusterRoles(hold, place, inPlace(place, world), snapshot),
    ),
    ...met(holdsOf(standing, rbac(['bind'], 'roles')), (hold, place) => rolesIn(hold, place, snapshot)),
  ];
};

/** Whether the standing holds a role that it may edit: everywhere for a ClusterRole, in the namespace for a Role. */
const holdsEditable = (standing: Standing, edits: readonly Hold[], kind: 'Role' | 'ClusterRole', namespace: string | undefined): boolean =>
  standing.given.some(
    ({ role, namespace: place }) =>
      place === namespace && role.startsWith(`${kind} `) && edits.every((hold) => permitsName(hold, role.slice(kind.length + 1))),
  );

const escalateClusterRole = (standing: Standing): readonly Step[] => {
  const edits = clusterHoldsOf(standing, rbac(EDIT, 'clusterroles'));
  return clusterHoldsOf(standing, rbac(['escalate'], 'clusterroles')).flatMap((hold) =>
    edits
      .filter((edit) => holdsEditable(standing, [hold, edit], 'ClusterRole', undefined))
      .map((edit) => stepBy('escalate', [hold, edit], EVERYTHING_EVERYWHERE)),
  );
};

/** Whether a new Role can be made and bound to oneself while it is still empty. */
const canMake = (standing: Standing, namespace: string, hold: Hold): boolean =>
  hold.names === undefined &&
  ['roles', 'rolebindings'].every((resource) =>
    freeHoldsOf(standing, rbac(['create'], resource)).some(({ namespace: place }) => place === undefined || place === namespace),
  );

const escalateRole = (standing: Standing, world: World): readonly Step[] =>
  holdsOf(standing, rbac(['escalate'], 'roles')).flatMap((hold) =>
    holdsOf(standing, rbac(EDIT, 'roles')).flatMap((edit) =>
      meeting(hold, edit)
        .flatMap((place) => (place === undefined ? world.namespaces : [place]))
        .filter((place) => holdsEditable(standing, [hold, edit], 'Role', place) || canMake(standing, place, edit))
        .map((place) => stepBy('escalate', [hold, edit], inPlace(place, world))),
    ),
  );

/** `escalate` lets its holder write rights into a role that he does not have: into one of his own. */
export const escalate = (standing: Standing, world: World): readonly Step[] => [
  ...escalateClusterRole(standing),
  ...escalateRole(standing, world),
];
