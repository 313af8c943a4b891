import { field, type Kind, type Resource } from '../../core/resource.ts';
import type { Snapshot } from '../../core/snapshot.ts';
import { namespaceOf } from '../namespaces.ts';
import { podLabelsOf } from '../network/policies.ts';
import { selects } from '../selector.ts';
import { counted } from './pods.ts';

export const DISRUPTION_BUDGET: Kind = 'policy/PodDisruptionBudget';

const share = (value: unknown, pods: number): number | undefined => {
  if (typeof value === 'number') return value;
  const percent = typeof value === 'string' ? /^(\d+)%$/.exec(value)?.[1] : undefined;
  return percent === undefined ? undefined : Math.ceil((Number(percent) / 100) * pods);
};

/** What the budget allows: as its controller says, else worked out for pods that are all healthy. */
const allowed = (budget: Resource, pods: number): number | undefined => {
  const said = field(budget, 'status', 'disruptionsAllowed');
  if (typeof said === 'number') return said;
  const least = share(field(budget, 'spec', 'minAvailable'), pods);
  return least === undefined ? share(field(budget, 'spec', 'maxUnavailable'), pods) : Math.max(0, pods - least);
};

interface Told {
  readonly now: readonly string[];
  readonly warnings: readonly string[];
}

/** What the disruption budgets of a workload leave; the API server holds no rollout back for them. */
export const budgetsOf = (workload: Resource, pods: number, snapshot: Snapshot): Told => {
  const selecting = snapshot
    .list(DISRUPTION_BUDGET, namespaceOf(workload))
    .filter((budget) => selects(field(budget, 'spec', 'selector'), podLabelsOf(workload)));
  const told = selecting.flatMap((budget) => {
    const name = `${namespaceOf(budget)}/${budget.metadata.name}`;
    const left = allowed(budget, pods);
    return left === undefined ? [] : [{ left, name }];
  });
  return {
    now: told.filter(({ left }) => left > 0).map(({ left, name }) => `Budget ${name} allows ${counted(left, 'disruption')}.`),
    warnings: told
      .filter(({ left }) => left <= 0)
      .map(({ name }) => `Budget ${name} allows no disruption, but does not hold a rollout back: its pods count against it.`),
  };
};
