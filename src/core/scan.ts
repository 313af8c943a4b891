import { findingId, type ByDesign, type Finding, type FixKind, type NotChecked, type ScanResult } from './finding.ts';
import type { Owner } from './owner.ts';
import type { Catalogue, Doubt, Evidence, Remediation, Severity } from './remediation.ts';
import type { Kind, Ref, Resource } from './resource.ts';
import { CLUSTER, type Snapshot, type Unread } from './snapshot.ts';
import { triedDoubt } from './tried.ts';

export type OwnerOf = (resource: Resource, snapshot: Snapshot) => Owner | undefined;

const WEIGHTS: Readonly<Record<Severity, number>> = { critical: 10, high: 5, medium: 2, low: 1 };

/** Every kind that a remediation looks at, must see, or takes defaults from. */
export const kindsOf = ({ kinds, reads = [], hints = [] }: Remediation): readonly Kind[] => [...kinds, ...reads, ...hints];

/** The same of the whole catalogue. */
export const kindsRead = (catalogue: Catalogue): readonly Kind[] => [...new Set(catalogue.flatMap(kindsOf))];

const because = (unread: readonly Unread[]): string =>
  [
    ...new Set(
      unread.map(
        (u) =>
          `${u.kind}${u.namespace === undefined ? '' : ` in ${u.namespace}`}${u.onlyIn === undefined ? '' : ` outside ${u.onlyIn}`}: ${u.reason}`,
      ),
    ),
  ].join('; ');

const fixKind = (
  remediation: Remediation,
  resource: Resource,
  snapshot: Snapshot,
  doubts: readonly Doubt[],
  owner: Owner | undefined,
): FixKind => {
  if (!remediation.fix || remediation.guide?.(resource, snapshot)) return 'guide';
  if (owner?.strength === 'strong' && snapshot.facts.origin === 'cluster') return 'owned';
  if ((remediation.inputs?.(resource, snapshot) ?? []).some(({ optional }) => !optional)) return 'input';
  return doubts.length > 0 ? 'guard' : 'auto';
};

interface Judged {
  readonly findings: Finding[];
  readonly byDesign: ByDesign[];
  readonly notChecked: NotChecked[];
  looked: number;
  /** Without what is made up, so that what is missing has a place. */
  real: number;
}

/** Which objects are reported on; without it, all are, and none has to be named for it. */
export type InScope = (ref: Ref) => boolean;

/** List by list: joining them would copy every pod for every remediation. */
const lookedAt = (remediation: Remediation, snapshot: Snapshot): readonly (readonly Resource[])[] => {
  const among = remediation.among?.(snapshot);
  return among ? [among] : remediation.kinds.map((kind) => snapshot.list(kind));
};

/** The target as a whole stands for itself: what is asked of some of its objects says nothing about it where the check looks at none of them. */
const isWhole = (snapshot: Snapshot, inScope: InScope | undefined): boolean =>
  !inScope || snapshot.list(CLUSTER).every((cluster) => inScope(snapshot.ref(cluster)));

/** What a remediation must see and could not see outside one namespace. */
const unseen = ({ reads = [] }: Remediation, { unread }: Snapshot): readonly Doubt[] =>
  unread
    .filter((u) => u.onlyIn !== undefined && reads.includes(u.kind))
    .map((u) => ({ text: `${u.kind} could be read in ${u.onlyIn} alone: what elsewhere depends on it was not seen` }));

/** That it was tried and taken back speaks against doing it unseen. */
const triedBefore = (id: string, { facts }: Snapshot): readonly Doubt[] => {
  const tried = facts.tried?.[id];
  return tried ? [triedDoubt(tried, facts.now)] : [];
};

/** One remediation on an object where it found something. */
const judge = (
  remediation: Remediation,
  resource: Resource,
  evidence: readonly Evidence[],
  snapshot: Snapshot,
  ownerOf: OwnerOf,
): { readonly byDesign: ByDesign } | { readonly finding: Finding } => {
  const ref = snapshot.ref(resource);
  const reason = remediation.byDesign?.(resource, snapshot);
  if (reason !== undefined) return { byDesign: { remediation: remediation.id, ref, reason } };
  const owner = ownerOf(resource, snapshot);
  const id = findingId(remediation.id, ref);
  const doubts = [...triedBefore(id, snapshot), ...(remediation.doubts?.(resource, snapshot) ?? []), ...unseen(remediation, snapshot)];
  const finding: Finding = {
    id,
    remediation: remediation.id,
    title: remediation.title,
    severity: remediation.severity,
    ref,
    evidence,
    fix: fixKind(remediation, resource, snapshot, doubts, owner),
    doubts,
    ...(owner ? { owner } : {}),
    references: remediation.references,
  };
  return { finding };
};

