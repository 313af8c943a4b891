import { CLUSTER_ROLE, ROLE } from '../src/analysis/rbac/aggregation.ts';
import { heldBy } from '../src/analysis/rbac/holders.ts';
import { identitiesIn } from '../src/analysis/rbac/identity.ts';
import { inNamespace } from '../src/analysis/rbac/narrowed.ts';
import { rightsRemediation, namesIn, NONE, writtenRules } from '../src/analysis/rbac/rightsRemediation.ts';
import { grantedBy, withoutRight, withRules, type Right } from '../src/analysis/rbac/rights.ts';
import { editOf } from '../src/core/change.ts';
import type { Remediation } from '../src/core/remediation.ts';
import type { Resource } from '../src/core/resource.ts';
import type { Snapshot } from '../src/core/snapshot.ts';
import { cis, kubeLinter, kubernetes, kubescape, nsa, trivy } from './references.ts';

const creating = (group: string, ...resources: readonly string[]): Right => ({
  name: 'namespaces',
  means: 'may start pods in every namespace',
  group,
  resources,
  verbs: ['create'],
});

const RIGHTS = [
  creating('', 'pods', 'replicationcontrollers'),
  creating('apps', 'deployments', 'statefulsets', 'daemonsets', 'replicasets'),
  creating('batch', 'jobs', 'cronjobs'),
  creating('extensions', 'deployments', 'daemonsets', 'replicasets'),
];

const rule = rightsRemediation({
  id: 'workload-create-rights',
  title: 'A ClusterRole may create pods or workloads in every namespace',
  severity: 'high',
  category: 'rbac',
  why: 'Whoever may start a pod can run it as any ServiceAccount of its namespace, mount its Secrets and, where nothing forbids it, take over the node.',
  risk: 'What creates workloads in namespaces that you do not name, such as a deployment pipeline or an operator, is refused there.',
  references: [
    cis('5.1.4'),
    kubescape('C-0188'),
    trivy('KSV-0048'),
    kubeLinter('access-to-create-pods'),
    nsa('Authentication and authorization'),
    kubernetes('concepts/security/rbac-good-practices'),
  ],
  kinds: [CLUSTER_ROLE],
  rights: () => RIGHTS,
});

/** Where it is held by a RoleBinding today, and where the ServiceAccounts are that hold it everywhere. */
const namespacesOf = (role: Resource, snapshot: Snapshot): readonly string[] => {
  const found = heldBy(role, snapshot).flatMap((binding) => {
    if (binding.metadata.namespace !== undefined) return [binding.metadata.namespace];
    return identitiesIn(binding).flatMap((identity) => (identity.kind === 'ServiceAccount' ? [identity.namespace] : []));
  });
  return [...new Set(found)].sort();
};

/** The rules of a Role that gives in its namespace what is taken from the ClusterRole. */
const taken = (role: Resource): readonly unknown[] =>
  RIGHTS.flatMap((right) => {
    const resources = new Set(writtenRules(role).flatMap((written) => grantedBy(written.rule, right, role)));
    return resources.size === 0 ? [] : [{ apiGroups: [right.group], resources: [...resources], verbs: ['create'] }];
  });

const remediation: Remediation = {
  ...rule,
  hints: [ROLE],
  inputs: (role, snapshot) => [
    {
      name: 'namespaces',
      ask: 'Namespaces in which whoever holds it may still create them, separated by commas, or none',
      default: namespacesOf(role, snapshot).join(',') || NONE,
      refuse: (value) =>
        value === NONE || namesIn(value).every((name) => /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(name))
          ? undefined
          : `"${value}" are no names of namespaces: write them separated by commas, or none.`,
    },
  ],
  fix: (role, snapshot, { namespaces }) => {
    const rules = taken(role);
    if (namespaces === undefined || rules.length === 0) return [];
    const after = RIGHTS.reduce((so, right) => withRules(so, (raw) => withoutRight(raw, right, [], so)), role);
    return [
      ...namesIn(namespaces).flatMap((namespace) =>
        inNamespace(`${role.metadata.name}-workloads`, namespace, rules, heldBy(role, snapshot), snapshot),
      ),
      editOf(snapshot, role, after),
    ];
  },
};
export default remediation;
