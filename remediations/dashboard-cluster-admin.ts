import { workloadsOf } from '../src/analysis/accounts.ts';
import { isDashboard } from '../src/analysis/rbac/dashboard.ts';
import { identityOf, subjectsOf } from '../src/analysis/rbac/subjects.ts';
import { bindsClusterAdmin, subjectRemediation } from '../src/analysis/rbac/subjectRemediation.ts';
import type { Doubt } from '../src/core/remediation.ts';
import { describeRef, isRecord, labelsOf, type Resource } from '../src/core/resource.ts';
import type { Snapshot } from '../src/core/snapshot.ts';
import { WORKLOAD_KINDS } from '../src/core/workload.ts';
import { cis, kubernetes, kubescape, trivy } from './references.ts';

const doubts = (binding: Resource, snapshot: Snapshot): readonly Doubt[] => {
  const bound = subjectsOf(binding).flatMap((subject) => (isRecord(subject) && isDashboard(subject, binding) ? [subject] : []));
  const found = bound.flatMap((subject) => {
    const account = identityOf(subject, binding);
    if (account?.kind !== 'ServiceAccount') return [];
    return workloadsOf(account, snapshot).map((workload) => ({
      text: `${describeRef(snapshot.ref(workload))} runs as ${account.name} and loses these rights at once`,
    }));
  });
  if (labelsOf(binding)['addonmanager.kubernetes.io/mode'] === 'Reconcile')
    found.push({ text: "the cluster's add-on manager keeps this binding as its own manifest has it, and will bring the rights back" });
  return found;
};

export default subjectRemediation({
  id: 'dashboard-cluster-admin',
  title: 'The Kubernetes dashboard is bound to cluster-admin',
  severity: 'critical',
  category: 'rbac',
  why: 'Anybody who reaches the dashboard and skips its sign-in, or gets into its pod, has the whole cluster.',
  risk: 'The dashboard shows only what its other roles, or the token that a person signs in with, may see.',
  references: [cis('5.1.1'), kubescape('C-0035'), trivy('KSV-0111'), kubernetes('tasks/access-application-cluster/web-ui-dashboard')],
  reads: WORKLOAD_KINDS,
  weakness: (subject, binding) =>
    bindsClusterAdmin(binding) && isDashboard(subject, binding)
      ? 'the dashboard is cluster-admin here: skipping its sign-in gives full access'
      : undefined,
  doubts,
});
