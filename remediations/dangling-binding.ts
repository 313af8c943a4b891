import { CLUSTER_ROLE, ROLE } from '../src/analysis/rbac/aggregation.ts';
import { absentAccount, absentRole, accountRefs, roleRefs } from '../src/analysis/rbac/dangling.ts';
import { CLUSTER_ROLE_BINDING, ROLE_BINDING } from '../src/analysis/rbac/grants.ts';
import { describeIdentity } from '../src/analysis/rbac/identity.ts';
import { identityOf, subjectsOf, withoutSubjects } from '../src/analysis/rbac/subjects.ts';
import { deletionOf } from '../src/core/change.ts';
import type { Evidence, Remediation } from '../src/core/remediation.ts';
import { isRecord, text, type Resource } from '../src/core/resource.ts';
import type { Snapshot } from '../src/core/snapshot.ts';
import { kubernetes, nsa } from './references.ts';

const find = (binding: Resource, snapshot: Snapshot): readonly Evidence[] => {
  if (snapshot.facts.origin === 'files' || binding.metadata.name.startsWith('system:')) return [];
  const role = absentRole(binding, snapshot);
  const subjects = subjectsOf(binding).flatMap((subject, i) => {
    const account = isRecord(subject) ? absentAccount(subject, binding, snapshot) : undefined;
    return account ? [{ path: `subjects[${i}]`, detail: `${describeIdentity(account)} does not exist` }] : [];
  });
  return role === undefined ? subjects : [{ path: 'roleRef', detail: `${role} does not exist` }, ...subjects];
};

const HOUR = 3_600_000;

/** What is being installed may name what comes a moment later. */
const isNew = (binding: Resource, { facts }: Snapshot): boolean => {
  const made = Date.parse(text(binding.metadata['creationTimestamp']) ?? '');
  return Date.parse(facts.now) - made < HOUR;
};

const remediation: Remediation = {
  id: 'dangling-binding',
  title: 'A binding names a role or a ServiceAccount that does not exist',
  severity: 'medium',
  category: 'rbac',
  why: 'Whoever may create what is missing decides what the binding gives, or gets what it gives, and nobody notices.',
  risk: 'What is installed again and counts on a binding that was left over has to bring its own.',
  references: [nsa('Authentication and authorization'), kubernetes('concepts/security/rbac-good-practices')],
  kinds: [CLUSTER_ROLE_BINDING, ROLE_BINDING],
  reads: [CLUSTER_ROLE, ROLE, 'ServiceAccount', 'Namespace'],
  find,
  fix: (binding, snapshot) => {
    if (find(binding, snapshot).length === 0) return [];
    if (absentRole(binding, snapshot) !== undefined) return [{ ...deletionOf(snapshot, binding), absent: roleRefs(binding) }];
    const gone = subjectsOf(binding)
      .filter(isRecord)
      .filter((subject) => absentAccount(subject, binding, snapshot) !== undefined);
    const absent = gone.flatMap((subject) => accountRefs(identityOf(subject, binding)));
    return withoutSubjects(binding, snapshot, (subject) => gone.includes(subject)).map((edit) => ({ ...edit, absent }));
  },
  doubts: (binding, snapshot) =>
    isNew(binding, snapshot) ? [{ text: 'It was made less than an hour ago: what it names may still be on its way.' }] : [],
};
export default remediation;
