import { workloadsOf } from '../src/analysis/accounts.ts';
import { heldBy } from '../src/analysis/rbac/holders.ts';
import { identitiesIn } from '../src/analysis/rbac/identity.ts';
import { rightsRemediation } from '../src/analysis/rbac/rightsRemediation.ts';
import type { Right } from '../src/analysis/rbac/rights.ts';
import { secretsUsedBy } from '../src/analysis/secretsUsed.ts';
import type { Resource } from '../src/core/resource.ts';
import type { Snapshot } from '../src/core/snapshot.ts';
import { cis, kubeLinter, kubernetes, kubescape, kyverno, nsa, trivy } from './references.ts';

/** A list limited to names is allowed for one name at a time, with a field selector. */
const READ = ['get', 'list', 'watch'];

const SECRETS: Right = { name: 'secrets', means: 'may read all Secrets', group: '', resources: ['secrets'], verbs: READ, named: READ };

/** What the pods of the accounts that hold it mount already: what they are most likely to ask for by name. */
const used = (_right: Right, role: Resource, snapshot: Snapshot): readonly string[] => {
  const accounts = heldBy(role, snapshot)
    .flatMap(identitiesIn)
    .filter((identity) => identity.kind === 'ServiceAccount');
  const names = accounts.flatMap((account) => workloadsOf(account, snapshot)).flatMap(secretsUsedBy);
  return [...new Set(names)].sort();
};

export default rightsRemediation({
  id: 'secrets-access',
  title: 'A role may read all Secrets',
  severity: 'high',
  category: 'rbac',
  why: 'Whoever holds it has every password and key that is stored there, tokens of stronger ServiceAccounts among them.',
  risk: 'Programs that list or watch Secrets, such as operators and ingress controllers, are refused; by name, only `get` goes on as before.',
  references: [
    cis('5.1.2'),
    ...['C-0015', 'C-0186'].map(kubescape),
    ...['KSV-0041', 'KSV-0113'].map(trivy),
    kubeLinter('access-to-secrets'),
    kyverno('other/restrict-secret-role-verbs'),
    nsa('Authentication and authorization'),
    kubernetes('concepts/security/rbac-good-practices'),
  ],
  rights: () => [SECRETS],
  needed: used,
});
