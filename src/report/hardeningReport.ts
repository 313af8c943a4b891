import type { Violation } from '../analysis/psa/check.ts';
import { describeViolations } from '../analysis/psa/describe.ts';
import type { Level } from '../analysis/psa/level.ts';
import type { Hardening } from '../app/hardening.ts';
import { printable } from '../core/printable.ts';
import { describeRef } from '../core/resource.ts';
import { named, type NamedObject } from './named.ts';

/** Which level was asked for, and who would still be refused there for what. */
export interface HardeningReport {
  readonly level: Level;
  readonly version: string;
  /** Pods and templates that were looked at. */
  readonly judged: number;
  readonly unmet: readonly (NamedObject & { readonly violations: readonly Violation[] })[];
  /** Objects that have it because they need it. */
  readonly byDesign: readonly (NamedObject & { readonly remediation: string; readonly reason: string })[];
}

export const hardeningReport = ({ level, version, judged, unmet, byDesign }: Hardening): HardeningReport => ({
  level,
  version,
  judged,
  unmet: unmet.map(({ ref, violations }) => ({ ...named(ref), violations })),
  byDesign: byDesign.map(({ ref, remediation, reason }) => ({ ...named(ref), remediation, reason })),
});

/** How many meet the level afterwards, and exactly why the others do not. */
export const hardeningLines = ({ level, version, judged, unmet, byDesign }: Hardening): readonly string[] => [
  ...byDesign.map(({ ref, remediation, reason }) => printable(`needed by design: ${describeRef(ref)}: ${remediation}: ${reason}`)),
  ...unmet.map(({ ref, violations }) => printable(`not ${level}: ${describeRef(ref)}: ${describeViolations(violations)}`)),
  `${judged - unmet.length} of ${judged} pods and templates meet ${level}, ${version} with this`,
];
