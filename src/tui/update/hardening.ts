import { describeReasons } from '../../analysis/psa/describe.ts';
import { hardening, type Hardening } from '../../app/hardening.ts';
import type { Finding } from '../../core/finding.ts';
import { describeRef, refKey } from '../../core/resource.ts';
import { next, telling, type Next } from '../next.ts';
import type { State, World } from '../state.ts';
import { notPlannable } from '../world.ts';
import { planning } from './planning.ts';

/** What the workloads of these findings, and all in a Namespace among them, need to meet the restricted level. */
const restricted = (world: World, findings: readonly Finding[]): Hardening => {
  const { snapshot } = world.scan;
  const objects = new Set(findings.map(({ ref }) => refKey(ref)));
  const namespaces = new Set(findings.filter(({ ref }) => ref.kind === 'Namespace').map(({ ref }) => ref.name));
  return hardening({
    snapshot,
    catalogue: world.catalogue,
    level: 'restricted',
    version: 'latest',
    answers: world.session.answers,
    selects: (resource) => objects.has(refKey(snapshot.ref(resource))) || namespaces.has(resource.metadata.namespace ?? ''),
    refuses: (finding) => notPlannable(world, finding),
  });
};

/** What stays, in one line: the first object, for what, and why where a finding says so. */
const said = ({ unmet: [first, ...more], left }: Hardening): string | undefined => {
  if (!first) return undefined;
  const cause = left.find(({ finding }) => refKey(finding.ref) === refKey(first.ref));
  const why = cause ? `; ${cause.finding.remediation} ${cause.reason}` : '';
  const others = more.length > 0 ? `, and ${more.length} more` : '';
  return `Not restricted after this: ${describeRef(first.ref)} (${describeReasons(first.violations)})${others}${why}.`;
};

/** Asks for the plan of all fixes that the restricted level needs, one change for each object, and says what stays. */
export const hardeningPlan = (state: State, findings: readonly Finding[]): Next => {
  const { world } = state;
  if (!world) return next(state);
  const result = restricted(world, findings);
  if (result.judged === 0) return next(telling(state, 'No pod or template is among them.', 'warn'));
  const stays = said(result);
  if (result.chosen.length === 0) return next(telling(state, stays ?? 'The restricted level is met already.', stays ? 'warn' : 'info'));
  return planning(stays === undefined ? state : telling(state, stays, 'warn'), result.chosen, 'review');
};
