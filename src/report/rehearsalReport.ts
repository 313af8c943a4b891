import type { Blame, Outcome, Rehearsal } from '../app/rehearsal.ts';
import type { Step } from '../app/run.ts';
import { printable } from '../core/printable.ts';
import { named, shortName, type NamedObject } from './named.ts';
import { table } from './table.ts';

/** What a rehearsal showed; `ready` is evidence for the time that it ran, and no proof. */
export interface ReportedRehearsal extends NamedObject {
  readonly outcome: Outcome['state'];
  /** How long all its containers were ready. */
  readonly seconds?: number;
  readonly reason?: string;
  readonly lastLine?: string;
  /** The remediation whose fix is to blame: `tried` when the pod ran without it, `likely` when the words of the failure point at it, `several` when it failed without any one of theirs. */
  readonly blame?: { readonly by: Blame['by']; readonly remediations: readonly string[] };
  readonly help?: string;
}

export const reportedRehearsal = ({ change, outcome, blame }: Rehearsal): ReportedRehearsal => ({
  ...named(change.change.ref),
  outcome: outcome.state,
  ...(outcome.state === 'ready' ? { seconds: outcome.seconds } : { reason: outcome.reason }),
  ...(outcome.state === 'ready' || outcome.lastLine === undefined ? {} : { lastLine: outcome.lastLine }),
  ...(blame ? { blame: { by: blame.by, remediations: [...new Set(blame.findings.map(({ remediation }) => remediation))] } } : {}),
  ...(outcome.state === 'failed' && outcome.hint ? { help: outcome.hint.help } : {}),
});

/** An object that was created for a rehearsal and could not be removed. */
export interface Remaining extends NamedObject {
  readonly detail: string;
}

export const remaining = ({ ref, detail = 'not removed' }: Step): Remaining => ({ ...named(ref), detail: printable(detail) });

const BLAMED: Readonly<Record<Blame['by'], string>> = {
  tried: 'it runs without',
  likely: 'likely because of',
  several: 'no single fix alone is to blame: it also fails without any one of',
};

/** All that is known of it, in half-sentences. */
export const rehearsalWords = (rehearsal: Rehearsal): readonly string[] => {
  const { seconds, reason, lastLine, blame, help } = reportedRehearsal(rehearsal);
  return [
    ...(seconds === undefined ? [] : [seconds === 0 ? 'ran to its end' : `ready for ${seconds} s`]),
    ...(reason === undefined ? [] : [reason]),
    ...(lastLine === undefined ? [] : [`it printed: ${lastLine}`]),
    ...(blame ? [`${BLAMED[blame.by]} ${blame.remediations.join(', ')}`] : []),
    ...(help === undefined ? [] : [help]),
  ].map((text) => printable(text));
};

/** One line for each rehearsal. */
export const rehearsalTable = (rehearsals: readonly Rehearsal[]): readonly string[] =>
  rehearsals.length === 0
    ? []
    : table(
        ['REHEARSAL', 'NAMESPACE', 'OBJECT', 'DETAIL'],
        rehearsals.map((rehearsal) => {
          const { ref } = rehearsal.change.change;
          return [rehearsal.outcome.state, printable(ref.namespace ?? '-'), shortName(ref), rehearsalWords(rehearsal).join('; ')];
        }),
      );
