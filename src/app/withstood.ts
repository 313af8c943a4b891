import { equal } from '../core/change.ts';
import { differences, withoutServerFields } from '../core/diff.ts';
import type { Finding } from '../core/finding.ts';
import type { Catalogue, Evidence } from '../core/remediation.ts';
import type { Snapshot } from '../core/snapshot.ts';
import type { PlannedChange } from './plan.ts';
import { effectOf } from './sameOutcome.ts';

/** Whether the server would store what was proposed, and for what is new at least that. */
const isTaken = ({ change, preview }: PlannedChange): boolean => {
  if (preview?.checked !== 'server' || !change.after || !preview.after) return true;
  if (change.before) return equal(effectOf(change), effectOf(preview));
  return differences(withoutServerFields(change.after), withoutServerFields(preview.after)).every(({ before }) => before === undefined);
};

interface Stays {
  readonly finding: Finding;
  readonly evidence: readonly Evidence[];
}

const textOf = ([first]: readonly Stays[], all: readonly string[]): string => {
  const [evidence] = first?.evidence ?? [];
  const where = evidence ? ` (${evidence.path}: ${evidence.detail})` : '';
  return `a webhook of this cluster undoes this change: with it ${all.join(', ')} would still be found${where}`;
};

/**
 * Changes that a webhook or policy of the cluster would undo before they are stored are refused, and say which findings would stay: of those
 * that they close as they are proposed, the ones that are found in what would be stored.
 */
export const refusingUndone = (changes: readonly PlannedChange[], snapshot: Snapshot, catalogue: Catalogue): readonly PlannedChange[] => {
  if (changes.every(isTaken)) return changes;
  const proposed = snapshot.with(changes.map(({ change: { ref, after } }) => ({ ref, resource: after })));
  const stored = snapshot.with(changes.map(({ change: { ref, after }, preview }) => ({ ref, resource: preview ? preview.after : after })));
  const foundIn = (at: Snapshot, { remediation, ref }: Finding): readonly Evidence[] => {
    const resource = at.get(ref);
    return (resource && catalogue.find(({ id }) => id === remediation)?.find(resource, at)) ?? [];
  };
  return changes.map((planned) => {
    if (isTaken(planned)) return planned;
    const stays = planned.findings
      .map((finding): Stays => ({ finding, evidence: foundIn(stored, finding) }))
      .filter(({ finding, evidence }) => evidence.length > 0 && foundIn(proposed, finding).length === 0);
    if (stays.length === 0) return planned;
    const refused = textOf(stays, [...new Set(stays.map(({ finding }) => finding.remediation))]);
    return { ...planned, refused, stays: stays.map(({ finding }) => finding) };
  });
};
