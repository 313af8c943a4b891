import { workloadsOf } from '../src/analysis/accounts.ts';
import { CLUSTER_ROLE, ROLE } from '../src/analysis/rbac/aggregation.ts';
import { isNamespaced } from '../src/analysis/rbac/apiResources.ts';
import { isConfined } from '../src/analysis/rbac/confined.ts';
import { CLUSTER_ROLE_BINDING, grantOf, ROLE_BINDING, type Account } from '../src/analysis/rbac/grants.ts';
import { describeIdentity, identitiesIn } from '../src/analysis/rbac/identity.ts';
import { roleBinding } from '../src/analysis/rbac/narrowed.ts';
import type { Rule } from '../src/analysis/rbac/rules.ts';
import { bindsClusterAdmin } from '../src/analysis/rbac/subjectRemediation.ts';
import { subjectsOf } from '../src/analysis/rbac/subjects.ts';
import { systemBindingReason } from '../src/analysis/rbac/systemSubject.ts';
import { deletionOf } from '../src/core/change.ts';
import type { Doubt, Remediation } from '../src/core/remediation.ts';
import { describeRef, type Resource } from '../src/core/resource.ts';
import type { Snapshot } from '../src/core/snapshot.ts';
import { WORKLOAD_KINDS } from '../src/core/workload.ts';
import { kubernetes, nsa } from './references.ts';

/** Whether all that a rule grants stands in namespaces, so that a RoleBinding can give it; of what is not known, nothing is said. */
const isOfNamespaces = (rule: Rule): boolean =>
  rule.nonResourceURLs.length === 0 &&
  rule.resources.length > 0 &&
  rule.apiGroups.every((group) => rule.resources.every((resource) => isNamespaced(group, resource) === true));

const rulesOf = (binding: Resource, snapshot: Snapshot): readonly Rule[] => {
  const grant = grantOf(binding, snapshot);
  return grant?.known === 'read' ? (grant.rules ?? []) : [];
};

/** The accounts, where a binding has no other subjects and all of them are in one namespace. */
const accountsOf = (binding: Resource): readonly Account[] => {
  const all = identitiesIn(binding);
  const accounts = all.flatMap((identity) => (identity.kind === 'ServiceAccount' ? [identity] : []));
  const isOne = new Set(accounts.map(({ namespace }) => namespace)).size === 1;
  return isOne && accounts.length === all.length && all.length === subjectsOf(binding).length ? accounts : [];
};

const homeOf = (binding: Resource, snapshot: Snapshot): string | undefined => {
  if (bindsClusterAdmin(binding)) return undefined;
  const [account] = accountsOf(binding);
  const rules = account ? rulesOf(binding, snapshot) : [];
  return rules.length > 0 && rules.every(isOfNamespaces) ? account?.namespace : undefined;
};

const doubtsOf = (account: Account, snapshot: Snapshot): readonly Doubt[] => {
  const name = describeIdentity({ kind: 'ServiceAccount', ...account });
  const users = workloadsOf(account, snapshot);
  if (users.length === 0)
    return [{ text: `Nothing that is seen runs as ${name}: whoever has its token is refused outside ${account.namespace}.` }];
  return users
    .filter((user) => !isConfined(user, account.namespace))
    .map((user) => ({
      text: `${describeRef(snapshot.ref(user))} runs as ${name}; if it looks into other namespaces, it is refused there.`,
    }));
};

const remediation: Remediation = {
  id: 'cluster-wide-instead-of-namespace',
  title: 'Rights in every namespace for what runs in one',
  severity: 'medium',
  category: 'rbac',
  why: 'Whoever gets into its pods has these rights in the namespaces of everybody else too.',
  risk: 'A program that works on other namespaces too, as operators and pipelines may, is refused there.',
  references: [nsa('Authentication and authorization'), kubernetes('concepts/security/rbac-good-practices')],
  kinds: [CLUSTER_ROLE_BINDING],
  reads: [CLUSTER_ROLE, ROLE, ROLE_BINDING, ...WORKLOAD_KINDS],
  find: (binding, snapshot) => {
    const namespace = homeOf(binding, snapshot);
    return namespace === undefined
      ? []
      : [{ path: 'subjects', detail: `all of them are in ${namespace}, and all that they may do could be limited to it` }];
  },
  fix: (binding, snapshot) => {
    const namespace = homeOf(binding, snapshot);
    if (namespace === undefined) return [];
    const narrow = roleBinding(binding.metadata.name, namespace, binding['roleRef'], subjectsOf(binding), snapshot);
    return [...narrow, deletionOf(snapshot, binding)];
  },
  doubts: (binding, snapshot) => accountsOf(binding).flatMap((account) => doubtsOf(account, snapshot)),
  byDesign: systemBindingReason,
};
export default remediation;
