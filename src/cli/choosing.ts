import type { Override } from '../core/owner.ts';
import { usage } from '../app/errors.ts';
import type { Finding } from '../core/finding.ts';
import type { AnswerBook } from '../core/plan.ts';
import type { Catalogue, Input, Remediation } from '../core/remediation.ts';
import type { Snapshot } from '../core/snapshot.ts';
import { restarts } from '../core/waves.ts';
import type { Demands } from '../app/hardening.ts';
import type { LeftFinding } from '../report/left.ts';
import { overrideOf, waveOf, type Flags } from './flags.ts';
import { demandedOf } from './level.ts';
import { knownCheck, namedIn, type Named } from './naming.ts';

/** What a person named; without checks, all that is automatic and what is accepted or answered besides. */
export interface Wanted extends Named {
  readonly accept: readonly string[];
  readonly answers: AnswerBook;
  /** Nothing is written: what somebody else owns is planned too, for its source. */
  readonly owned?: 'export';
  readonly override?: Override;
  readonly wave?: 'safe' | 'restarts';
  /** Instead of checks: whatever this level of Pod Security needs. */
  readonly demands?: Demands;
}

/** `CHECK.input=value`. */
const answersOf = (catalogue: Catalogue, given: readonly string[]): AnswerBook =>
  given.reduce<AnswerBook>((book, text) => {
    const [, check, input, value] = /^([^.=]+)\.([^=]+)=(.*)$/s.exec(text) ?? [];
    if (check === undefined || input === undefined || value === undefined)
      throw usage(`--set ${text} does not say which value is meant.`, 'Give it as --set CHECK.input=value.');
    const id = knownCheck(catalogue, check);
    return { ...book, [id]: { ...book[id], [input]: value } };
  }, {});

/** Throws a Failure for what the catalogue does not know, with what may have been meant. */
export const wantedOf = (flags: Flags, names: readonly string[], catalogue: Catalogue): Wanted => {
  const [override, wave] = [overrideOf(flags), waveOf(flags)];
  const named = namedIn(names, catalogue, flags);
  const demands = demandedOf(flags, named.checks);
  return {
    ...named,
    accept: (flags.accept ?? []).map((id) => knownCheck(catalogue, id)),
    answers: answersOf(catalogue, flags.set ?? []),
    ...(override === undefined ? {} : { override }),
    ...(wave === undefined ? {} : { wave }),
    ...(demands === undefined ? {} : { demands }),
  };
};

const missingInput = (finding: Finding, inputs: readonly Input[], wanted: Wanted): string | undefined => {
  const given = wanted.answers[finding.remediation] ?? {};
  for (const input of inputs) {
    const value = given[input.name];
    const wrong = value === undefined ? undefined : input.refuse?.(value);
    if (wrong !== undefined) throw usage(`--set ${finding.remediation}.${input.name}=${value}: ${wrong}`);
    const isNamed = input.optional || [...wanted.checks, ...wanted.accept].includes(finding.remediation);
    const chosen = value ?? (isNamed ? input.default : undefined);
    if (chosen !== undefined) continue;
    const suggested = input.default === undefined ? 'VALUE' : input.default;
    return `needs a value: ${input.ask} (--set ${finding.remediation}.${input.name}=${suggested})`;
  }
  return undefined;
};

const byHand = (remediation: Remediation, finding: Finding, snapshot: Snapshot): string => {
  const resource = snapshot.get(finding.ref);
  const steps = (resource && remediation.guide?.(resource, snapshot)?.steps) ?? [];
  return `by hand: ${steps.length > 0 ? steps.join(' ') : `the API cannot change it; see \`kubeharden explain ${remediation.id}\``}`;
};

/** Why this finding is not mended, or undefined. */
export const leftBecause = (remediation: Remediation, finding: Finding, snapshot: Snapshot, wanted: Wanted): string | undefined => {
  if (finding.fix === 'guide') return byHand(remediation, finding, snapshot);
  if (finding.fix === 'owned' && wanted.override === undefined && wanted.owned === undefined)
    return `${finding.owner?.consequence ?? 'Somebody else writes this object.'} (a patch for its source: kubeharden plan ${finding.remediation} -o kustomize --out DIR; to write it all the same: --override-owner hold or yield)`;
  if (finding.doubts.length > 0 && !wanted.accept.includes(finding.remediation))
    return `${finding.doubts.map(({ text }) => text).join(' ')} (--accept ${finding.remediation})`;
  const resource = snapshot.get(finding.ref);
  return missingInput(finding, (resource && remediation.inputs?.(resource, snapshot)) ?? [], wanted);
};

const inWave = (finding: Finding, snapshot: Snapshot, catalogue: Catalogue, wave: Wanted['wave']): boolean =>
  wave === undefined || restarts(finding, snapshot, catalogue) === (wave === 'restarts');

/** Parts what is to be mended from what stays. Findings of checks that were not named are neither. Throws a Failure for a refused value. */
export const choose = (
  findings: readonly Finding[],
  snapshot: Snapshot,
  catalogue: Catalogue,
  wanted: Wanted,
): { readonly chosen: readonly Finding[]; readonly left: readonly LeftFinding[] } => {
  const byId = new Map(catalogue.map((remediation) => [remediation.id, remediation]));
  const chosen: Finding[] = [];
  const left: LeftFinding[] = [];
  for (const finding of findings) {
    const remediation = byId.get(finding.remediation);
    if (!remediation || (wanted.checks.length > 0 && !wanted.checks.includes(finding.remediation))) continue;
    if (wanted.objects.length > 0 && !wanted.objects.some(({ matches }) => matches(finding.ref))) continue;
    const reason = leftBecause(remediation, finding, snapshot, wanted);
    if (reason !== undefined) left.push({ finding, reason });
    else if (inWave(finding, snapshot, catalogue, wanted.wave)) chosen.push(finding);
    else left.push({ finding, reason: `is not in the wave ${wanted.wave}` });
  }
  return { chosen, left };
};
