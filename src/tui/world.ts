import type { Finding } from '../core/finding.ts';
import type { Answers, Input, Remediation } from '../core/remediation.ts';
import type { Resource } from '../core/resource.ts';
import type { AnswerBook } from '../core/plan.ts';
import type { World } from './state.ts';

export const remediationOf = (world: World, finding: Finding): Remediation | undefined =>
  world.catalogue.find(({ id }) => id === finding.remediation);

export const resourceOf = (world: World, finding: Finding): Resource | undefined => world.scan.snapshot.get(finding.ref);

export const inputsOf = (world: World, finding: Finding): readonly Input[] => {
  const resource = resourceOf(world, finding);
  return resource ? (remediationOf(world, finding)?.inputs?.(resource, world.scan.snapshot) ?? []) : [];
};

/** What will be used for an input: the person's answer for this object, or for the remediation, or the default. */
export const answerTo = (input: Input, finding: Finding, answers: AnswerBook): string | undefined =>
  answers[finding.id]?.[input.name] ?? answers[finding.remediation]?.[input.name] ?? input.default;

export const answered = (book: AnswerBook, finding: Finding, given: Answers): AnswerBook => ({
  ...book,
  [finding.id]: { ...book[finding.id], ...given },
});

/** Why this finding cannot be planned here, or undefined. */
export const notPlannable = (world: World, finding: Finding): string | undefined => {
  if (finding.fix === 'guide') return 'outside the API: it has steps to follow, no change to apply';
  const open = inputsOf(world, finding).find((input) => answerTo(input, finding, world.session.answers) === undefined);
  return open ? `it needs a value: press i (${open.ask})` : undefined;
};

/** Why this finding is left to who owns its object, or undefined: nobody does, or it is to be written all the same. */
export const leftToOwner = (world: World, { id, fix, owner }: Finding): string | undefined =>
  fix === 'owned' && !world.session.overrides.has(id)
    ? `${owner?.name ?? 'someone else'} (${owner?.tool ?? 'owner'}) owns it: change it at its source, or O writes it all the same`
    : undefined;
