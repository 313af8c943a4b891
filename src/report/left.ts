import type { Finding } from '../core/finding.ts';
import { printable } from '../core/printable.ts';
import { describeRef } from '../core/resource.ts';
import { named, type NamedObject } from './named.ts';

/** A finding that stays, and why. */
export interface LeftFinding {
  readonly finding: Finding;
  readonly reason: string;
}

export interface ReportedLeft extends NamedObject {
  readonly id: string;
  readonly remediation: string;
  readonly reason: string;
}

export const leftReport = (left: readonly LeftFinding[]): readonly ReportedLeft[] =>
  left.map(({ finding, reason }) => ({ id: finding.id, remediation: finding.remediation, ...named(finding.ref), reason }));

const NAMED = 3;

/** What stays for the same reason in one line, with the first objects by name. */
export const leftLines = (left: readonly LeftFinding[]): readonly string[] => {
  const alike = Map.groupBy(left, ({ finding, reason }) => `${finding.remediation}\n${reason}`);
  return [...alike.values()].map((group) => {
    const objects = group.slice(0, NAMED).map(({ finding }) => describeRef(finding.ref));
    const more = group.length > NAMED ? ` and ${group.length - NAMED} more` : '';
    return printable(`left: ${group[0]?.finding.remediation}: ${objects.join(', ')}${more}: ${group[0]?.reason}`);
  });
};
