import { findingId, type ByDesign, type Finding, type FixKind, type NotChecked, type ScanResult } from './finding.ts';
import { lastAsked } from './lastAsked.ts';
import type { Owner } from './owner.ts';
import type { Catalogue, Doubt, Evidence, Remediation, Severity } from './remediation.ts';
import { kindOf, type Kind, type Ref, type Resource } from './resource.ts';
import { CLUSTER, type Snapshot, type Unread } from './snapshot.ts';
import { triedDoubt } from './tried.ts';

export type OwnerOf = (resource: Resource, snapshot: Snapshot) => Owner | undefined;

const WEIGHTS: Readonly<Record<Severity, number>> = { critical: 10, high: 5, medium: 2, low: 1 };

/** Every kind that a remediation looks at, must see, or takes doubts or defaults from. */
export const kindsOf = ({ kinds, reads = [], doubtsFrom = [], hints = [] }: Remediation): readonly Kind[] => [
  ...kinds,
  ...reads,
  ...doubtsFrom,
  ...hints,
];

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

/** The target as a whole stands for itself: what is asked of some of its objects says nothing about it where the check looks at none of them. */
const isWhole = (snapshot: Snapshot, inScope: InScope | undefined): boolean =>
  !inScope || snapshot.list(CLUSTER).every((cluster) => inScope(snapshot.ref(cluster)));

/** What a remediation could not see although it bears on its fix: then nothing is known to speak against it, which is not the same as nothing. */
const unseen = ({ reads = [], doubtsFrom = [] }: Remediation, { unread }: Snapshot): readonly Doubt[] => {
  const outside = unread
    .filter((u) => u.onlyIn !== undefined && (reads.includes(u.kind) || doubtsFrom.includes(u.kind)))
    .map((u) => `${u.kind} could be read in ${u.onlyIn} alone: what elsewhere depends on it was not seen`);
  const nowhere = new Set(unread.filter((u) => u.onlyIn === undefined && doubtsFrom.includes(u.kind)).map(({ kind }) => kind));
  const missing = nowhere.size > 0 ? [`${[...nowhere].join(', ')} could not be read: what it says against this fix is not known`] : [];
  return [...outside, ...missing].map((text) => ({ text }));
};

const NO_DOUBTS: readonly Doubt[] = [];

/** That it was tried and taken back speaks against doing it unseen. */
const triedBefore = (id: string, { facts }: Snapshot): readonly Doubt[] => {
  const tried = facts.tried?.size ? facts.tried.get(id) : undefined; // to look a text up that was just made costs as much as a check
  return tried ? [triedDoubt(tried, facts.now)] : NO_DOUBTS;
};

/** One remediation at work. */
interface Check {
  readonly remediation: Remediation;
  readonly judged: Judged;
  /** What speaks against its fix wherever it is. */
  readonly blind: readonly Doubt[];
  /** Kinds that it needs and that could not be read. */
  readonly unread: readonly Unread[];
}

const checkOf = (remediation: Remediation, snapshot: Snapshot): Check => {
  const { id, kinds, reads = [] } = remediation;
  const unread = snapshot.unread.filter((u) => kinds.includes(u.kind) || reads.includes(u.kind));
  const notChecked = unread.length > 0 ? [{ remediation: id, reason: because(unread) }] : [];
  return {
    remediation,
    judged: { findings: [], byDesign: [], notChecked, looked: 0, real: 0 },
    blind: unseen(remediation, snapshot),
    unread,
  };
};

/** Whether it sees enough to look at anything. */
const canLook = ({ remediation: { reads = [] }, unread }: Check): boolean =>
  unread.every((u) => u.onlyIn !== undefined || !reads.includes(u.kind));

