import { kindOf } from '../core/resource.ts';
import { WORKLOAD_KINDS } from '../core/workload.ts';
import type { Step } from './run.ts';

/** Whether a step has anything to do with pods: labels of a workload have not. */
export const changesPods = ({ ref, action, differences }: Pick<Step, 'ref' | 'action' | 'differences'>): boolean =>
  WORKLOAD_KINDS.includes(kindOf(ref)) &&
  action !== 'delete' &&
  (action === 'create' || differences.some(({ path }) => path[0] === 'spec'));
