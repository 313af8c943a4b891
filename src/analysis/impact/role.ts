import type { Change } from '../../core/change.ts';
import { kindOf } from '../../core/resource.ts';
import type { Snapshot } from '../../core/snapshot.ts';
import { CLUSTER_ROLE, ROLE } from '../rbac/aggregation.ts';
import { lossesByRole, type Loss } from '../rbac/losses.ts';
import { describeRule, ownRulesOf } from '../rbac/rules.ts';
import { describeUse } from '../rbac/subjects.ts';
import { atMost } from '../sentences.ts';
import type { Part } from './part.ts';

/** Subjects that are told one by one. */
const MOST_SUBJECTS = 5;
/** Rules of one subject that are put into words. */
const MOST_RULES = 3;

const lost = ({ subject, namespace, rules = [], keptIn }: Loss, snapshot: Snapshot): string => {
  const where = namespace === undefined ? 'in the whole cluster' : `in ${namespace}`;
  const kept = keptIn.length > 0 ? `, but keeps it in ${keptIn.join(', ')}` : '';
  return `${describeUse(subject, snapshot)} can no longer ${atMost(MOST_RULES, rules.map(describeRule)).join('; ')} ${where}${kept}, at once.`;
};

/** A role that grants less: what its holders lose, all their other bindings considered. */
export const roleImpact = ({ before, after }: Change, snapshot: Snapshot): Part => {
  if (!before || ![CLUSTER_ROLE, ROLE].includes(kindOf(before))) return {};
  const losses = lossesByRole(before, after ? ownRulesOf(after) : [], snapshot).filter(({ rules }) => rules !== undefined);
  const told = losses.slice(0, MOST_SUBJECTS).map((loss) => lost(loss, snapshot));
  const more = losses.length - told.length;
  return { now: more > 0 ? [...told, `${more} more subjects lose rights by it.`] : told };
};
