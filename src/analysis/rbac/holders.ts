import type { Doubt } from '../../core/remediation.ts';
import { kindOf, type Resource } from '../../core/resource.ts';
import type { Snapshot } from '../../core/snapshot.ts';
import { workloadsOf } from '../accounts.ts';
import { namespaceOf } from '../namespaces.ts';
import { listed, nameOf } from '../sentences.ts';
import { systemReason } from '../systemPart.ts';
import { wholesOf } from './aggregation.ts';
import { bindingsTo, ROLE_BINDING } from './grants.ts';
import { identitiesIn } from './identity.ts';
import { describeUse } from './subjects.ts';

/** The bindings by which somebody holds a role, directly or as a part of an aggregated one. */
export const heldBy = (role: Resource, snapshot: Snapshot): readonly Resource[] =>
  [role, ...wholesOf(role, snapshot)].flatMap((of) => bindingsTo(of, snapshot)).filter((binding) => identitiesIn(binding).length > 0);

const where = (binding: Resource): string => (kindOf(binding) === ROLE_BINDING ? `in ${namespaceOf(binding)}` : 'everywhere');

/** Who would lose something of a role, and what runs as them: one doubt for each binding. */
export const doubtsOfHolders = (role: Resource, snapshot: Snapshot): readonly Doubt[] =>
  heldBy(role, snapshot).map((binding) => {
    const names = identitiesIn(binding).map((identity) => describeUse(identity, snapshot));
    return { text: `${listed(names)} ${names.length === 1 ? 'holds' : 'hold'} it ${where(binding)} by ${nameOf(binding)}.` };
  });

const DEFAULT_ROLES = ['cluster-admin', 'admin', 'edit', 'view'];

/** Why nobody but a part of the cluster holds what a binding gives; undefined where somebody else does, or may. */
const systemUse = (binding: Resource, snapshot: Snapshot): string | undefined => {
  const reasons = identitiesIn(binding).flatMap((identity) => {
    const users = identity.kind === 'ServiceAccount' ? workloadsOf(identity, snapshot) : [];
    return users.length === 0 ? [undefined] : users.map(systemReason);
  });
  return reasons.includes(undefined) ? undefined : reasons[0];
};

/** Why a role is part of Kubernetes, or is held by nothing but parts of the cluster that need more than programs do. */
export const systemRole = (role: Resource, snapshot: Snapshot): string | undefined => {
  const { name } = role.metadata;
  if (name.startsWith('system:')) return 'a role of the control plane or of an add-on';
  if (role.kind === 'ClusterRole' && DEFAULT_ROLES.includes(name)) return 'a default role, which the API server keeps as it is meant to be';
  const uses = heldBy(role, snapshot).map((binding) => systemUse(binding, snapshot));
  const [use] = uses;
  return use === undefined || uses.includes(undefined) ? undefined : `held only by ${use}`;
};
