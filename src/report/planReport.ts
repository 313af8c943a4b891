import { redacted } from '../analysis/redacted.ts';
import type { Plan, PlannedChange } from '../app/plan.ts';
import type { Denial, InputProblem, TargetInfo } from '../app/target.ts';
import { actionOf, type Action } from '../core/change.ts';
import { withoutServerFields } from '../core/diff.ts';
import type { NotChecked } from '../core/finding.ts';
import { jsonPatch, type Operation } from '../core/jsonPatch.ts';
import type { Owner } from '../core/owner.ts';
import type { Resource } from '../core/resource.ts';
import { API_VERSION } from './apiVersion.ts';
import type { HardeningReport } from './hardeningReport.ts';
import { leftReport, type LeftFinding, type ReportedLeft } from './left.ts';
import { named, type NamedObject } from './named.ts';

export interface ReportedChange extends NamedObject {
  readonly action: Action;
  /** Ids of findings. */
  readonly closes: readonly string[];
  /** How it has to be confirmed. */
  readonly danger: PlannedChange['danger'];
  readonly impact: PlannedChange['impact'];
  readonly owners: readonly Owner[];
  /** The server's own. */
  readonly warnings: readonly string[];
  /** `server`, `later`, or `unverified`; why, where it is not `server`. */
  readonly checked: 'server' | 'later' | 'unverified';
  readonly reason?: string;
  /** Why it cannot be applied. */
  readonly refused?: string;
  /** An edit: what differs, as a JSON Patch; credentials are hidden. */
  readonly patch?: readonly Operation[];
  /** A creation: what would be stored. */
  readonly object?: Resource;
}

export interface PlanReport {
  readonly apiVersion: typeof API_VERSION;
  readonly kind: 'Plan';
  readonly target: TargetInfo;
  readonly summary: Readonly<Record<'create' | 'change' | 'delete' | 'rollouts', number>>;
  readonly changes: readonly ReportedChange[];
  readonly left: readonly ReportedLeft[];
  /** What was planned for a level of Pod Security. */
  readonly hardening?: HardeningReport;
  readonly denials: readonly Denial[];
  readonly notChecked: readonly NotChecked[];
  readonly problems: readonly InputProblem[];
}

/** The two states as the target sees them; as we see them where it could not be asked. */
export const statesOf = ({ change, preview }: PlannedChange): { readonly before?: Resource; readonly after?: Resource } =>
  preview?.checked === 'server' ? preview : change;

const difference = (planned: PlannedChange): Pick<ReportedChange, 'patch' | 'object'> => {
  const { before, after } = statesOf(planned);
  if (!after) return {};
  const shown = withoutServerFields(redacted(after, before));
  return before ? { patch: jsonPatch(withoutServerFields(redacted(before)), shown) } : { object: shown };
};

const reported = (planned: PlannedChange): ReportedChange => {
  const { change, findings, danger, impact, owners, preview, refused } = planned;
  return {
    ...named(change.ref),
    action: actionOf(change),
    closes: findings.map(({ id }) => id),
    danger,
    impact,
    owners,
    warnings: preview?.warnings ?? [],
    checked: preview?.checked ?? 'unverified',
    ...(preview?.reason === undefined ? {} : { reason: preview.reason }),
    ...(refused === undefined ? {} : { refused }),
    ...difference(planned),
  };
};

/** A plan as data; nothing in it comes from a Secret. */
export const planReport = (
  { changes, denials }: Plan,
  left: readonly LeftFinding[],
  target: TargetInfo,
  notChecked: readonly NotChecked[],
  problems: readonly InputProblem[],
  hardening?: HardeningReport,
): PlanReport => {
  const of = (action: Action): number => changes.filter(({ change }) => actionOf(change) === action).length;
  return {
    apiVersion: API_VERSION,
    kind: 'Plan',
    target,
    summary: {
      create: of('create'),
      change: of('edit'),
      delete: of('delete'),
      rollouts: changes.filter(({ impact }) => impact.restarts).length,
    },
    changes: changes.map(reported),
    left: leftReport(left),
    ...(hardening ? { hardening } : {}),
    denials,
    notChecked,
    problems,
  };
};
