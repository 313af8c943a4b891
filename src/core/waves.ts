import type { Finding } from './finding.ts';
import { planChanges, type AnswerBook } from './plan.ts';
import type { Catalogue } from './remediation.ts';
import { kindOf, type Resource } from './resource.ts';
import type { Snapshot } from './snapshot.ts';
import { equal } from './change.ts';
import { podSpecOf, podMetadataOf, ROLLOUT_KINDS } from './workload.ts';

/** The order in which a guided session offers findings: what costs nothing first. */
export type Wave = 'safe' | 'restarts' | 'answers' | 'outside';
export const WAVES: readonly Wave[] = ['safe', 'restarts', 'answers', 'outside'];

export const WAVE_TITLES: Readonly<Record<Wave, string>> = {
  safe: 'safe now (no restart, no doubt)',
  restarts: 'restarts a workload',
  answers: 'needs your answer',
  outside: 'outside the API',
};

/** The workloads whose running pods a fix of this finding replaces at once. */
export const restartedBy = (finding: Finding, snapshot: Snapshot, catalogue: Catalogue, answers: AnswerBook = {}): readonly Resource[] =>
  planChanges(snapshot, [finding], catalogue, answers).flatMap(({ change: { ref, before, after } }) =>
    before !== undefined &&
    after !== undefined &&
    ROLLOUT_KINDS.includes(kindOf(ref)) &&
    !(equal(podSpecOf(before), podSpecOf(after)) && equal(podMetadataOf(before), podMetadataOf(after)))
      ? [before]
      : [],
  );

export const restarts = (finding: Finding, snapshot: Snapshot, catalogue: Catalogue): boolean =>
  restartedBy(finding, snapshot, catalogue).length > 0;

export const waveOf = (finding: Finding, snapshot: Snapshot, catalogue: Catalogue): Wave => {
  if (finding.fix === 'guide') return 'outside';
  if (finding.fix !== 'auto') return 'answers';
  return restarts(finding, snapshot, catalogue) ? 'restarts' : 'safe';
};

/** The same remediation, without a doubt of its own: what can be accepted or skipped in one go. */
export const alike = (finding: Finding, others: readonly Finding[]): readonly Finding[] =>
  others.filter((other) => other.remediation === finding.remediation && other.fix === 'auto' && finding.fix === 'auto');
