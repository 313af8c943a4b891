import type { Decision } from '../app/journal.ts';
import { differences } from '../core/diff.ts';
import type { Finding } from '../core/finding.ts';
import { planChanges, type AnswerBook } from '../core/plan.ts';
import type { Catalogue } from '../core/remediation.ts';
import { refKey } from '../core/resource.ts';
import type { Snapshot } from '../core/snapshot.ts';
import { ageless } from '../core/tried.ts';
import { waveOf, type Wave } from '../core/waves.ts';
import type { Override } from '../core/owner.ts';
import type { Choice, Decisions, Sorted } from './session.ts';

/** What was decided on, in short: the evidence, what speaks against it, and the change. When it differs, the decision is asked again. */
export const digestOf = (finding: Finding, snapshot: Snapshot, catalogue: Catalogue, answers: AnswerBook): string => {
  const changes = planChanges(snapshot, [finding], catalogue, answers).map(({ change }) => [
    refKey(change.ref),
    differences(change.before, change.after),
  ]);
  const { evidence, doubts } = finding;
  const { createHash } = process.getBuiltinModule('node:crypto'); // as an import it costs every start 10 ms
  return createHash('sha256')
    .update(JSON.stringify([evidence, ageless(doubts), changes]))
    .digest('hex')
    .slice(0, 16);
};

const namespaceOf = (finding: Finding): string => finding.ref.namespace ?? '';

/** Restarts go namespace by namespace; everything else stays in catalogue order. */
const inOrder = (wave: Wave, findings: readonly Finding[]): readonly Finding[] =>
  wave === 'restarts' ? findings.toSorted((a, b) => namespaceOf(a).localeCompare(namespaceOf(b))) : findings;

/** What was decided in this session, and the scan on which that was done. */
export interface Decided {
  readonly decisions: Decisions;
  readonly findings: readonly Finding[];
  readonly snapshot: Snapshot;
}

export interface ToSort {
  readonly findings: readonly Finding[];
  readonly snapshot: Snapshot;
  readonly catalogue: Catalogue;
  readonly answers: AnswerBook;
  /** From earlier sessions. */
  readonly decisions: readonly Decision[];
  readonly decided?: Decided;
}

/** Whether a decision of this session was made on something else; what is ignored stays so whatever becomes of it. */
const isOutdated = (
  finding: Finding,
  earlier: ReadonlyMap<string, Finding>,
  { decided, snapshot, catalogue, answers }: ToSort,
): boolean => {
  const choice = decided?.decisions.get(finding.id);
  const before = earlier.get(finding.id);
  if (!decided || !before || choice === undefined || choice === 'ignore') return false;
  return digestOf(before, decided.snapshot, catalogue, answers) !== digestOf(finding, snapshot, catalogue, answers);
};

const SLICE = 250;

/** Puts findings into waves and looks which remembered decisions still hold. `breathe` lets keys through between slices. */
export const sortFindings = async (toSort: ToSort, breathe: () => Promise<void>): Promise<Sorted> => {
  const { findings, snapshot, catalogue, answers, decisions } = toSort;
  const earlier = new Map(toSort.decided?.findings.map((finding) => [finding.id, finding]));
  const outdated = new Set<string>();
  const waves: Record<Wave, Finding[]> = { safe: [], restarts: [], answers: [], outside: [] };
  const made = new Map(decisions.map((decision) => [decision.finding, decision]));
  const kept = new Map<string, Choice>();
  const overrides = new Map<string, Override>();
  let given = answers;
  let changed = 0;
  for (const [i, finding] of findings.entries()) {
    if (i > 0 && i % SLICE === 0) await breathe();
    waves[waveOf(finding, snapshot, catalogue)].push(finding);
    if (isOutdated(finding, earlier, toSort)) outdated.add(finding.id);
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
    outdated,
    returned: { kept: kept.size, changed, gone: made.size },
    answers: given,
    overrides,
  };
};
