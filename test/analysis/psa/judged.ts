import { evaluatePod } from '../../../src/analysis/psa/evaluate.ts';
import type { Level } from '../../../src/analysis/psa/level.ts';

type Fields = Record<string, unknown>;

export interface Written {
  readonly metadata?: Fields;
  readonly spec: Fields;
}

/** Check, version, pod, and the reason and detail that are expected: undefined where it is allowed. */
export type Row = readonly [check: string, version: string, pod: Written, expected: readonly [reason: string, detail: string] | undefined];

/** A pod of containers with these security contexts, by name. */
export const containers = (contexts: Readonly<Record<string, Fields>>, ofPod: Fields = {}): Written => ({
  spec: { securityContext: ofPod, containers: Object.entries(contexts).map(([name, securityContext]) => ({ name, securityContext })) },
});

/** What one check says of a pod. */
export const judged = (level: Level, check: string, version: string, { metadata = {}, spec }: Written) => {
  const found = evaluatePod(level, version, metadata, spec).find((violation) => violation.check === check);
  return found && [found.reason, found.detail];
};
