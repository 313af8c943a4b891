import { lastAsked } from './lastAsked.ts';
import type { Owner } from './owner.ts';
import type { Doubt, Evidence, Reference, Severity } from './remediation.ts';
import { refKey, type Kind, type Ref } from './resource.ts';

/** How a finding can be fixed; decided for each object. */
export type FixKind = 'auto' | 'guard' | 'input' | 'guide' | 'owned';

/** One remediation on one object: the smallest thing a person can accept or refuse. */
export interface Finding {
  /** Stable over scans: `privilege-escalation:apps/Deployment|payments|checkout`. */
  readonly id: string;
  readonly remediation: string;
  readonly title: string;
  readonly severity: Severity;
  readonly ref: Ref;
  readonly evidence: readonly Evidence[];
  readonly fix: FixKind;
  readonly doubts: readonly Doubt[];
  readonly owner?: Owner;
  readonly references: readonly Reference[];
}

const keyOf = lastAsked(refKey);

export const findingId = (remediation: string, ref: Ref): string => `${remediation}:${keyOf(ref)}`;

/** What a remediation could not decide, and what it lacked. */
export interface NotChecked {
  readonly remediation: string;
  readonly kind?: Kind;
  readonly reason: string;
}

/** An object that has the weakness because it needs it. */
export interface ByDesign {
  readonly remediation: string;
  readonly ref: Ref;
  readonly reason: string;
}

export interface ScanResult {
  /** Catalogue order, then as read. */
  readonly findings: readonly Finding[];
  readonly notChecked: readonly NotChecked[];
  readonly byDesign: readonly ByDesign[];
  /** Remediations that ran. */
  readonly ran: number;
  /** 0 to 100: the share of checks passed, each weighted by severity. Undefined where no object of the target was judged: then nothing passed. */
  readonly score: number | undefined;
  /** What the score is made of: the weight of all that was looked at, and of what was found there; and how often an object of the target was looked at. */
  readonly weight: { readonly looked: number; readonly found: number; readonly judged: number };
}
