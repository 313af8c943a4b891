import { equal, type Change } from './change.ts';
import type { Finding } from './finding.ts';
import type { Answers, Catalogue, Remediation } from './remediation.ts';
import { refKey, type Ref, type Resource } from './resource.ts';
import type { Snapshot } from './snapshot.ts';

/** One object's change and the findings that it closes. */
export interface Proposed {
  readonly change: Change;
  readonly findings: readonly Finding[];
}

/** Answers by remediation id, then by finding id for one object alone, which wins. */
export type AnswerBook = Readonly<Record<string, Answers>>;

interface Draft {
  change: Change;
  readonly findings: Finding[];
}

const ORDER = ['Namespace', 'ServiceAccount', 'ClusterRole', 'Role', 'ClusterRoleBinding', 'RoleBinding'];

/** Creations before what depends on them, then edits, deletions last; within one kind of action as proposed. */
const rank = ({ change }: Proposed): number => {
  if (change.before === undefined) {
    const at = ORDER.indexOf(change.ref.kind);
    return at < 0 ? ORDER.length : at;
  }
  return change.after === undefined ? 1000 : 100;
};

/** Adds an edit to what is already planned for its object; throws for two different creations of one name, an error of the catalogue. */
const add = (drafts: Map<string, Draft>, edit: Change, finding: Finding): void => {
  const key = refKey(edit.ref);
  const draft = drafts.get(key);
  if (!draft) {
    const beside = edit.before === undefined && finding.ref.source ? { beside: finding.ref.source } : {};
    drafts.set(key, { change: { ...edit, ...beside }, findings: [finding] });
    return;
  }
  if (edit.before === undefined && !equal(draft.change.after, edit.after))
    throw new Error(
      `catalogue: ${finding.remediation} and ${draft.findings.map((f) => f.remediation).join(', ')} create ${key} in different ways`,
    );
  const { after: _after, ...rest } = draft.change;
  const absent = [...(draft.change.absent ?? []), ...(edit.absent ?? [])];
  draft.change = { ...rest, ...(edit.after === undefined ? {} : { after: edit.after }), ...(absent.length > 0 ? { absent } : {}) };
  if (!draft.findings.some((f) => f.id === finding.id)) draft.findings.push(finding);
};

/** What a fix is given: the answer for this object, else for the remediation, else the default. */
export const answersTo = (
  remediation: Remediation,
  finding: Finding,
  resource: Resource,
  snapshot: Snapshot,
  answers: AnswerBook,
): Answers => {
  const inputs = remediation.inputs?.(resource, snapshot) ?? [];
  const defaults = Object.fromEntries(inputs.flatMap((input) => (input.default === undefined ? [] : [[input.name, input.default]])));
  return { ...defaults, ...answers[remediation.id], ...answers[finding.id] };
};

/**
 * snapshot + chosen findings (+ answers) -> changes, one for each object. Fixes run in catalogue order, each on what the
 * ones before it left; a fix that proposes nothing, because an earlier one closed its finding, is fine.
 */
export const planChanges = (
  snapshot: Snapshot,
  chosen: readonly Finding[],
  catalogue: Catalogue,
  answers: AnswerBook = {},
): readonly Proposed[] => {
  const drafts = new Map<string, Draft>();
  let at = snapshot;
  let pending = new Map<string, Ref>();
  const settle = (): void => {
    if (pending.size === 0) return;
    at = at.with([...pending].map(([key, ref]) => ({ ref, resource: drafts.get(key)?.change.after })));
    pending = new Map();
  };
  for (const remediation of catalogue) {
    const wanted = chosen.filter((f) => f.remediation === remediation.id);
    if (wanted.length > 0) settle();
    for (const finding of wanted) {
      if (!remediation.fix) continue;
      if (pending.has(refKey(finding.ref))) settle();
      const resource = at.get(finding.ref);
      if (!resource || remediation.find(resource, at).length === 0 || remediation.guide?.(resource, at)) continue;
      const given = answersTo(remediation, finding, resource, at, answers);
      let edits = remediation.fix(resource, at, given);
      if (edits.some((edit) => pending.has(refKey(edit.ref)) && edit.before !== undefined)) {
        settle();
        edits = remediation.fix(at.get(finding.ref) ?? resource, at, given);
      }
      for (const edit of edits) {
        if (equal(edit.before, edit.after)) continue;
        add(drafts, edit, finding);
        pending.set(refKey(edit.ref), edit.ref);
      }
    }
  }
  return [...drafts.values()].filter(({ change }) => !equal(change.before, change.after)).sort((a, b) => rank(a) - rank(b));
};
