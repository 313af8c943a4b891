import { holdsCredentials, LAST_APPLIED } from '../analysis/redacted.ts';
import type { Step } from '../app/run.ts';
import { isTelling } from '../app/secrets.ts';
import type { Difference } from '../core/diff.ts';
import { annotationsOf, describeRef, isRecord, kindOf } from '../core/resource.ts';

const HIDDEN = ['data', 'stringData'];

const tells = (resource: unknown): boolean =>
  isRecord(resource) && (HIDDEN.some((name) => resource[name] !== undefined) || annotationsOf(resource)[LAST_APPLIED] !== undefined);

const differenceTells = ({ path, before, after }: Difference): boolean => {
  const [first] = path;
  if (first === undefined) return tells(before) || tells(after);
  if (first === 'metadata') return JSON.stringify([path, before, after]).includes(LAST_APPLIED);
  return typeof first === 'string' && HIDDEN.includes(first);
};

const secretTells = (step: Step): boolean => tells(step.before) || tells(step.after) || step.differences.some(differenceTells);

const credentialTells = ({ before, after, differences }: Step): boolean =>
  [before, after].some((object) => object !== undefined && holdsCredentials(object)) || differences.some(isTelling);

/** What these steps hold and no record may: `the data of a Secret (payments/Secret db)`. Undefined where there is nothing. */
export const secretIn = (steps: Iterable<Step>): string | undefined => {
  for (const step of steps) {
    const isSecret = [step.ref, step.before, step.after].some((of) => of !== undefined && kindOf(of) === 'Secret');
    if (isSecret ? secretTells(step) : credentialTells(step))
      return `${isSecret ? 'the data of a Secret' : 'a credential'} (${describeRef(step.ref)})`;
  }
  return undefined;
};

/** Throws, as a bug of the caller, where a record would hold what a Secret hides, or a credential in plain text. */
export const assertNoSecrets = (run: string, steps: Iterable<Step>): void => {
  const secret = secretIn(steps);
  if (secret !== undefined) throw new Error(`run ${run}: its record would hold ${secret}`);
};
