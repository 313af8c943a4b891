import { workloadsOf } from '../src/analysis/accounts.ts';
import { CLUSTER_ROLE, ROLE } from '../src/analysis/rbac/aggregation.ts';
import { CLUSTER_ROLE_BINDING, ROLE_BINDING } from '../src/analysis/rbac/grants.ts';
import type { Loss } from '../src/analysis/rbac/losses.ts';
import { describeRule } from '../src/analysis/rbac/rules.ts';
import { subjectRemediation } from '../src/analysis/rbac/subjectRemediation.ts';
import { identityOf, type Subject } from '../src/analysis/rbac/subjects.ts';
import { atMost, listed } from '../src/analysis/sentences.ts';
import { describeRef, type Resource } from '../src/core/resource.ts';
import type { Snapshot } from '../src/core/snapshot.ts';
import { WORKLOAD_KINDS } from '../src/core/workload.ts';
import { checkov, cis, kubernetes, kubescape, nsa } from './references.ts';

/** Also by the user name that its token has; one without a namespace, which the API server does not take, is meant all the same. */
const isDefault = (subject: Subject, binding: Resource): boolean => {
  const identity = identityOf(subject, binding);
  return identity
    ? identity.kind === 'ServiceAccount' && identity.name === 'default'
    : subject['kind'] === 'ServiceAccount' && subject['name'] === 'default';
};

/** Where the account is; a RoleBinding's subject that names no namespace means its own. */
const homeOf = (subject: Subject, binding: Resource): string => {
  const identity = identityOf(subject, binding);
  return identity?.kind === 'ServiceAccount' ? identity.namespace : '';
};

const MOST_RULES = 3;

/** What runs as the account, and what it can no longer do, all its other bindings considered. */
const doubtOf = ({ subject, rules, roles, namespace }: Loss, _binding: Resource, snapshot: Snapshot): string | undefined => {
  const users = subject.kind === 'ServiceAccount' ? workloadsOf(subject, snapshot) : [];
  if (users.length === 0) return undefined;
  const names = listed(users.map((user) => describeRef(snapshot.ref(user))));
  const lost = rules ? atMost(MOST_RULES, rules.map(describeRule)).join('; ') : `do what ${roles.join(', ')} grants`;
  const where = namespace === undefined ? '' : ` in ${namespace}`;
  return `${names} could no longer ${lost}${where}, at once; give an account of their own the rights first`;
};

export default subjectRemediation({
  id: 'default-sa-bound',
  title: 'Rights are bound to a default ServiceAccount',
  severity: 'high',
  category: 'identity',
  why: 'Every pod of the namespace that names no other account has these rights, also those that come later and do not need them.',
  risk: 'Programs that use the default account lose the rights at once.',
  references: [
    cis('5.1.5'),
    kubescape('C-0225'),
    checkov('CKV_K8S_42'),
    nsa('Authentication and authorization'),
    kubernetes('concepts/security/rbac-good-practices'),
  ],
  reads: [CLUSTER_ROLE, ROLE, CLUSTER_ROLE_BINDING, ROLE_BINDING, ...WORKLOAD_KINDS],
  weakness: (subject, binding) =>
    isDefault(subject, binding) ? `the default ServiceAccount of ${homeOf(subject, binding) || 'no namespace'} has rights` : undefined,
  doubt: doubtOf,
});
