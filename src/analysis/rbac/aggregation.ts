import { field, items, kindOf, labelsOf, type Resource } from '../../core/resource.ts';
import { derived, type Snapshot } from '../../core/snapshot.ts';
import { selects } from '../selector.ts';

export const CLUSTER_ROLE = 'rbac.authorization.k8s.io/ClusterRole';
export const ROLE = 'rbac.authorization.k8s.io/Role';

const selectorsOf = (role: Resource): readonly unknown[] =>
  kindOf(role) === CLUSTER_ROLE ? items(field(role, 'aggregationRule', 'clusterRoleSelectors')) : [];

/** The other ClusterRoles that one of the selectors matches; sorted by name, as the controller takes them. */
const selectedBy = (role: Resource, snapshot: Snapshot): readonly Resource[] => {
  const selectors = selectorsOf(role);
  if (selectors.length === 0) return [];
  return snapshot
    .list(CLUSTER_ROLE)
    .filter((other) => other.metadata.name !== role.metadata.name && selectors.some((selector) => selects(selector, labelsOf(other))))
    .sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
};

const closureOf = (role: Resource, snapshot: Snapshot): readonly Resource[] => {
  const found = new Set<Resource>(selectedBy(role, snapshot));
  for (const part of found) for (const next of selectedBy(part, snapshot)) if (next !== role) found.add(next);
  return [...found];
};

const closures = derived(() => new Map<Resource, readonly Resource[]>());

/** All ClusterRoles whose rules aggregation brings into this one, over any number of steps; cycles end, and it is never its own part. */
export const partsOf = (role: Resource, snapshot: Snapshot): readonly Resource[] => {
  const known = closures(snapshot);
  let parts = known.get(role);
  if (!parts) known.set(role, (parts = closureOf(role, snapshot)));
  return parts;
};

const wholes = derived((snapshot) => {
  const found = new Map<Resource, Resource[]>();
  for (const whole of snapshot.list(CLUSTER_ROLE))
    for (const part of partsOf(whole, snapshot)) {
      const there = found.get(part);
      if (there) there.push(whole);
      else found.set(part, [whole]);
    }
  return found;
});

/** The ClusterRoles into which aggregation brings the rules of this one. */
export const wholesOf = (part: Resource, snapshot: Snapshot): readonly Resource[] => wholes(snapshot).get(part) ?? [];