/** What one check says of an object where it found something. */
const judge = (
  { remediation, blind }: Check,
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
  const doubts = [...triedBefore(id, snapshot), ...(remediation.doubts?.(resource, snapshot) ?? NO_DOUBTS), ...blind];
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

interface Looking {
  readonly snapshot: Snapshot;
  readonly ownerOf: OwnerOf;
  readonly inScope?: InScope | undefined;
}

/** Object by object, all checks of each: what one has read of an object is near when the next one asks, which saves a large scan a tenth. */
const lookAt = (objects: readonly Resource[], checks: readonly Check[], { snapshot, ownerOf, inScope }: Looking): void => {
  for (const resource of objects) {
    if (inScope && !inScope(snapshot.ref(resource))) continue;
    const real = snapshot.isSynthetic(resource) ? 0 : 1;
    for (const check of checks) {
      const { remediation, judged } = check;
      judged.looked++;
      judged.real += real;
      const evidence = remediation.find(resource, snapshot);
      if (evidence.length === 0) continue;
      const verdict = judge(check, resource, evidence, snapshot, ownerOf);
      if ('finding' in verdict) judged.findings.push(verdict.finding);
      else judged.byDesign.push(verdict.byDesign);
    }
  }
};

const tellUndecided = ({ remediation, judged, unread }: Check, { snapshot, inScope }: Looking): void => {
  const concerns = judged.real > 0 || isWhole(snapshot, inScope);
  const undecided = unread.length === 0 && concerns ? (remediation.undecided?.(snapshot) ?? []) : [];
  for (const reason of undecided) judged.notChecked.push({ remediation: remediation.id, reason });
};

/** What a check says stands in the order of its own kinds, whichever others run beside it. */
const inOwnOrder = ({ remediation: { kinds }, judged }: Check, order: readonly Kind[]): void => {
  const places = kinds.map((kind) => order.indexOf(kind));
  if (places.every((place, i) => i === 0 || place > (places[i - 1] ?? 0))) return;
  const rank = ({ ref }: { readonly ref: Ref }): number => kinds.indexOf(kindOf(ref));
  judged.findings.sort((a, b) => rank(a) - rank(b));
  judged.byDesign.sort((a, b) => rank(a) - rank(b));
};

/** Each check on everything that it looks at and that is in scope. */
const run = (checks: readonly Check[], looking: Looking): void => {
  const { snapshot } = looking;
  const able = checks.filter(canLook);
  const everywhere: Check[] = [];
  for (const check of able) {
    const among = check.remediation.among?.(snapshot);
    if (among) lookAt(among, [check], looking);
    else everywhere.push(check);
  }
  const order = [...new Set(everywhere.flatMap(({ remediation: { kinds } }) => kinds))];
  for (const kind of order) {
    const checks = everywhere.filter(({ remediation: { kinds } }) => kinds.includes(kind));
    lookAt(snapshot.list(kind), checks, looking);
  }
  for (const check of everywhere) inOwnOrder(check, order);
  for (const check of able) tellUndecided(check, looking);
};

/** What one remediation says of everything that it looks at and that is in scope. */
export const scanOne = (remediation: Remediation, snapshot: Snapshot, ownerOf: OwnerOf, inScope?: InScope): Judged => {
  const check = checkOf(remediation, snapshot);
  run([check], { snapshot, ownerOf, inScope });
  return check.judged;
};

const weigh = (checks: readonly Check[]): ScanResult['weight'] => {
  let [looked, found, real] = [0, 0, 0];
  for (const { remediation, judged } of checks) {
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

/** snapshot + catalogue -> findings. */
export const scan = (snapshot: Snapshot, catalogue: Catalogue, ownerOf: OwnerOf, inScope?: InScope): ScanResult => {
  const checks = catalogue.map((remediation) => checkOf(remediation, snapshot));
  run(checks, { snapshot, ownerOf: lastAsked((resource: Resource) => ownerOf(resource, snapshot)), inScope });
  const weight = weigh(checks);
  const seen = ({ judged }: Check): boolean => judged.looked > 0 || judged.notChecked.length === 0;
  return {
    findings: checks.flatMap(({ judged }) => judged.findings),
    notChecked: checks.flatMap(({ judged }) => judged.notChecked),
    byDesign: checks.flatMap(({ judged }) => judged.byDesign),
    ran: checks.filter(seen).length,
    score: scoreOf(weight),
    weight,
  };
};
