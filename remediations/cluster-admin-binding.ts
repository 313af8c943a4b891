import { CLUSTER_ROLE, ROLE } from '../src/analysis/rbac/aggregation.ts';
import { isDashboard } from '../src/analysis/rbac/dashboard.ts';
import type { Loss } from '../src/analysis/rbac/losses.ts';
import { bindsClusterAdmin, subjectRemediation } from '../src/analysis/rbac/subjectRemediation.ts';
import { ANONYMOUS, describeUse, identityOf, isReserved, SIGNED_IN } from '../src/analysis/rbac/subjects.ts';
import { systemSubjectReason } from '../src/analysis/rbac/systemSubject.ts';
import { text } from '../src/core/resource.ts';
import type { Snapshot } from '../src/core/snapshot.ts';
import { WORKLOAD_KINDS } from '../src/core/workload.ts';
import { cis, kubeLinter, kubernetes, kubescape, kyverno, nsa, polaris, trivy } from './references.ts';

/** Remediations of their own say what is wrong with them. */
const ELSEWHERE = [...ANONYMOUS, ...SIGNED_IN];

const doubtOf = ({ subject, namespace, keptIn }: Loss, snapshot: Snapshot): string => {
  const kept = keptIn.length > 0 ? `, but keeps it in ${keptIn.join(', ')}` : '';
  const lost = `${describeUse(subject, snapshot)} loses all rights ${namespace === undefined ? 'in the cluster' : `in ${namespace}`} that no other binding gives${kept}`;
  return subject.kind === 'ServiceAccount'
    ? `${lost}; whoever uses its token from elsewhere does too.`
    : `${lost}. If that is how you sign in, this locks you out: make sure of another way first.`;
};

export default subjectRemediation({
  id: 'cluster-admin-binding',
  title: 'cluster-admin is bound to somebody who is no part of the cluster',
  severity: 'critical',
  category: 'rbac',
  why: 'One stolen token or certificate of theirs is the whole cluster, with every Secret and every node.',
  risk: 'They can do only what their other bindings allow; you lock yourself out if it is the only way in.',
  references: [
    cis('5.1.1'),
    ...['C-0035', 'C-0185'].map(kubescape),
    trivy('KSV-0111'),
    ...['clusterrolebindingClusterAdmin', 'rolebindingClusterAdminClusterRole'].map(polaris),
    kubeLinter('cluster-admin-role-binding'),
    kyverno('other/restrict-binding-clusteradmin'),
    nsa('Authentication and authorization'),
    kubernetes('concepts/security/rbac-good-practices'),
  ],
  reads: WORKLOAD_KINDS,
  doubtsFrom: [CLUSTER_ROLE, ROLE],
  weakness: (subject, binding) => {
    if (
      text(subject['name']) === undefined ||
      !bindsClusterAdmin(binding) ||
      isDashboard(subject, binding) ||
      isReserved(subject, ELSEWHERE)
    )
      return undefined;
    return binding.kind === 'ClusterRoleBinding' ? 'may do everything in the cluster' : 'may do everything in the namespace';
  },
  needed: (subject, binding, snapshot) => {
    const identity = identityOf(subject, binding);
    return identity && systemSubjectReason(identity, binding, snapshot);
  },
  doubt: (loss, _binding, snapshot) => doubtOf(loss, snapshot),
});
