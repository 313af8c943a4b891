import { accountResource } from '../src/analysis/accounts.ts';
import { CLUSTER_ROLE, ROLE } from '../src/analysis/rbac/aggregation.ts';
import { CLUSTER_ROLE_BINDING, grantOf, ROLE_BINDING, type Account } from '../src/analysis/rbac/grants.ts';
import { describeIdentity } from '../src/analysis/rbac/identity.ts';
import { identityOf, subjectsOf, withoutSubjects, type Subject } from '../src/analysis/rbac/subjects.ts';
import { deletionOf } from '../src/core/change.ts';
import type { Evidence, Remediation } from '../src/core/remediation.ts';
import { isRecord, text, type Resource } from '../src/core/resource.ts';
import type { Snapshot } from '../src/core/snapshot.ts';
import { kubernetes, nsa } from './references.ts';

const isUnseen = (namespace: string, { unread }: Snapshot): boolean =>
  unread.some(({ kind, onlyIn, namespace: unreadIn }) => {
    if (kind === 'Namespace') return true;
    return kind === 'ServiceAccount' && (unreadIn === undefined || unreadIn === namespace) && onlyIn !== namespace;
  });

/** Accounts of the cluster's own controllers are made when they are needed, and every namespace has a `default`. */
const isAbsent = (account: Account, snapshot: Snapshot): boolean => {
  if (account.namespace === '' || account.namespace === 'kube-system' || isUnseen(account.namespace, snapshot)) return false;
  const isHome = snapshot.get({ apiVersion: 'v1', kind: 'Namespace', name: account.namespace }) !== undefined;
  return !accountResource(account, snapshot) && (account.name !== 'default' || !isHome);
};

/** A subject that is surely not there; of users and groups the cluster holds no list. */
const absentIn = (subject: Subject, binding: Resource, snapshot: Snapshot): string | undefined => {
  const identity = identityOf(subject, binding);
  if (subject['kind'] !== 'ServiceAccount' || identity?.kind !== 'ServiceAccount') return undefined;
  return isAbsent(identity, snapshot) ? describeIdentity(identity) : undefined;
};

/** The role, where it is surely not there. */
const absentRole = (binding: Resource, snapshot: Snapshot): string | undefined => {
  const grant = grantOf(binding, snapshot);
  return grant?.known === 'absent' ? grant.role : undefined;
};

const find = (binding: Resource, snapshot: Snapshot): readonly Evidence[] => {
  if (snapshot.facts.origin === 'files' || binding.metadata.name.startsWith('system:')) return [];
  const role = absentRole(binding, snapshot);
  const subjects = subjectsOf(binding).flatMap((subject, i) => {
    const name = isRecord(subject) ? absentIn(subject, binding, snapshot) : undefined;
    return name === undefined ? [] : [{ path: `subjects[${i}]`, detail: `${name} does not exist` }];
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
    if (absentRole(binding, snapshot) !== undefined) return [deletionOf(snapshot, binding)];
    return withoutSubjects(binding, snapshot, (subject) => absentIn(subject, binding, snapshot) !== undefined);
  },
  doubts: (binding, snapshot) =>
    isNew(binding, snapshot) ? [{ text: 'It was made less than an hour ago: what it names may still be on its way.' }] : [],
};
export default remediation;
