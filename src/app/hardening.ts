import type { Violation } from '../analysis/psa/check.ts';
import type { Level } from '../analysis/psa/level.ts';
import { evaluateResource, isJudged } from '../analysis/psa/resources.ts';
import { versionOn } from '../analysis/psa/version.ts';
import { equal } from '../core/change.ts';
import type { ByDesign, Finding } from '../core/finding.ts';
import { answersTo, planChanges, type AnswerBook, type Proposed } from '../core/plan.ts';
import type { Catalogue, Remediation } from '../core/remediation.ts';
import { refKey, type Ref, type Resource } from '../core/resource.ts';
import { scanOne } from '../core/scan.ts';
import { amended, type Snapshot } from '../core/snapshot.ts';
import { madeBy, WORKLOAD_KINDS } from '../core/workload.ts';
import { ownerOf } from './scan.ts';

/** What is to be met. */
export interface Demands {
  readonly level: Level;
  /** `v1.29`, or `latest`. */
  readonly version: string;
}

export interface HardeningRequest extends Demands {
  readonly snapshot: Snapshot;
  readonly catalogue: Catalogue;
  /** Which Pods and templates; what a controller makes is left to the controller. */
  readonly selects?: (resource: Resource) => boolean;
  readonly answers?: AnswerBook;
  /** Why a fix is not to be made, or undefined. Asked of each finding as the fixes before it leave its object. */
  readonly refuses?: (finding: Finding, remediation: Remediation, snapshot: Snapshot) => string | undefined;
}

/** A Pod or template that would still be refused. */
export interface Unmet {
  readonly ref: Ref;
  /** In the words of the API server. */
  readonly violations: readonly Violation[];
}

/** What it takes to meet a level: one change for each object, and exactly what stays. */
export interface Hardening {
  readonly level: Level;
  /** What the version that was asked for means to the server. */
  readonly version: string;
  /** How many Pods and templates were looked at. */
  readonly judged: number;
  /** Findings whose fixes the level needs, in the order in which they are made. */
  readonly chosen: readonly Finding[];
  readonly proposals: readonly Proposed[];
  /** Findings that the level needs mended and that stay. */
  readonly left: readonly { readonly finding: Finding; readonly reason: string }[];
  /** Objects that have what the level forbids because they need it. */
  readonly byDesign: readonly ByDesign[];
  readonly unmet: readonly Unmet[];
}

/** Whether Pod Security speaks of this weakness. */
const isDemanded = ({ references, kinds }: Remediation): boolean =>
  references.some(({ source }) => source === 'PSS') && kinds.some((kind) => WORKLOAD_KINDS.includes(kind));

const byHand = ({ fix }: Finding): string | undefined => (fix === 'guide' ? 'has to be mended by hand' : undefined);

/** What the fix would make of the object; undefined where there is none. Whether it may be made is asked elsewhere. */
const mended = (remediation: Remediation, finding: Finding, at: Snapshot, answers: AnswerBook): Resource | undefined => {
  const resource = at.get(finding.ref);
  const edits = resource && remediation.fix?.(resource, at, answersTo(remediation, finding, resource, at, answers));
  return edits?.find(({ ref }) => refKey(ref) === refKey(finding.ref))?.after;
};

type Judge = (resource: Resource) => readonly Violation[];

interface Steps {
  at: Snapshot;
  readonly chosen: Finding[];
  readonly left: { readonly finding: Finding; readonly reason: string }[];
  readonly byDesign: ByDesign[];
}

/** One remediation on every object that has its weakness, where its fix, or its absence, makes a difference to the level. */
const take = (steps: Steps, remediation: Remediation, subjects: ReadonlySet<string>, judge: Judge, request: HardeningRequest): void => {
  const { refuses = byHand, answers = {} } = request;
  const { at } = steps;
  const { findings, byDesign } = scanOne(remediation, at, ownerOf, (ref) => subjects.has(refKey(ref)));
  steps.byDesign.push(...byDesign);
  const replaced: { readonly ref: Ref; readonly resource: Resource }[] = [];
  for (const finding of findings) {
    const before = at.get(finding.ref);
    const after = mended(remediation, finding, at, answers);
    if (!before || (after && equal(judge(before), judge(after)))) continue;
    const reason = refuses(finding, remediation, at) ?? byHand(finding);
    if (reason !== undefined || !after) steps.left.push({ finding, reason: reason ?? 'has no fix' });
    else {
      steps.chosen.push(finding);
      replaced.push({ ref: finding.ref, resource: after });
    }
  }
  if (replaced.length > 0) steps.at = at.with(replaced);
};

/**
 * Which fixes Pods and templates still need so that Pod Security at this level and version says nothing of them. Fixes are tried in
 * catalogue order, each on what the ones before it left, and one that makes no difference to the level is not chosen.
 */
export const hardening = (request: HardeningRequest): Hardening => {
  const { snapshot, catalogue, level, selects = () => true, answers = {} } = request;
  const version = versionOn(snapshot.facts.serverVersion, request.version);
  const asJudged = version === 'latest' ? snapshot : amended(snapshot, { facts: { ...snapshot.facts, serverVersion: version } });
  const judge: Judge = (resource) => evaluateResource(level, version, resource);
  const judged = WORKLOAD_KINDS.flatMap((kind) => snapshot.list(kind)).filter(
    (resource) => isJudged(resource) && !madeBy(resource, snapshot) && selects(resource),
  );
  const refs = judged.filter((resource) => judge(resource).length > 0).map((resource) => snapshot.ref(resource));
  const subjects = new Set(refs.map(refKey));
  const steps: Steps = { at: asJudged, chosen: [], left: [], byDesign: [] };
  for (const remediation of catalogue.filter(isDemanded)) take(steps, remediation, subjects, judge, request);
  const unmet = refs.flatMap((ref): readonly Unmet[] => {
    const resource = steps.at.get(ref);
    const violations = resource ? judge(resource) : [];
    return violations.length === 0 ? [] : [{ ref, violations }];
  });
  const isUnmet = new Set(unmet.map(({ ref }) => refKey(ref)));
  return {
    level,
    version,
    judged: judged.length,
    chosen: steps.chosen,
    proposals: planChanges(asJudged, steps.chosen, catalogue, answers),
    left: steps.left.filter(({ finding }) => isUnmet.has(refKey(finding.ref))),
    byDesign: steps.byDesign.filter(({ ref }) => isUnmet.has(refKey(ref))),
    unmet,
  };
};
