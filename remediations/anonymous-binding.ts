import { grantOf } from '../src/analysis/rbac/grants.ts';
import { describeRule } from '../src/analysis/rbac/rules.ts';
import { subjectRemediation } from '../src/analysis/rbac/subjectRemediation.ts';
import { ANONYMOUS, identityOf, isReserved } from '../src/analysis/rbac/subjects.ts';
import { systemSubjectReason } from '../src/analysis/rbac/systemSubject.ts';
import { listed } from '../src/analysis/sentences.ts';
import type { Doubt } from '../src/core/remediation.ts';
import { field, text, type Resource } from '../src/core/resource.ts';
import type { Snapshot } from '../src/core/snapshot.ts';
import { kubernetes, kubescape, kyverno, nsa, trivy } from './references.ts';

/** Load balancers, health checks and federated identity providers ask for paths without signing in. */
const doubts = (binding: Resource, snapshot: Snapshot): readonly Doubt[] => {
  const grant = grantOf(binding, snapshot);
  if (!grant) return [];
  if (!grant.rules) return [{ text: `What ${grant.role} grants is not known: load balancers may use it for their health checks.` }];
  const paths = grant.rules.filter((rule) => rule.nonResourceURLs.length > 0).map(describeRule);
  if (paths.length === 0) return [];
  return [{ text: `Load balancers, health checks or identity providers may use this without signing in: ${listed(paths)}.` }];
};

export default subjectRemediation({
  id: 'anonymous-binding',
  title: 'Rights are bound to whoever has not signed in',
  severity: 'critical',
  category: 'rbac',
  why: 'Everybody who reaches the API server has these rights, without any credentials.',
  risk: 'Probes and tools that ask the API server without signing in are refused.',
  references: [
    kubescape('C-0262'),
    trivy('KSV-0122'),
    kyverno('other/restrict-binding-system-groups'),
    nsa('Authentication and authorization'),
    kubernetes('reference/access-authn-authz/rbac'),
  ],
  weakness: (subject, binding) =>
    isReserved(subject, ANONYMOUS)
      ? `${text(subject['name']) ?? ''} has what ${text(field(binding, 'roleRef', 'kind')) ?? 'role'} ${text(field(binding, 'roleRef', 'name')) ?? '?'} grants`
      : undefined,
  needed: (subject, binding, snapshot) => {
    if (field(binding, 'roleRef', 'name') === 'system:public-info-viewer') return 'the version and the health of the API server are public';
    const identity = identityOf(subject, binding);
    return identity && systemSubjectReason(identity, binding, snapshot);
  },
  doubts,
});
