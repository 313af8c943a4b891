import { workloadsOf } from '../src/analysis/accounts.ts';
import { subjectRemediation } from '../src/analysis/rbac/subjectRemediation.ts';
import { identityOf, type Subject } from '../src/analysis/rbac/subjects.ts';
import { listed } from '../src/analysis/sentences.ts';
import type { Doubt } from '../src/core/remediation.ts';
import { describeRef, field, items, text, type Resource } from '../src/core/resource.ts';
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

const doubts = (binding: Resource, snapshot: Snapshot): readonly Doubt[] => {
  const role = `${text(field(binding, 'roleRef', 'kind')) ?? 'role'} ${text(field(binding, 'roleRef', 'name')) ?? '?'}`;
  return items(binding['subjects'])
    .filter((subject) => isDefault(subject, binding))
    .flatMap((subject) => {
      const users = workloadsOf({ namespace: homeOf(subject, binding), name: 'default' }, snapshot);
      const names = listed(users.map((user) => describeRef(snapshot.ref(user))));
      return users.length === 0
        ? []
        : [{ text: `${names} would lose what ${role} grants, at once; give an account of their own the rights first` }];
    });
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
  reads: WORKLOAD_KINDS,
  weakness: (subject, binding) =>
    isDefault(subject, binding) ? `the default ServiceAccount of ${homeOf(subject, binding) || 'no namespace'} has rights` : undefined,
  doubts,
});
