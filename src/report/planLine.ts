import type { PlannedChange } from '../app/plan.ts';
import type { Denial } from '../app/target.ts';
import { actionOf } from '../core/change.ts';

/** `1 create, 4 change, 0 delete, 2 rollouts`. */
export const planLine = (changes: readonly PlannedChange[]): string => {
  const of = (action: string): number => changes.filter(({ change }) => actionOf(change) === action).length;
  const rollouts = changes.filter(({ impact }) => impact.restarts).length;
  return `${of('create')} create, ${of('edit')} change, ${of('delete')} delete, ${rollouts} ${rollouts === 1 ? 'rollout' : 'rollouts'}`;
};

/** `you may not patch deployments.apps in payments`. */
export const denialLine = ({ verb, resource, namespace, name, reason }: Denial): string =>
  `you may not ${verb} ${resource}${name === undefined ? '' : ` ${name}`}${namespace === undefined ? '' : ` in ${namespace}`}${reason === undefined ? '' : `: ${reason}`}`;
