import { grantOf } from '../src/analysis/rbac/grants.ts';
import { MASTERS } from '../src/analysis/rbac/identity.ts';
import { describeRule, isRight, type Rule } from '../src/analysis/rbac/rules.ts';
import { subjectRemediation } from '../src/analysis/rbac/subjectRemediation.ts';
import { identityOf, isReserved, SIGNED_IN } from '../src/analysis/rbac/subjects.ts';
import { systemSubjectReason } from '../src/analysis/rbac/systemSubject.ts';
import type { Loss } from '../src/analysis/rbac/losses.ts';
import { listed } from '../src/analysis/sentences.ts';
import type { Resource } from '../src/core/resource.ts';
import type { Snapshot } from '../src/core/snapshot.ts';
import { cis, kubernetes, kubescape, kyverno, nsa, trivy } from './references.ts';

/** The default ClusterRoles of discovery: everybody has them, and they tell nothing that is not public. */
const DISCOVERY = [
  'basic-user',
  'discovery',
  'public-info-viewer',
  'service-account-issuer-discovery',
  'cluster-trust-bundle-discovery',
].map((name) => `ClusterRole system:${name}`);

/** The role, where it grants more than discovery, or may. */
const moreThanDiscovery = (binding: Resource, snapshot: Snapshot): string | undefined => {
  const grant = grantOf(binding, snapshot);
  if (!grant || grant.known === 'absent' || DISCOVERY.includes(grant.role)) return undefined;
  return grant.rules === undefined || grant.rules.some(isRight) ? grant.role : undefined;
};

/** Of a rule with many resources the first few. */
const brief = (rule: Rule): string => describeRule({ ...rule, resources: rule.resources.length > 0 ? [listed(rule.resources)] : [] });

const doubtOf = ({ rules = [], roles, namespace }: Loss): string => {
  const lost = rules.length === 0 ? `what ${roles.join(', ')} grants` : rules.slice(0, 2).map(brief).join('; ');
  const more = rules.length > 2 ? `; and ${rules.length - 2} more` : '';
  const where = namespace === undefined ? '' : ` in ${namespace}`;
  return `Every user and every ServiceAccount loses this${where}, as far as no other binding gives it: ${lost}${more}.`;
};

export default subjectRemediation({
  id: 'authenticated-binding',
  title: 'Rights are bound to everybody who signs in, or to system:masters',
  severity: 'high',
  category: 'rbac',
  why: 'Every ServiceAccount of every pod is in system:authenticated, and with some clouds everybody who has an account there; system:masters cannot be restrained at all.',
  risk: 'Users and programs that have the rights by this binding alone lose them; members of system:masters lose nothing.',
  references: [
    cis('5.1.7'),
    kubescape('C-0265'),
    ...['KSV-0123', 'KSV-01011'].map(trivy),
    kyverno('other/restrict-binding-system-groups'),
    nsa('Authentication and authorization'),
    kubernetes('concepts/security/rbac-good-practices'),
  ],
  weakness: (subject, binding, snapshot) => {
    if (!isReserved(subject, SIGNED_IN)) return undefined;
    if (subject['name'] === MASTERS) return 'system:masters may do everything anyhow, and should have no members that need this';
    const role = moreThanDiscovery(binding, snapshot);
    return role === undefined ? undefined : `everybody who signs in has what ${role} grants`;
  },
  needed: (subject, binding, snapshot) => {
    const identity = identityOf(subject, binding);
    return identity && systemSubjectReason(identity, binding, snapshot);
  },
  doubt: doubtOf,
});