/** One remediation on everything that it looks at and that is in scope. */
export const scanOne = (remediation: Remediation, snapshot: Snapshot, ownerOf: OwnerOf, inScope?: InScope): Judged => {
  const judged: Judged = { findings: [], byDesign: [], notChecked: [], looked: 0, real: 0 };
  const missing = (kinds: readonly Kind[]): readonly Unread[] => snapshot.unread.filter((u) => kinds.includes(u.kind));
  const unread = missing([...remediation.kinds, ...(remediation.reads ?? [])]);
  if (unread.length > 0) judged.notChecked.push({ remediation: remediation.id, reason: because(unread) });
  if (missing(remediation.reads ?? []).some((u) => u.onlyIn === undefined)) return judged;
  for (const objects of lookedAt(remediation, snapshot)) {
    for (const resource of objects) {
      if (inScope && !inScope(snapshot.ref(resource))) continue;
      judged.looked++;
      if (!snapshot.isSynthetic(resource)) judged.real++;
      const evidence = remediation.find(resource, snapshot);
      if (evidence.length === 0) continue;
      const verdict = judge(remediation, resource, evidence, snapshot, ownerOf);
      if ('finding' in verdict) judged.findings.push(verdict.finding);
      else judged.byDesign.push(verdict.byDesign);
    }
  }
  const concerns = judged.real > 0 || isWhole(snapshot, inScope);
  const undecided = unread.length === 0 && concerns ? (remediation.undecided?.(snapshot) ?? []) : [];
  for (const reason of undecided) judged.notChecked.push({ remediation: remediation.id, reason });
  return judged;
};

const weigh = (parts: readonly { readonly remediation: Remediation; readonly judged: Judged }[]): ScanResult['weight'] => {
  let [looked, found, real] = [0, 0, 0];
  for (const { remediation, judged } of parts) {
    looked += WEIGHTS[remediation.severity] * judged.looked;
    found += WEIGHTS[remediation.severity] * judged.findings.length;
    real += judged.real;
  }
  return { looked, found, judged: real };
};

/** 100: nothing was found. Weighted by severity, over what was looked at. */
const scoreOf = ({ looked, found, judged }: ScanResult['weight']): number | undefined =>
  judged === 0 ? undefined : Math.floor(100 * (1 - found / looked));

/** The score of the same scan if these of its findings were gone. */
export const scoreWithout = ({ weight }: ScanResult, gone: readonly Finding[]): number | undefined =>
  scoreOf({ ...weight, found: weight.found - gone.reduce((sum, { severity }) => sum + WEIGHTS[severity], 0) });

/** Of an object with several findings the owner is looked for once. */
const askedOnce = (ownerOf: OwnerOf): OwnerOf => {
  const known = new Map<Resource, Owner | undefined>();
  return (resource, snapshot) => {
    if (!known.has(resource)) known.set(resource, ownerOf(resource, snapshot));
    return known.get(resource);
  };
};

/** snapshot + catalogue -> findings. */
export const scan = (snapshot: Snapshot, catalogue: Catalogue, ownerOf: OwnerOf, inScope?: InScope): ScanResult => {
  const ownerOnce = askedOnce(ownerOf);
  const parts = catalogue.map((remediation) => ({ remediation, judged: scanOne(remediation, snapshot, ownerOnce, inScope) }));
  const weight = weigh(parts);
  const seen = (p: (typeof parts)[number]): boolean => p.judged.looked > 0 || p.judged.notChecked.length === 0;
  return {
    findings: parts.flatMap((p) => p.judged.findings),
    notChecked: parts.flatMap((p) => p.judged.notChecked),
    byDesign: parts.flatMap((p) => p.judged.byDesign),
    ran: parts.filter(seen).length,
    score: scoreOf(weight),
    weight,
  };
};
