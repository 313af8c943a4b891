import { createHash } from 'node:crypto';
import type { Decision } from '../app/journal.ts';
import { differences } from '../core/diff.ts';
import type { Finding } from '../core/finding.ts';
import { planChanges, type AnswerBook } from '../core/plan.ts';
import type { Catalogue } from '../core/remediation.ts';
import { refKey } from '../core/resource.ts';
import type { Snapshot } from '../core/snapshot.ts';
import { waveOf, type Wave } from '../core/waves.ts';
import type { Override } from '../core/owner.ts';
import type { Choice, Sorted } from './session.ts';

/** What was decided on, in short: when it differs, the decision is asked again. */
export const digestOf = (finding: Finding, snapshot: Snapshot, catalogue: Catalogue, answers: AnswerBook): string => {
  const changes = planChanges(snapshot, [finding], catalogue, answers).map(({ change }) => [
    refKey(change.ref),
    differences(change.before, change.after),
  ]);
  return createHash('sha256').update(JSON.stringify(changes)).digest('hex').slice(0, 16);
};

const namespaceOf = (finding: Finding): string => finding.ref.namespace ?? '';

/** Restarts go namespace by namespace; everything else stays in catalogue order. */
const inOrder = (wave: Wave, findings: readonly Finding[]): readonly Finding[] =>
  wave === 'restarts' ? findings.toSorted((a, b) => namespaceOf(a).localeCompare(namespaceOf(b))) : findings;

export interface ToSort {
  readonly findings: readonly Finding[];
  readonly snapshot: Snapshot;
  readonly catalogue: Catalogue;
  readonly answers: AnswerBook;
  readonly decisions: readonly Decision[];
}

const SLICE = 250;

/** Puts findings into waves and looks which remembered decisions still hold. `breathe` lets keys through between slices. */
export const sortFindings = async (
  { findings, snapshot, catalogue, answers, decisions }: ToSort,
  breathe: () => Promise<void>,
): Promise<Sorted> => {
  const waves: Record<Wave, Finding[]> = { safe: [], restarts: [], answers: [], outside: [] };
  const made = new Map(decisions.map((decision) => [decision.finding, decision]));
  const kept = new Map<string, Choice>();
  const overrides = new Map<string, Override>();
  let given = answers;
  let changed = 0;
  for (const [i, finding] of findings.entries()) {
    if (i > 0 && i % SLICE === 0) await breathe();
    waves[waveOf(finding, snapshot, catalogue)].push(finding);
    const decision = made.get(finding.id);
    if (!decision) continue;
    made.delete(finding.id);
    const book = decision.answers ? { ...answers, [finding.id]: { ...decision.answers, ...answers[finding.id] } } : answers;
    if (decision.of !== digestOf(finding, snapshot, catalogue, book)) {
      changed++;
      continue;
    }
    kept.set(finding.id, decision.choice);
    if (decision.answers) given = { ...given, [finding.id]: book[finding.id] ?? {} };
    if (decision.override) overrides.set(finding.id, decision.override);
  }
  return {
    waves: { ...waves, restarts: inOrder('restarts', waves.restarts) },
    decisions: kept,
    returned: { kept: kept.size, changed, gone: made.size },
    answers: given,
    overrides,
  };
};
