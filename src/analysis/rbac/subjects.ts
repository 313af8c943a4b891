import { deletionOf, editOf } from '../../core/change.ts';
import type { Edit } from '../../core/remediation.ts';
import { describeRef, isRecord, text, type Resource } from '../../core/resource.ts';
import type { Snapshot } from '../../core/snapshot.ts';
import { workloadsOf } from '../accounts.ts';
import { listed } from '../sentences.ts';
import { describeIdentity, identitiesIn, MASTERS, type Identity } from './identity.ts';

/** A subject as a binding has it written. */
export type Subject = Readonly<Record<string, unknown>>;

/** As written: what is no object keeps its place. */
export const subjectsOf = (binding: Resource): readonly unknown[] => (Array.isArray(binding['subjects']) ? binding['subjects'] : []);

/** Whom a subject means; undefined where it names nobody. */
export const identityOf = (subject: Subject, binding: Resource): Identity | undefined =>
  identitiesIn({ ...binding, subjects: [subject] })[0];

/** `Group admins`, `ServiceAccount shop/ci (as which shop/Deployment ci runs)`. */
export const describeUse = (identity: Identity, snapshot: Snapshot): string => {
  const users = identity.kind === 'ServiceAccount' ? workloadsOf(identity, snapshot) : [];
  if (users.length === 0) return describeIdentity(identity);
  const names = listed(users.map((user) => describeRef(snapshot.ref(user))));
  return `${describeIdentity(identity)} (as which ${names} ${users.length === 1 ? 'runs' : 'run'})`;
};

/** Who has not signed in. */
export const ANONYMOUS: readonly string[] = ['system:anonymous', 'system:unauthenticated'];

/** Everybody who has, and the group that no binding can add anything to. */
export const SIGNED_IN: readonly string[] = ['system:authenticated', MASTERS];

/** Whether a subject has one of these reserved names, whatever kind is written beside it: no user and no group else can have it. */
export const isReserved = (subject: Subject, names: readonly string[]): boolean =>
  subject['kind'] !== 'ServiceAccount' && names.includes(text(subject['name']) ?? '');

/** The binding without some of its subjects: edited, or deleted where nobody is left, because its role cannot be changed. */
export const withoutSubjects = (binding: Resource, snapshot: Snapshot, goes: (subject: Subject) => boolean): readonly Edit[] => {
  const all = subjectsOf(binding);
  const others = all.filter((subject) => !isRecord(subject) || !goes(subject));
  if (others.length === all.length) return [];
  return others.length === 0 ? [deletionOf(snapshot, binding)] : [editOf(snapshot, binding, { ...binding, subjects: others })];
};
