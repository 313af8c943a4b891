import type { JudgedPod } from './judgedPod.ts';
import type { Level } from './level.ts';

/** What a pod does that a level does not allow: the check's id, its reason and its detail, in the words of the API server. */
export interface Violation {
  readonly check: string;
  readonly reason: string;
  readonly detail: string;
}

export type Judge = (pod: JudgedPod) => Omit<Violation, 'check'> | undefined;

/** The rule of a check from one minor of Kubernetes 1 on, until its next revision. */
export interface Revision {
  readonly since: number;
  readonly judge: Judge;
}

/** One control of the Pod Security Standards; the rules are those of k8s.io/pod-security-admission/policy. */
export interface Check {
  readonly id: string;
  /** Baseline checks hold at the restricted level too, unless a restricted one stands for them. */
  readonly level: Exclude<Level, 'privileged'>;
  /** The baseline check that this one stands for at the restricted level, wherever it has a revision. */
  readonly overrides?: string;
  /** Oldest first. */
  readonly revisions: readonly Revision[];
}
