import { holdsCredentials } from '../analysis/redacted.ts';
import { actionOf, equal, type Change } from '../core/change.ts';
import { differences, type Difference } from '../core/diff.ts';
import type { Finding } from '../core/finding.ts';
import { field, groupOf, items, type Ref } from '../core/resource.ts';

/** How much a person has to do to let a change through: press enter, press `y`, or type the target's name. */
export type Danger = 'enter' | 'y' | 'name';

const RANK: readonly Danger[] = ['enter', 'y', 'name'];

/** More accepted doubts than this in one apply must be confirmed by name. */
const MANY_DOUBTS = 10;

const GUARDING_GROUPS = ['rbac.authorization.k8s.io', 'admissionregistration.k8s.io'];

const isLabel = ({ path }: Difference): boolean => path[0] === 'metadata' && (path[1] === 'labels' || path[1] === 'annotations');

/** Whether the object binds roles to subjects. */
export const isBinding = ({ apiVersion, kind }: Pick<Ref, 'apiVersion' | 'kind'>): boolean =>
  groupOf(apiVersion) === 'rbac.authorization.k8s.io' && (kind === 'RoleBinding' || kind === 'ClusterRoleBinding');

/** Whether it lets somebody do everything who could not before. */
const empowers = ({ ref, before, after }: Change): boolean => {
  if (!isBinding(ref) || field(after, 'roleRef', 'name') !== 'cluster-admin') return false;
  const known = items(field(before, 'subjects'));
  return items(field(after, 'subjects')).some((subject) => !known.some((of) => equal(of, subject)));
};

/** Why a change is let through by name only: cluster-wide RBAC and admission, new subjects of cluster-admin, kube-system, deletions, and what no record could take back. */
export const whyByName = (change: Change): string | undefined => {
  const { ref } = change;
  if (actionOf(change) === 'delete') return 'an object is deleted';
  if (ref.namespace === 'kube-system' || (ref.kind === 'Namespace' && ref.name === 'kube-system')) return 'kube-system is changed';
  if (ref.namespace === undefined && GUARDING_GROUPS.includes(groupOf(ref.apiVersion)))
    return groupOf(ref.apiVersion) === 'rbac.authorization.k8s.io'
      ? 'rights in the whole cluster change'
      : 'admission in the whole cluster changes';
  if (empowers(change)) return 'somebody new gets cluster-admin';
  return !change.before && change.after && holdsCredentials(change.after) ? 'no record could bring it back' : undefined;
};

/** UX.md: enter for a label; `y` for a workload; the name where something demands it. */
export const dangerOf = (change: Change): Danger => {
  if (whyByName(change) !== undefined) return 'name';
  return actionOf(change) === 'edit' && differences(change.before, change.after).every(isLabel) ? 'enter' : 'y';
};

/** What asks for the name where no change of its own does. */
export const MANY = `more than ${MANY_DOUBTS} doubts are accepted at once`;

/** What the whole of these changes asks for. */
export const strongest = (changes: readonly { readonly danger: Danger; readonly findings: readonly Finding[] }[]): Danger => {
  const doubted = changes.filter((change) => change.findings.some((finding) => finding.doubts.length > 0));
  if (doubted.length > MANY_DOUBTS) return 'name';
  return changes.reduce<Danger>((most, { danger }) => (RANK.indexOf(danger) > RANK.indexOf(most) ? danger : most), 'enter');
};
