import type { Violation } from './check.ts';

/** The reasons alone, as the server tells them of pods that run already: `hostPort, privileged`. */
export const describeReasons = (violations: readonly Violation[]): string => violations.map(({ reason }) => reason).join(', ');

/**
 * The reasons with their details, as the server ends `violates PodSecurity "baseline:latest": ` and
 * `would violate PodSecurity "restricted:v1.29": `.
 */
export const describeViolations = (violations: readonly Violation[]): string =>
  violations.map(({ reason, detail }) => (detail === '' ? reason : `${reason} (${detail})`)).join(', ');
