import type { TargetInfo } from '../app/target.ts';
import type { NotChecked, ScanResult } from '../core/finding.ts';
import type { Severity } from '../core/remediation.ts';

/** A finding in the record of a session. */
export interface SessionEntry {
  readonly remediation: string;
  readonly title: string;
  readonly severity: Severity;
  /** `shop/Deployment web`. */
  readonly object: string;
  /** Why it is where it is; absent where that goes without saying. */
  readonly reason?: string;
}

/** Findings that came to the same end. */
export interface SessionPart {
  readonly title: 'fixed' | 'accepted' | 'skipped' | 'ignored' | 'left to owners' | 'outside the API' | 'not decided';
  readonly entries: readonly SessionEntry[];
}

/** What was done in a guided session and what is left, for those who were not there. */
export interface SessionRecord {
  readonly target: TargetInfo;
  /** kubeharden's. */
  readonly version: string;
  /** When the target was last read; ISO 8601. */
  readonly at: string;
  readonly scoreBefore: ScanResult['score'];
  readonly scoreAfter: ScanResult['score'];
  /** Checks that ran. */
  readonly ran: number;
  /** Empty parts too, always in the same order. */
  readonly parts: readonly SessionPart[];
  readonly notChecked: readonly NotChecked[];
}

/** `Fixed 3 of 12`: of all findings that there were. */
export const fixedOf = ({ parts }: SessionRecord): string => {
  const count = (title?: SessionPart['title']): number =>
    parts.reduce((sum, part) => sum + (title === undefined || part.title === title ? part.entries.length : 0), 0);
  return `Fixed ${count('fixed')} of ${count()}`;
};

/** The record as rows for any form of output: the head, then each part that is not empty. */
export const headOf = ({
  target,
  version,
  at,
  scoreBefore,
  scoreAfter,
  ran,
  notChecked,
}: SessionRecord): readonly (readonly [string, string])[] => [
  ['Target', target.name],
  ...(target.server === undefined ? [] : [['Server', target.server] as const]),
  ...(target.version === undefined ? [] : [['Kubernetes', target.version] as const]),
  ...(target.user === undefined ? [] : [['As', target.user] as const]),
  ['Read at', at],
  ['Score', `${scoreBefore ?? 'none'} -> ${scoreAfter ?? 'none'}`],
  ['Checks', `${ran} ran, ${notChecked.length} could not`],
  ['By', `kubeharden ${version}`],
];
