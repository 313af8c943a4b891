import type { Edit, Evidence, Remediation } from '../../core/remediation.ts';
import { field, isRecord, items, text, type Resource } from '../../core/resource.ts';
import type { Snapshot } from '../../core/snapshot.ts';
import { CLUSTER_ROLE, ROLE } from './aggregation.ts';
import { CLUSTER_ROLE_BINDING, ROLE_BINDING } from './grants.ts';
import { lossesByBinding, type Loss } from './losses.ts';
import { identityOf, subjectsOf, withoutSubjects, type Subject } from './subjects.ts';

type Judge = (subject: Subject, binding: Resource, snapshot: Snapshot) => string | undefined;

export interface SubjectRule extends Omit<Remediation, 'kinds' | 'find' | 'fix' | 'byDesign'> {
  /** Why this subject should not be bound here, or undefined. */
  readonly weakness: Judge;
  /** Why it needs to be bound here although it has the weakness. */
  readonly needed?: Judge;
  /** Why losing this should not happen unseen. */
  readonly doubt?: (loss: Loss, binding: Resource, snapshot: Snapshot) => string | undefined;
}

export const bindsClusterAdmin = (binding: Resource): boolean =>
  field(binding, 'roleRef', 'kind') === 'ClusterRole' && field(binding, 'roleRef', 'name') === 'cluster-admin';

const evidenceOf = (binding: Resource, judge: (subject: Subject) => string | undefined): readonly Evidence[] =>
  subjectsOf(binding).flatMap((subject, i) => {
    const detail = isRecord(subject) ? judge(subject) : undefined;
    return detail === undefined ? [] : [{ path: `subjects[${i}]`, detail }];
  });

/** Subjects that name nobody, such as a ServiceAccount without a namespace in a template; the API server takes no such binding. */
const unknownIn = (binding: Resource, judge: (subject: Subject) => string | undefined): readonly string[] =>
  items(binding['subjects'])
    .filter((subject) => judge(subject) !== undefined && identityOf(subject, binding) === undefined)
    .map(
      (subject) =>
        `${text(subject['kind']) ?? 'subject'} ${text(subject['name']) ?? '?'} is named without a kind or a namespace that the API server takes: who loses it is not known.`,
    );

/** A remediation that judges each subject of a binding by itself, and takes it out; a binding of nobody else is deleted. */
export const subjectRemediation = ({ weakness, needed, doubt, ...described }: SubjectRule): Remediation => {
  const reason = (subject: Subject, binding: Resource, snapshot: Snapshot): string | undefined =>
    weakness(subject, binding, snapshot) === undefined ? undefined : needed?.(subject, binding, snapshot);
  const wrong = (subject: Subject, binding: Resource, snapshot: Snapshot): string | undefined =>
    reason(subject, binding, snapshot) === undefined ? weakness(subject, binding, snapshot) : undefined;
  const found = (judge: Judge, binding: Resource, snapshot: Snapshot): readonly Evidence[] =>
    evidenceOf(binding, (subject) => judge(subject, binding, snapshot));
  const fix = (binding: Resource, snapshot: Snapshot): readonly Edit[] =>
    withoutSubjects(binding, snapshot, (subject) => wrong(subject, binding, snapshot) !== undefined);
  return {
    kinds: [CLUSTER_ROLE_BINDING, ROLE_BINDING],
    reads: [CLUSTER_ROLE, ROLE],
    doubts: (binding, snapshot) => {
      const losses = fix(binding, snapshot).flatMap(({ after }) => lossesByBinding(binding, after, snapshot));
      const known = losses.flatMap((loss) => doubt?.(loss, binding, snapshot) ?? []);
      return [...known, ...unknownIn(binding, (subject) => wrong(subject, binding, snapshot))].map((text) => ({ text }));
    },
    ...described,
    find: (binding, snapshot) => {
      const weak = found(wrong, binding, snapshot);
      return weak.length > 0 ? weak : found(reason, binding, snapshot);
    },
    byDesign: (binding, snapshot) => (found(wrong, binding, snapshot).length > 0 ? undefined : found(reason, binding, snapshot)[0]?.detail),
    fix,
  };
};
