import type { Impact } from '../analysis/impact.ts';
import type { Change } from '../core/change.ts';
import type { Finding } from '../core/finding.ts';
import { planChanges, type AnswerBook } from '../core/plan.ts';
import type { Catalogue } from '../core/remediation.ts';
import type { Snapshot } from '../core/snapshot.ts';

export interface ToCompare {
  readonly finding: Finding;
  readonly others: readonly Finding[];
  readonly snapshot: Snapshot;
  readonly catalogue: Catalogue;
  readonly answers: AnswerBook;
}

/** What fixing it does otherwise than fixing the one it is compared with, by finding id; empty where it is the same. */
export type Likenesses = ReadonlyMap<string, string>;

/** A sentence without the names of the object that it is about, and as it is. */
type Said = ReadonlyMap<string, string>;

const nameless = (sentence: string, { name, namespace }: Finding['ref']): string =>
  (namespace === undefined ? sentence : sentence.replaceAll(namespace, '…')).replaceAll(name, '…');

const saidOf = (finding: Finding, impacts: readonly Impact[]): Said =>
  new Map(
    impacts
      .flatMap(({ warnings, now, later }) => [...warnings, ...now, ...later])
      .map((sentence) => [nameless(sentence, finding.ref), sentence]),
  );

const missing = (from: Said, other: Said): readonly string[] => [...other].flatMap(([key, sentence]) => (from.has(key) ? [] : [sentence]));

const difference = (one: Finding, other: Finding, before: Said, said: Said): string => {
  const places =
    other.evidence.length === one.evidence.length ? [] : [`${other.evidence.length} places instead of ${one.evidence.length}.`];
  const more = [...missing(before, said), ...places];
  return (more.length > 0 ? more : missing(said, before).map((sentence) => `Does not hold there: ${sentence}`)).join(' ');
};

/** Compares what the fixes of findings of one remediation do, by what is known of the cluster. `breathe` lets keys through in between. */
export const compare = async (
  { finding, others, snapshot, catalogue, answers }: ToCompare,
  impactOf: (change: Change, snapshot: Snapshot) => Impact,
  breathe: () => Promise<void>,
): Promise<Likenesses> => {
  const said = (one: Finding): Said =>
    saidOf(
      one,
      planChanges(snapshot, [one], catalogue, answers).map(({ change }) => impactOf(change, snapshot)),
    );
  const here = said(finding);
  const found = new Map<string, string>();
  for (const other of others) {
    await breathe();
    found.set(other.id, difference(finding, other, here, said(other)));
  }
  return found;
};
