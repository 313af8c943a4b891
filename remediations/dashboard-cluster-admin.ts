import { accountOf, workloadsOf } from '../src/analysis/accounts.ts';
import { CLUSTER_ROLE_BINDING, ROLE_BINDING, keysOf, subjectKey } from '../src/analysis/rbac/grants.ts';
import { deletionOf, editOf } from '../src/core/change.ts';
import type { Doubt, Evidence, Remediation } from '../src/core/remediation.ts';
import { describeRef, field, isRecord, items, labelsOf, type Resource } from '../src/core/resource.ts';
import type { Snapshot } from '../src/core/snapshot.ts';
import { podSpecOf, WORKLOAD_KINDS } from '../src/core/workload.ts';
import { cis, kubernetes, kubescape, trivy } from './references.ts';

/** Where the dashboard's own manifests put it: version 1 in kube-system, version 2 and later in a namespace of its own. */
const DASHBOARDS = ['kube-system', 'kubernetes-dashboard'].map((namespace) => ({ namespace, name: 'kubernetes-dashboard' }));
const KEYS = new Set(DASHBOARDS.map((account) => keysOf(account)[0]));

const isDashboard = (subject: unknown, binding: Resource): boolean =>
  isRecord(subject) && KEYS.has(subjectKey(subject, binding.metadata.namespace));

const subjectsOf = (binding: Resource): readonly unknown[] => (Array.isArray(binding['subjects']) ? binding['subjects'] : []);

const find = (binding: Resource): readonly Evidence[] => {
  if (field(binding, 'roleRef', 'kind') !== 'ClusterRole' || field(binding, 'roleRef', 'name') !== 'cluster-admin') return [];
  return subjectsOf(binding).flatMap((subject, i) =>
    isDashboard(subject, binding)
      ? [{ path: `subjects[${i}]`, detail: 'the dashboard is cluster-admin here: skipping its sign-in gives full access' }]
      : [],
  );
};

const doubts = (binding: Resource, snapshot: Snapshot): readonly Doubt[] => {
  const bound = new Set(items(binding['subjects']).map((subject) => subjectKey(subject, binding.metadata.namespace)));
  const running = DASHBOARDS.filter((account) => bound.has(keysOf(account)[0])).flatMap((account) => workloadsOf(account, snapshot));
  const found = running.map((workload) => ({
    text: `${describeRef(snapshot.ref(workload))} runs as ${accountOf(workload, podSpecOf(workload) ?? {}).name} and loses these rights at once`,
  }));
  if (labelsOf(binding)['addonmanager.kubernetes.io/mode'] === 'Reconcile')
    found.push({ text: "the cluster's add-on manager keeps this binding as its own manifest has it, and will bring the rights back" });
  return found;
};

const remediation: Remediation = {
  id: 'dashboard-cluster-admin',
  title: 'The Kubernetes dashboard is bound to cluster-admin',
  severity: 'critical',
  category: 'rbac',
  why: 'Anybody who reaches the dashboard and skips its sign-in, or gets into its pod, has the whole cluster.',
  risk: 'The dashboard shows only what its other roles, or the token that a person signs in with, may see.',
  references: [cis('5.1.1'), kubescape('C-0035'), trivy('KSV-0111'), kubernetes('tasks/access-application-cluster/web-ui-dashboard')],
  kinds: [CLUSTER_ROLE_BINDING, ROLE_BINDING],
  reads: WORKLOAD_KINDS,
  find,
  fix: (binding, snapshot) => {
    const others = subjectsOf(binding).filter((subject) => !isDashboard(subject, binding));
    if (others.length === subjectsOf(binding).length) return [];
    return others.length === 0 ? [deletionOf(snapshot, binding)] : [editOf(snapshot, binding, { ...binding, subjects: others })];
  },
  doubts,
};
export default remediation;
