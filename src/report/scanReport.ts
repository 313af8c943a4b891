import type { Scan } from '../app/scan.ts';
import type { InputProblem, TargetInfo } from '../app/target.ts';
import type { Finding, FixKind, NotChecked } from '../core/finding.ts';
import type { Owner } from '../core/owner.ts';
import type { Kind, Ref } from '../core/resource.ts';
import { SEVERITIES, type Doubt, type Evidence, type Reference, type Severity } from '../core/remediation.ts';
import { API_VERSION } from './apiVersion.ts';
import { named, type NamedObject } from './named.ts';

export interface ReportedFinding extends NamedObject {
  readonly id: string;
  readonly remediation: string;
  readonly severity: Severity;
  readonly evidence: readonly Evidence[];
  readonly fix: FixKind;
  /** Why a fix of kind `guard` has to be accepted. */
  readonly doubts?: readonly Doubt[];
  readonly owner?: Owner;
  readonly references: readonly Reference[];
}

export interface ScanReport {
  readonly apiVersion: typeof API_VERSION;
  readonly kind: 'ScanReport';
  readonly target: TargetInfo;
  readonly summary: {
    readonly findings: number;
    readonly severities: Readonly<Record<Severity, number>>;
    readonly fixes: Readonly<Record<FixKind, number>>;
    /** Remediations that ran, and those that could not decide everything. */
    readonly ran: number;
    readonly notChecked: number;
    /** 0 to 100; null where no object was judged, so that nothing can be said of the target. */
    readonly score: number | null;
    readonly ignored: number;
    readonly byDesign: number;
  };
  readonly findings: readonly ReportedFinding[];
  readonly notChecked: readonly NotChecked[];
  readonly byDesign: readonly (NamedObject & { readonly remediation: string; readonly reason: string })[];
  /** Kinds of objects that are none of Kubernetes' own: custom resources, which are no weakness and are not judged. */
  readonly notJudged: readonly Kind[];
  /** Files, or parts of them, that hold no objects that can be read. */
  readonly problems: readonly InputProblem[];
}

const FIXES: readonly FixKind[] = ['auto', 'guard', 'input', 'guide', 'owned'];

const counts = <T extends string>(
  words: readonly T[],
  of: readonly Finding[],
  wordOf: (finding: Finding) => T,
): Readonly<Record<T, number>> => {
  const found = Object.fromEntries(words.map((word) => [word, 0])) as Record<T, number>;
  for (const finding of of) found[wordOf(finding)]++;
  return found;
};

/** What is found in one object shares its name. */
const namedOnce = (): ((ref: Ref) => NamedObject) => {
  const known = new Map<Ref, NamedObject>();
  return (ref) => {
    let name = known.get(ref);
    if (!name) known.set(ref, (name = named(ref)));
    return name;
  };
};

const reported = (
  { id, remediation, severity, ref, evidence, fix, doubts, owner, references }: Finding,
  nameOf: (ref: Ref) => NamedObject,
): ReportedFinding => ({
  id,
  remediation,
  severity,
  ...nameOf(ref),
  evidence,
  fix,
  ...(doubts.length > 0 ? { doubts } : {}),
  ...(owner ? { owner } : {}),
  references,
});

/** The form of UX.md; nothing in it comes from a Secret. */
export const scanReport = (
  { result, ignored, custom }: Pick<Scan, 'result' | 'ignored' | 'custom'>,
  target: TargetInfo,
  problems: readonly InputProblem[],
): ScanReport => {
  const nameOf = namedOnce();
  return {
    apiVersion: API_VERSION,
    kind: 'ScanReport',
    target,
    summary: {
      findings: result.findings.length,
      severities: counts(SEVERITIES, result.findings, ({ severity }) => severity),
      fixes: counts(FIXES, result.findings, ({ fix }) => fix),
      ran: result.ran,
      notChecked: new Set(result.notChecked.map((missed) => missed.remediation)).size,
      score: result.score ?? null,
      ignored: ignored.length,
      byDesign: result.byDesign.length,
    },
    findings: result.findings.map((finding) => reported(finding, nameOf)),
    notChecked: result.notChecked,
    byDesign: result.byDesign.map(({ remediation, ref, reason }) => ({ remediation, ...nameOf(ref), reason })),
    notJudged: custom,
    problems,
  };
};
